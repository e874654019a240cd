import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useMay } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { CallInput } from '#shared/ipc/index.ts'
import type { Team } from '#shared/ipc/teams.ts'
import { teamMembers } from '#shared/records/team-members.ts'
import { formOf } from '#shared/schema/forms.ts'

type Member = Team['members'][number]

/** Who serves the household: its adviser, and those who see it beside them. */
export function TeamSection({ householdId }: { readonly householdId: string }) {
  const team = useQuery('households.team', { householdId })
  const mayWrite = useMay('book.write')
  return (
    <QueryView query={team} rows={2}>
      {({ adviserName, members, others, mayChange }) => (
        <Section
          title="Team"
          actions={mayWrite && mayChange ? <AddMember householdId={householdId} others={others} /> : null}
        >
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            <li>
              <Person name={adviserName === '' ? 'Somebody not known here yet' : adviserName} as="Adviser" />
            </li>
            {members.map((member) => (
              <Group component="li" key={member.id} gap={6} justify="space-between" wrap="nowrap">
                <Group gap={6}>
                  <Person name={member.displayName} as={choiceLabel('team_members', 'role', member.role)} />
                  {member.active ? null : <Badge color="gray">Left the firm</Badge>}
                </Group>
                {mayWrite && mayChange ? <MemberActions householdId={householdId} member={member} /> : null}
              </Group>
            ))}
          </Stack>
        </Section>
      )}
    </QueryView>
  )
}

function Person({ name, as }: { readonly name: string; readonly as: string }) {
  return (
    <Text size="sm" span>
      <strong>{name}</strong>{' '}
      <Text span size="xs" c="dimmed">
        {as}
      </Text>
    </Text>
  )
}

interface AddMemberProps {
  readonly householdId: string
  readonly others: Team['others']
}

function AddMember({ householdId, others }: AddMemberProps) {
  const [opened, { open, close }] = useDisclosure(false)
  const choices = Object.fromEntries(others.map(({ id, displayName }) => [id, displayName]))
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
        Add to team
      </Button>
      <RecordEditor
        title="Add to the team"
        record={formOf(teamMembers, { fields: ['userId', 'role'], references: { userId: choices } })}
        isNew
        draft={{ key: `team_members:new:${householdId}`, householdId }}
        opened={opened}
        onClose={close}
        onSave={(member) => {
          const input = { householdId, member } as CallInput<'households.joinTeam'>
          return runCommand('households.joinTeam', input, { done: 'Added to the team.', quiet: true })
        }}
      >
        <Text size="sm" c="dimmed" mb="md">
          They see this household from now on, and their laptop takes it along.
        </Text>
      </RecordEditor>
    </>
  )
}

function MemberActions({ householdId, member }: { readonly householdId: string; readonly member: Member }) {
  const { id, userId, role, displayName } = member
  const remove = async () => {
    const { ok } = await runCommand('households.leaveTeam', { memberId: id })
    if (!ok) return
    const takeBack = () =>
      void runCommand(
        'households.joinTeam',
        { householdId, member: { userId, role } } as CallInput<'households.joinTeam'>,
        { done: `${displayName} is on the team again.` },
      )
    sayDone(`${displayName} is no longer on the team.`, takeBack)
  }
  return (
    <Group gap={2} wrap="nowrap">
      <EditButton label={`Edit the role of ${displayName}`}>
        {(opened, close) => (
          <RecordEditor
            title={displayName}
            record={formOf(teamMembers, { fields: ['role'] })}
            row={member}
            draft={{ key: `team_members:${id}`, householdId }}
            opened={opened}
            onClose={close}
            onSave={(patch) =>
              runCommand('households.updateTeamMember', { memberId: id, patch }, { done: 'Role saved.', quiet: true })
            }
          />
        )}
      </EditButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Take ${displayName} off the team`}
        onClick={() => void remove()}
      >
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
