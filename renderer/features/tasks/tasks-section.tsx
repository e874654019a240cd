import { Box, Text } from '@mantine/core'
import { useMay } from '#renderer/data/session.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { TaskView } from '#shared/ipc/households.ts'
import { AddTaskForm } from './add-task-form.tsx'
import { TaskList } from './task-list.tsx'

interface TasksSectionProps {
  readonly householdId: string
  readonly tasks: readonly TaskView[]
  /** False where the screen offers its own place to add one. */
  readonly withForm?: boolean
}

/** A household's open tasks, and a line to add one. */
export function TasksSection({ householdId, tasks, withForm = true }: TasksSectionProps) {
  const mayWrite = useMay('book.write')
  return (
    <Section title="Open tasks" note={tasks.length === 0 ? null : tasks.length}>
      {tasks.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is open for this household.
        </Text>
      ) : (
        <TaskList tasks={tasks} />
      )}
      {withForm && mayWrite ? (
        <Box mt="md" pt="md" style={{ borderTop: '1px solid var(--border-soft)' }}>
          <AddTaskForm householdId={householdId} />
        </Box>
      ) : null}
    </Section>
  )
}
