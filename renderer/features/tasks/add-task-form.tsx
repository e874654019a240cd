import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useCommand } from '#renderer/data/use-command.ts'
import { sayProblem } from '#renderer/ui/toast.tsx'
import { DueFields, MoreFields, TitleField } from './task-fields.tsx'
import { problemsOf, toTask, useTaskForm } from './task-form.ts'

interface AddTaskFormProps {
  readonly householdId: string
  readonly meetingId?: string
}

/** Writes down something to be done; ready for the next one at once. */
export function AddTaskForm({ householdId, meetingId }: AddTaskFormProps) {
  const { run, busy } = useCommand('tasks.add')
  const [withMore, more] = useDisclosure(false)
  const form = useTaskForm()
  const add = form.onSubmit(async (values) => {
    const input = { householdId, meetingId: meetingId ?? null, ...toTask(values) }
    const result = await run(input, { done: 'Task added.', quiet: true })
    if (result.ok) return form.reset()
    const problems = problemsOf(result.error.details)
    if (problems === null) sayProblem(result.error.message)
    else form.setErrors(problems)
  })
  return (
    <form onSubmit={add} noValidate>
      <Stack gap="xs">
        <TitleField form={form} />
        <Group gap="xs" align="flex-start" wrap="wrap">
          <DueFields form={form} />
        </Group>
        {withMore ? <MoreFields form={form} householdId={householdId} /> : null}
        <Group gap="xs" justify="flex-end">
          <Button variant="subtle" aria-expanded={withMore} onClick={more.toggle}>
            {withMore ? 'Fewer fields' : 'Owner, details, repeat'}
          </Button>
          <Button type="submit" variant="light" loading={busy}>
            Add task
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
