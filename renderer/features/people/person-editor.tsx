import { useState } from 'react'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useAskedDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import type { SentNumbers } from '#renderer/data/use-typed-numbers.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { HouseholdPage, MemberView } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import { persons } from '#shared/records/persons.ts'
import { formOf, joinForms, partOf } from '#shared/schema/forms.ts'
import { MergePersons } from './merge-persons.tsx'

/** The button beside a person, and the form it opens. */
export function EditPerson({ person, name }: { readonly person: MemberView['person']; readonly name: string }) {
  const asked = useAskedDraft(`persons:${person.id}`)
  const [sameAs, setSameAs] = useState<string | null>(null)
  const [merging, setMerging] = useState(false)
  return (
    <>
      <EditButton label={`Edit ${name}`} asked={asked}>
        {(opened, close) => (
          <RecordEditor
            title={name}
            record={persons}
            row={person}
            draft={{ key: `persons:${person.id}`, householdId: person.householdId }}
            opened={opened}
            onClose={close}
            onSave={(patch, numbers) =>
              runCommand(
                'households.updatePerson',
                { personId: person.id, patch, ...withoutChoice(numbers) },
                { done: `${name} saved.`, quiet: true },
              )
            }
            onKnown={({ id }) => ({
              label: 'Compare the two records…',
              // What else was typed is kept as a draft.
              run: () => {
                close()
                setSameAs(id)
                setMerging(true)
              },
            })}
          />
        )}
      </EditButton>
      {sameAs === null ? null : (
        <MergePersons
          person={{ id: person.id, name, householdId: person.householdId }}
          otherId={sameAs}
          opened={merging}
          onClose={() => setMerging(false)}
        />
      )}
    </>
  )
}

/** Two people never have one number, so there is nothing to choose. */
const withoutChoice = ({ numbers }: SentNumbers) => (numbers === undefined ? {} : { numbers })

/** Whoever is added is kept with this household, which is primary for them. */
const membershipForm = formOf(householdMembers, { fields: ['role', 'fromDate', 'inRollUp'] })
const form = joinForms(membershipForm, formOf(persons))

export interface AddingProps {
  readonly page: HouseholdPage
  readonly opened: boolean
  readonly onClose: () => void
}

/** Adds a person and their place in the household. */
export function AddPerson({ page, opened, onClose }: AddingProps) {
  const { id: householdId } = page.household
  return (
    <RecordEditor
      title="Add a person"
      record={form}
      row={{ role: page.members.length === 0 ? 'head' : null, inRollUp: true }}
      isNew
      draft={{ key: `persons:new:${householdId}`, householdId }}
      opened={opened}
      onClose={onClose}
      onSave={(values, numbers) => {
        const parts = { person: partOf(persons, values), membership: partOf(membershipForm, values) }
        const input = { householdId, ...parts, ...withoutChoice(numbers) }
        return runCommand('people.add', input as CallInput<'people.add'>, { done: 'Person added.', quiet: true })
      }}
    />
  )
}
