import { Anchor, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useSession } from '#renderer/data/session.ts'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { UnsavedWork } from '#renderer/data/unsaved-work.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { ComingDueSection } from '#renderer/features/households/coming-due-section.tsx'
import { MeetingList } from '#renderer/features/meetings/meeting-list.tsx'
import { TaskList } from '#renderer/features/tasks/task-list.tsx'
import { formatDay, localDay, relativeDay, todayDate } from '#renderer/ui/dates.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { addDays } from '#shared/domain/dates.ts'
import { spanOfDays } from '#shared/domain/meeting-times.ts'
import type { TaskView } from '#shared/ipc/households.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import classes from './columns.module.css'

/** Days ahead that belong to a day's planning. */
const DAYS_AHEAD = 7

/** What today asks for: meetings, tasks, decisions, and what ends soon. */
export function DayRoute() {
  const noBook = useHasNoBook()
  const today = todayDate()
  const [whose, setWhose] = useState<'mine' | 'all'>('mine')
  const tasks = useQuery('tasks.list', {})
  const due = useQuery('households.comingDue', {})
  const isEmpty = noBook && tasks.data?.length === 0
  return (
    <Page
      title="My day"
      badges={<UnsavedWork />}
      subtitle={formatDay(today)}
      actions={
        isEmpty ? undefined : (
          <SegmentedControl
            aria-label="Whose tasks"
            size="xs"
            data={[
              { value: 'mine', label: 'My tasks' },
              { value: 'all', label: 'Everybody’s' },
            ]}
            value={whose}
            onChange={(value) => setWhose(value as typeof whose)}
          />
        )
      }
    >
      {isEmpty ? (
        <NoBook />
      ) : (
        <div className={classes.columns}>
          <Meetings today={today} />
          <Stack gap="md" miw={0}>
            <DecisionsSection />
            <QueryView query={tasks}>{(rows) => <DueTasks tasks={rows} whose={whose} today={today} />}</QueryView>
            <QueryView query={due}>{(rows) => <ComingDueSection due={rows} />}</QueryView>
          </Stack>
        </div>
      )}
    </Page>
  )
}

function Meetings({ today }: { readonly today: string }) {
  const meetings = useQuery('meetings.between', spanOfDays(today, addDays(today, DAYS_AHEAD)))
  return (
    <Stack gap="md" miw={0}>
      <QueryView query={meetings}>
        {(rows) => {
          const days = Map.groupBy(rows, ({ startsAt }) => localDay(startsAt))
          const todays = days.get(today) ?? []
          const later = [...days].filter(([day]) => day > today)
          return (
            <>
              <Section title="Today’s meetings" note={todays.length === 0 ? null : todays.length} flush>
                {todays.length === 0 ? <Nothing>No meeting today.</Nothing> : <MeetingList meetings={todays} />}
              </Section>
              <ComingSection days={later} />
            </>
          )
        }}
      </QueryView>
    </Stack>
  )
}

function ComingSection({ days }: { readonly days: readonly [day: string, meetings: MeetingRow[]][] }) {
  return (
    <Section title="The next seven days" flush>
      {days.length === 0 ? (
        <Nothing>
          No meeting is planned.{' '}
          <Anchor component={Link} to="/meetings" size="sm">
            Plan one
          </Anchor>
        </Nothing>
      ) : (
        days.map(([day, meetings]) => (
          <div key={day}>
            <Title order={3} fz="xs" fw={600} c="dimmed" px="md" pt="sm">
              {relativeDay(day) === null ? formatDay(day) : `${relativeDay(day)}, ${formatDay(day)}`}
            </Title>
            <MeetingList meetings={meetings} />
          </div>
        ))
      )}
    </Section>
  )
}

/** Changes that wait for a person; nothing where there are none. */
function DecisionsSection() {
  const { conflicts, refused } = useSyncStatus(({ status }) => status) ?? { conflicts: 0, refused: 0 }
  if (conflicts + refused === 0) return null
  const parts = [
    conflicts === 0 ? null : `${conflicts} in conflict`,
    refused === 0 ? null : `${refused} refused by the firm’s database`,
  ].filter((part) => part !== null)
  return (
    <Section title="Needs your decision" note={conflicts + refused}>
      <Text size="sm">
        Changes you made: {parts.join(', ')}. Nothing you typed is lost.{' '}
        <Anchor component={Link} to="/sync" size="sm">
          Decide
        </Anchor>
      </Text>
    </Section>
  )
}

interface DueTasksProps {
  readonly tasks: readonly TaskView[]
  readonly whose: 'mine' | 'all'
  readonly today: string
}

function DueTasks({ tasks, whose, today }: DueTasksProps) {
  const userId = useSession(({ status }) => status?.user?.id ?? null)
  const due = tasks.filter(
    ({ ownerId, dueOn }) =>
      dueOn !== null && dueOn <= addDays(today, DAYS_AHEAD) && (whose === 'all' || ownerId === userId),
  )
  const groups = [
    ['Overdue tasks', due.filter(({ dueOn }) => (dueOn ?? '') < today)],
    ['Tasks due today', due.filter(({ dueOn }) => dueOn === today)],
    ['Tasks due within a week', due.filter(({ dueOn }) => (dueOn ?? '') > today)],
  ] as const
  if (due.length === 0) {
    return (
      <Section title="Tasks">
        <Text size="sm" c="dimmed">
          Nothing is overdue, and nothing is due within a week.
        </Text>
      </Section>
    )
  }
  return groups.map(([title, members]) =>
    members.length === 0 ? null : (
      <Section key={title} title={title} note={members.length}>
        <TaskList tasks={members} withHousehold />
      </Section>
    ),
  )
}

function Nothing({ children }: { readonly children: React.ReactNode }) {
  return (
    <Text size="sm" c="dimmed" p="md">
      {children}
    </Text>
  )
}
