import { Badge, Group, Text } from '@mantine/core'
import { Link } from 'react-router'
import { choiceLabel } from '#renderer/data/labels.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { formatSpan } from '#renderer/ui/dates.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import classes from './meetings.module.css'

/** Meetings of one day, each the way to its pack. */
export function MeetingList({ meetings }: { readonly meetings: readonly MeetingRow[] }) {
  return (
    <ul className={classes.list}>
      {meetings.map((meeting) => (
        <li key={meeting.id}>
          <MeetingLink meeting={meeting} />
        </li>
      ))}
    </ul>
  )
}

function MeetingLink({ meeting }: { readonly meeting: MeetingRow }) {
  const counts = [
    meeting.openTasks === 0 ? null : `${meeting.openTasks} open ${meeting.openTasks === 1 ? 'task' : 'tasks'}`,
    meeting.notes === 0 ? null : `${meeting.notes} ${meeting.notes === 1 ? 'note' : 'notes'}`,
  ].filter((count) => count !== null)
  return (
    <Link className={classes.row} to={`/meetings/${meeting.id}`}>
      <Text size="sm" fw={600} className="tabular">
        {formatSpan(meeting.startsAt, meeting.endsAt)}
      </Text>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} truncate>
          {meeting.householdName}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {meeting.subject}
          {meeting.location === null ? '' : ` · ${meeting.location}`}
        </Text>
      </div>
      <Text size="xs" c="dimmed" truncate>
        {counts.join(' · ')}
      </Text>
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <ChangeStateBadge state={meeting.state} />
        <Badge size="sm" color="gray">
          {choiceLabel('meetings', 'kind', meeting.kind)}
        </Badge>
        <MeetingStatusBadge status={meeting.status} />
      </Group>
    </Link>
  )
}

export function MeetingStatusBadge({ status }: { readonly status: string }) {
  const color = status === 'held' ? 'teal' : status === 'planned' ? 'blue' : 'gray'
  return (
    <Badge size="sm" color={color}>
      {choiceLabel('meetings', 'status', status)}
    </Badge>
  )
}
