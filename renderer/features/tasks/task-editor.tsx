import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useCommand } from '#renderer/data/use-command.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import type { TaskView } from '#shared/ipc/households.ts'
import { DueFields, MoreFields, TitleField } from './task-fields.tsx'
import { problemsOf, readValues, toChange, useTaskForm } from './task-form.ts'

interface TaskEditorProps {
  readonly task: TaskView
  readonly opened: boolean
  readonly onClose: () => void
}

/** Changes a task. */
export function TaskEditor({ task, opened, onClose }: TaskEditorProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title="Edit task" size="md">
      {/* Made anew on each opening, so that it always starts from what is stored now. */}
      {opened ? <EditForm task={task} onClose={onClose} /> : null}
    </Drawer>
  )
}

function EditForm({ task, onClose }: Omit<TaskEditorProps, 'opened'>) {
  const { run, busy } = useCommand('tasks.change')
  const [problem, setProblem] = useState<string | null>(null)
  const [initial] = useState(() => readValues(task))
  const form = useTaskForm(initial)
  const save = form.onSubmit(async (values) => {
    const change = toChange(initial, values)
    if (Object.keys(change).length === 0) return onClose()
    const result = await run({ taskId: task.id, ...change }, { done: 'Task saved.', quiet: true })
    if (result.ok) return onClose()
    const problems = problemsOf(result.error.details)
    form.setErrors(problems ?? {})
    setProblem(problems === null ? result.error.message : null)
  })
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        <TitleField form={form} first />
        <Group gap="xs" align="flex-start" wrap="wrap">
          <DueFields form={form} />
        </Group>
        <MoreFields form={form} householdId={task.householdId} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
