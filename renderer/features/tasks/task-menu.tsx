import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { nextBusinessDay } from '#shared/domain/business-days.ts'
import { addDays, addMonths } from '#shared/domain/dates.ts'
import type { TaskView } from '#shared/ipc/households.ts'
import { endTask, reschedule } from './task-actions.ts'
import { TaskEditor } from './task-editor.tsx'

/** Days a task is put off to, counted from today. */
function laterDays(today: string): readonly (readonly [label: string, day: string])[] {
  return [
    ['Next business day', nextBusinessDay(today)],
    ['In a week', addDays(today, 7)],
    ['In a month', addMonths(today, 1)],
  ]
}

/** What can be done with a task beside completing it. */
export function TaskMenu({ task }: { readonly task: TaskView }) {
  const [editing, { open, close }] = useDisclosure(false)
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label={`More for: ${task.title}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={open}>Edit…</Menu.Item>
          <Menu.Label>Put off until</Menu.Label>
          {laterDays(todayDate()).map(([label, day]) => (
            <Menu.Item key={label} onClick={() => void reschedule(task, day)}>
              {`${label}, ${formatDate(day)}`}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => void endTask(task, 'cancelled')}>Cancel the task</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <TaskEditor task={task} opened={editing} onClose={close} />
    </>
  )
}
