import { Paper, Stack } from '@mantine/core'
import { IconChecklist } from '@tabler/icons-react'
import { ExportList } from '#renderer/data/export-list.tsx'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useFirmWide } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { daysSince } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { TaskView } from '#shared/ipc/households.ts'
import { TaskList } from './task-list.tsx'
import { WorkflowsSection } from './workflows-section.tsx'

const groups = ['Overdue', 'This week', 'Later', 'Without a date'] as const

function groupOf({ dueOn }: TaskView): (typeof groups)[number] {
  if (dueOn === null) return 'Without a date'
  const days = daysSince(dueOn)
  if (days > 0) return 'Overdue'
  return days > -7 ? 'This week' : 'Later'
}

/** Every open task of the book, by when it is due; of the whole firm, those of the person signed in. */
export function TasksScreen() {
  const tasks = useQuery('tasks.list', {})
  const noBook = useHasNoBook()
  const firmWide = useFirmWide()
  return (
    <Page
      title="Tasks"
      subtitle={
        tasks.data === undefined || (noBook && tasks.data.length === 0)
          ? undefined
          : `${tasks.data.length} open${firmWide ? ', yours' : ''}`
      }
      actions={
        tasks.data?.length && !firmWide ? (
          <ExportList list={{ name: 'tasks' }} what={`${tasks.data.length} open tasks`} />
        ) : undefined
      }
    >
      <QueryView query={tasks}>
        {(rows) =>
          rows.length === 0 && noBook ? (
            <NoBook />
          ) : rows.length === 0 ? (
            <Paper>
              <NothingHere
                icon={<IconChecklist size={32} stroke={1.4} aria-hidden />}
                title="Nothing is open"
                description="Add a task on a household’s page or while writing up a meeting."
              />
            </Paper>
          ) : (
            <Stack gap="md">
              {groups.map((group) => {
                const members = rows.filter((task) => groupOf(task) === group)
                return members.length === 0 ? null : (
                  <Section key={group} title={group} note={members.length}>
                    <TaskList tasks={members} withHousehold />
                  </Section>
                )
              })}
              {firmWide ? null : <WorkflowsSection householdId={null} />}
            </Stack>
          )
        }
      </QueryView>
    </Page>
  )
}
