import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useAskedDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { CallInput } from '#shared/ipc/index.ts'
import type { MembershipView } from '#shared/ipc/people.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import { formOf } from '#shared/schema/forms.ts'
import type { AddingProps } from './person-editor.tsx'

/** Lets a person of another household join this one, from a day on. */
export function JoinHousehold({ page, opened, onClose }: AddingProps) {
  const { id: householdId } = page.household
  const parties = useQuery('people.parties', { householdId }, { enabled: opened })
  const here = new Set(page.members.map(({ person }) => person.id))
  const others = (parties.data ?? []).filter(({ kind, id }) => kind === 'person' && !here.has(id))
  const choices = Object.fromEntries(others.map(({ id, name, householdName }) => [id, `${name} – ${householdName}`]))
  return (
    <RecordEditor
      title="Add a person of another household"
      record={formOf(householdMembers, {
        fields: ['personId', 'role', 'fromDate', 'toDate', 'isPrimary', 'inRollUp'],
        references: { personId: choices },
      })}
      isNew
      draft={{ key: `household_members:new:${householdId}`, householdId }}
      opened={opened}
      onClose={onClose}
      onSave={(membership) => {
        const input = { householdId, membership } as CallInput<'people.join'>
        return runCommand('people.join', input, { done: 'Person added.', quiet: true })
      }}
    />
  )
}

/** Changes a membership, or ends it with a day. */
export function EditMembership({ membership }: { readonly membership: MembershipView }) {
  const { id, personName, householdName, householdId } = membership
  const asked = useAskedDraft(`household_members:${id}`)
  return (
    <EditButton label={`Edit the membership of ${personName} in ${householdName}`} asked={asked}>
      {(opened, close) => (
        <RecordEditor
          title={`${personName} in ${householdName}`}
          record={householdMembers}
          row={membership}
          draft={{ key: `household_members:${id}`, householdId }}
          opened={opened}
          onClose={close}
          onSave={(patch) =>
            runCommand(
              'people.updateMembership',
              { membershipId: id, patch },
              { done: 'Membership saved.', quiet: true },
            )
          }
        />
      )}
    </EditButton>
  )
}
