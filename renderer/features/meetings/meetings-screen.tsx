import { Badge, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconCalendarEvent } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ExportList } from '#renderer/data/export-list.tsx'
import { choiceLabel } from '#renderer/data/labels.ts'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { formatDay, formatSpan, localDay, relativeDay } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import classes from './meetings.module.css'
import { setMeetingFilter, useMeetings } from './store.ts'

const filters = [
  { value: 'planned', label: 'Planned' },
  { value: 'held', label: 'Held' },
  { value: 'all', label: 'All' },
] as const

/** The meetings of the book by day; each opens its pack. */
export function MeetingsScreen() {
  const filter = useMeetings(({ filter }) => filter)
  const noBook = useHasNoBook()
  const meetings = useQuery('meetings.list', { status: filter }, { keepPrevious: true })
  return (
    <Page
      title="Meetings"
      actions={
        <>
          <SegmentedControl
            aria-label="Which meetings"
            size="xs"
            data={filters.map((entry) => ({ ...entry }))}
            value={filter}
            onChange={(value) => setMeetingFilter(value as typeof filter)}
          />
          {meetings.data?.length ? (
            <ExportList list={{ name: 'meetings', status: filter }} what={`${meetings.data.length} meetings`} />
          ) : null}
        </>
      }
    >
      <QueryView query={meetings}>
        {(rows) =>
          rows.length === 0 && noBook ? (
            <NoBook />
          ) : rows.length === 0 ? (
            <Paper>
              <NothingHere
                icon={<IconCalendarEvent size={32} stroke={1.4} aria-hidden />}
                title={filter === 'held' ? 'No meeting has been held yet' : 'No meeting is planned'}
                description="Meetings come from the firm’s book; they appear here as soon as they are planned."
              />
            </Paper>
          ) : (
            <Days meetings={rows} />
          )
        }
      </QueryView>
    </Page>
  )
}

function Days({ meetings }: { readonly meetings: readonly MeetingRow[] }) {
  const days = Map.groupBy(meetings, ({ startsAt }) => localDay(startsAt))
  return (
    <Stack gap="md">
      {[...days].map(([day, members]) => (
        <Section key={day} title={formatDay(day)} note={relativeDay(day)} flush>
          <ul className={classes.list}>
            {members.map((meeting) => (
              <li key={meeting.id}>
                <MeetingLink meeting={meeting} />
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </Stack>
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
