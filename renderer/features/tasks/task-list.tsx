import { Anchor, Badge, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { choiceLabel } from '#renderer/data/labels.ts'
import { useMay } from '#renderer/data/session.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { daysSince, formatDate, relativeDay } from '#renderer/ui/dates.ts'
import { repeatRuleOf } from '#shared/domain/recurrence.ts'
import type { TaskView } from '#shared/ipc/households.ts'
import { describeRepeat } from './describe-repeat.ts'
import { endTask } from './task-actions.ts'
import { TaskMenu } from './task-menu.tsx'

interface TaskListProps {
  readonly tasks: readonly TaskView[]
  /** Names the household of each task; for lists across households. */
  readonly withHousehold?: boolean
}

/** Open tasks, each with a box that completes it. */
export function TaskList({ tasks, withHousehold = false }: TaskListProps) {
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} withHousehold={withHousehold} />
      ))}
    </Stack>
  )
}

function TaskRow({ task, withHousehold }: { readonly task: TaskView; readonly withHousehold: boolean }) {
  const mayWrite = useMay('book.write')
  const [ticked, setTicked] = useState(false)
  const rule = repeatRuleOf(task)
  const done = ticked || task.status === 'done'
  const complete = async () => {
    setTicked(true)
    if (!(await endTask(task, 'done'))) setTicked(false)
  }
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <Checkbox
        mt={2}
        checked={done}
        disabled={!mayWrite || done}
        aria-label={`Complete: ${task.title}`}
        onChange={() => void complete()}
      />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={6}>
          <Text size="sm" fw={540} miw={0} {...(done ? { td: 'line-through', c: 'dimmed' } : {})}>
            {task.title}
          </Text>
          <ChangeStateBadge state={task.state} withLink />
        </Group>
        <Text size="xs" c="dimmed">
          {withHousehold ? (
            <>
              <Anchor component={Link} to={`/households/${task.householdId}`} size="xs">
                {task.householdName}
              </Anchor>
              {' · '}
            </>
          ) : null}
          {task.ownerName}
          {rule === null ? null : ` · ${describeRepeat(rule)}`}
          {task.workflow === null
            ? null
            : ` · ${choiceLabel('tasks', 'workflow', task.workflow)}, step ${task.workflowStep}`}
          {task.priority === 'high' ? ' · ' : null}
          {task.priority === 'high' ? (
            <Text span inherit fw={620} c="var(--warn-text)">
              High priority
            </Text>
          ) : null}
        </Text>
        {task.details === null ? null : (
          <Text size="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {task.details}
          </Text>
        )}
      </div>
      <DueDate dueOn={task.dueOn} />
      {mayWrite ? <TaskMenu task={task} /> : null}
    </Group>
  )
}

function DueDate({ dueOn }: { readonly dueOn: string | null }) {
  if (dueOn === null) {
    return (
      <Text size="xs" c="dimmed">
        no date
      </Text>
    )
  }
  const overdue = daysSince(dueOn) > 0
  const text = relativeDay(dueOn) ?? formatDate(dueOn)
  return overdue ? (
    <Badge color="red" size="sm" style={{ flex: 'none' }}>
      Overdue · {text}
    </Badge>
  ) : (
    <Text size="xs" className="tabular" style={{ flex: 'none' }}>
      {text}
    </Text>
  )
}
