import { ActionIcon, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconCalendarEvent, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ExportList } from '#renderer/data/export-list.tsx'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDate, formatDay, localDay, relativeDay, todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { addDays } from '#shared/domain/dates.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import { MeetingPlanner } from './meeting-editor.tsx'
import { MeetingList } from './meeting-list.tsx'
import { setMeetingFilter, setMeetingView, setWeek, useMeetings } from './store.ts'
import { mondayOf, spanOfWeek, WeekView } from './week-view.tsx'

const views = [
  { value: 'list', label: 'List' },
  { value: 'week', label: 'Week' },
]
const filters = [
  { value: 'planned', label: 'Planned' },
  { value: 'held', label: 'Held' },
  { value: 'all', label: 'All' },
] as const

/** The meetings of the book, by day or as a week; each opens its pack. */
export function MeetingsScreen() {
  const view = useMeetings(({ view }) => view)
  const mayWrite = useMay('book.write')
  const noBook = useHasNoBook()
  const [planned, setPlanned] = useState<string | null>(null)
  return (
    <Page
      title="Meetings"
      actions={
        <>
          <SegmentedControl
            aria-label="How meetings are shown"
            size="xs"
            data={views}
            value={view}
            onChange={(value) => setMeetingView(value as typeof view)}
          />
          {mayWrite && !noBook ? (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setPlanned(todayDate())}>
              Plan a meeting
            </Button>
          ) : null}
        </>
      }
    >
      {view === 'list' ? <List /> : <Week onPlan={setPlanned} />}
      <MeetingPlanner given={{ day: planned }} opened={planned !== null} onClose={() => setPlanned(null)} />
    </Page>
  )
}

function List() {
  const filter = useMeetings(({ filter }) => filter)
  const noBook = useHasNoBook()
  const meetings = useQuery('meetings.list', { status: filter }, { keepPrevious: true })
  return (
    <Stack gap="md">
      <Group>
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
      </Group>
      <QueryView query={meetings}>
        {(rows) =>
          rows.length === 0 && noBook ? (
            <NoBook />
          ) : rows.length === 0 ? (
            <Paper>
              <NothingHere
                icon={<IconCalendarEvent size={32} stroke={1.4} aria-hidden />}
                title={filter === 'held' ? 'No meeting has been held yet' : 'No meeting is planned'}
                description="Plan one here, or on a household’s page."
              />
            </Paper>
          ) : (
            <Days meetings={rows} />
          )
        }
      </QueryView>
    </Stack>
  )
}

function Days({ meetings }: { readonly meetings: readonly MeetingRow[] }) {
  const days = Map.groupBy(meetings, ({ startsAt }) => localDay(startsAt))
  return (
    <Stack gap="md">
      {[...days].map(([day, members]) => (
        <Section key={day} title={formatDay(day)} note={relativeDay(day)} flush>
          <MeetingList meetings={members} />
        </Section>
      ))}
    </Stack>
  )
}

function Week({ onPlan }: { readonly onPlan: (day: string) => void }) {
  const chosen = useMeetings(({ week }) => week)
  const monday = mondayOf(chosen ?? todayDate())
  const meetings = useQuery('meetings.between', spanOfWeek(monday))
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <ActionIcon variant="default" aria-label="Week before" onClick={() => setWeek(addDays(monday, -7))}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Week after" onClick={() => setWeek(addDays(monday, 7))}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
        <Button size="xs" variant="default" onClick={() => setWeek(null)}>
          This week
        </Button>
        <Text size="sm" fw={600} aria-live="polite">
          {formatDate(monday)} – {formatDate(addDays(monday, 6))}
        </Text>
      </Group>
      <QueryView query={meetings}>{(rows) => <WeekView monday={monday} meetings={rows} onPlan={onPlan} />}</QueryView>
    </Stack>
  )
}
