import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { choicesOf } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import type { CallInput } from '#shared/ipc/index.ts'

type Priority = NonNullable<CallInput<'tasks.add'>['priority']>

interface AddTaskFormProps {
  readonly householdId: string
  readonly meetingId?: string
}

const priorities = Object.entries(choicesOf('tasks', 'priority')).map(([value, label]) => ({ value, label }))

/** Writes down something to be done; ready for the next one at once. */
export function AddTaskForm({ householdId, meetingId }: AddTaskFormProps) {
  const { run, busy } = useCommand('tasks.add')
  const form = useForm({
    initialValues: { title: '', dueOn: null as string | null, priority: 'normal' as Priority },
    validate: { title: (title) => (title.trim() === '' ? 'Say what has to be done' : null) },
  })
  const add = form.onSubmit(async ({ title, dueOn, priority }) => {
    const input = { householdId, meetingId: meetingId ?? null, title: title.trim(), dueOn, priority }
    const result = await run(input, { done: 'Task added.' })
    if (result.ok) form.reset()
  })
  return (
    <form onSubmit={add} noValidate>
      <Stack gap="xs">
        <TextInput label="Task" placeholder="What has to be done" maxLength={300} {...form.getInputProps('title')} />
        <Group gap="xs" align="flex-end" wrap="wrap">
          <DateField
            label="Due"
            style={{ flex: '1 1 130px' }}
            value={form.values.dueOn}
            onChange={(dueOn) => form.setFieldValue('dueOn', dueOn)}
          />
          <NativeSelect
            label="Priority"
            data={priorities}
            style={{ flex: '1 1 96px' }}
            {...form.getInputProps('priority')}
          />
          <Button type="submit" variant="light" loading={busy}>
            Add task
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
