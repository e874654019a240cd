import { type UseFormReturnType, useForm } from '@mantine/form'
import type { RepeatUnit } from '#shared/domain/recurrence.ts'
import type { TaskView } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'

/** A task as a form holds it: what is typed as text, an empty choice for nothing. */
export interface TaskValues {
  title: string
  details: string
  dueOn: string | null
  priority: TaskView['priority']
  /** Empty for oneself. */
  ownerId: string
  repeatEvery: string
  repeatUnit: RepeatUnit | ''
  repeatFrom: 'schedule' | 'completion'
}

export type TaskForm = UseFormReturnType<TaskValues>

export const emptyTask: TaskValues = {
  title: '',
  details: '',
  dueOn: null,
  priority: 'normal',
  ownerId: '',
  repeatEvery: '1',
  repeatUnit: '',
  repeatFrom: 'schedule',
}

export function useTaskForm(initialValues: TaskValues = emptyTask): TaskForm {
  return useForm<TaskValues>({ initialValues })
}

export function readValues(task: TaskView): TaskValues {
  return {
    title: task.title,
    details: task.details ?? '',
    dueOn: task.dueOn,
    priority: task.priority,
    ownerId: task.ownerId,
    repeatEvery: String(task.repeatEvery ?? 1),
    repeatUnit: task.repeatUnit ?? '',
    repeatFrom: task.repeatFrom ?? 'schedule',
  }
}

type Given = Pick<CallInput<'tasks.add'>, 'title' | 'details' | 'dueOn' | 'priority' | 'ownerId' | 'repeat'>

/** What the form says, as a command takes it. */
export function toTask(values: TaskValues): Given {
  const { title, details, dueOn, priority, repeatUnit: unit, repeatFrom: from } = values
  const repeat = unit === '' ? null : { every: Number(values.repeatEvery || 'nothing'), unit, from }
  return { title, details: details.trim() || null, dueOn, priority, ownerId: values.ownerId || null, repeat }
}

/** Only what was changed, so that another person's change to another field is kept. */
export function toChange(before: TaskValues, after: TaskValues): Omit<CallInput<'tasks.change'>, 'taskId'> {
  const [was, is] = [toTask(before), toTask(after)]
  const names = Object.keys(is) as (keyof Given)[]
  return Object.fromEntries(
    names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name])).map((name) => [name, is[name]]),
  )
}

const fieldOfPath: Readonly<Record<string, keyof TaskValues>> = { 'repeat.every': 'repeatEvery' }

/** What the workstation found wrong, at the field it is wrong with; null where it is about none of them. */
export function problemsOf(details: unknown): Partial<Record<keyof TaskValues, string>> | null {
  if (!Array.isArray(details) || details.length === 0) return null
  const problems = details as { path: string; message: string }[]
  return Object.fromEntries(problems.map(({ path, message }) => [fieldOfPath[path] ?? path, `${message}.`]))
}
