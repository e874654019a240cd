import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useAskedDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import type { RelationshipSide } from '#shared/ipc/people.ts'
import { relationships } from '#shared/records/relationships.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { formOf, joinForms, partOf, partyForm } from '#shared/schema/forms.ts'
import type { AddingProps } from './person-editor.tsx'

const fields = ['role', 'percent', 'fromDate', 'toDate', 'evidenceDocumentId']

/** A document of the household can evidence the relationship. */
function relationshipForm(documents: HouseholdPage['documents']): RecordSpec {
  const titles = Object.fromEntries(documents.map(({ id, title }) => [id, title]))
  return formOf(relationships, { fields, references: { evidenceDocumentId: titles } })
}

/** Says once what one party is to another. */
export function AddRelationship({ page, opened, onClose }: AddingProps) {
  const { id: householdId } = page.household
  const parties = useQuery('people.parties', { householdId }, { enabled: opened })
  const choices = Object.fromEntries(
    (parties.data ?? []).map((party) => [
      party.id,
      party.householdId === householdId ? party.name : `${party.name} – ${party.householdName}`,
    ]),
  )
  const form = relationshipForm(page.documents)
  const from = partyForm('fromId', 'Who', choices)
  const to = partyForm('toId', 'Of whom', choices)
  const { role, ...rest } = form.fields
  const who = joinForms(from, { ...form, fields: role === undefined ? {} : { role } })
  return (
    <RecordEditor
      title="Add a relationship"
      record={joinForms(joinForms(who, to), { ...form, fields: rest })}
      isNew
      draft={{ key: `relationships:new:${householdId}`, householdId }}
      opened={opened}
      onClose={onClose}
      onSave={({ fromId, toId, ...values }) => {
        const input = { householdId, fromId, toId, relationship: partOf(form, values) }
        return runCommand('people.addRelationship', input as CallInput<'people.addRelationship'>, {
          done: 'Relationship added.',
          quiet: true,
        })
      }}
    />
  )
}

interface EditRelationshipProps {
  readonly side: RelationshipSide
  readonly documents: HouseholdPage['documents']
}

/** Changes a relationship as it was recorded, or ends it with a day. */
export function EditRelationship({ side, documents }: EditRelationshipProps) {
  const { relationship, partyName, otherName } = side
  const { id, householdId } = relationship
  const asked = useAskedDraft(`relationships:${id}`)
  return (
    <EditButton label={`Edit what ${partyName} and ${otherName} are to one another`} asked={asked}>
      {(opened, close) => (
        <RecordEditor
          title={`${partyName} and ${otherName}`}
          record={relationshipForm(documents)}
          row={relationship}
          draft={{ key: `relationships:${id}`, householdId }}
          opened={opened}
          onClose={close}
          onSave={({ evidenceDocumentId, ...patch }) => {
            const evidence = evidenceDocumentId === undefined ? {} : { evidenceDocumentId }
            const input = { relationshipId: id, patch, ...evidence } as CallInput<'people.updateRelationship'>
            return runCommand('people.updateRelationship', input, { done: 'Relationship saved.', quiet: true })
          }}
        />
      )}
    </EditButton>
  )
}
