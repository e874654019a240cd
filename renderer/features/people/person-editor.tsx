import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { runCommand } from '#renderer/data/use-command.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { HouseholdPage, MemberView } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import { persons } from '#shared/records/persons.ts'
import { formOf, joinForms, partOf } from '#shared/schema/forms.ts'

/** The button beside a person, and the form it opens. */
export function EditPerson({ person, name }: { readonly person: MemberView['person']; readonly name: string }) {
  return (
    <EditButton label={`Edit ${name}`}>
      {(opened, close) => (
        <RecordEditor
          title={name}
          record={persons}
          row={person}
          draft={{ key: `persons:${person.id}`, householdId: person.householdId }}
          opened={opened}
          onClose={close}
          onSave={(patch) =>
            runCommand(
              'households.updatePerson',
              { personId: person.id, patch },
              { done: `${name} saved.`, quiet: true },
            )
          }
        />
      )}
    </EditButton>
  )
}

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
      onSave={(values) => {
        const input = { householdId, person: partOf(persons, values), membership: partOf(membershipForm, values) }
        return runCommand('people.add', input as CallInput<'people.add'>, { done: 'Person added.', quiet: true })
      }}
    />
  )
}
