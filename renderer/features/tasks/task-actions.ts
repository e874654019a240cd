import { runCommand } from '#renderer/data/use-command.ts'
import { formatDate, relativeDay } from '#renderer/ui/dates.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { TaskView } from '#shared/ipc/households.ts'

type Ended = 'done' | 'cancelled'

const sentences: Readonly<Record<Ended, string>> = { done: 'Task completed.', cancelled: 'Task cancelled.' }

/** Completes or cancels a task, and offers to take that back. @returns whether it worked. */
export async function endTask({ id: taskId }: TaskView, status: Ended): Promise<boolean> {
  const result = await runCommand('tasks.setStatus', { taskId, status })
  if (!result.ok) return false
  const { nextDueOn } = result.value
  const next = nextDueOn === null ? '' : ` The next one is due on ${formatDate(nextDueOn)}.`
  sayDone(sentences[status] + next, () => void openAgain(taskId))
  return true
}

async function openAgain(taskId: string): Promise<void> {
  await runCommand('tasks.setStatus', { taskId, status: 'open' }, { done: 'The task is open again.' })
}

/** Cancels what is left of a workflow, and offers to take that back. */
export async function stopWorkflow(workflowId: string): Promise<void> {
  const result = await runCommand('tasks.stopWorkflow', { workflowId })
  if (!result.ok) return
  const { taskIds } = result.value
  sayDone(
    `Workflow stopped. ${taskIds.length === 1 ? 'One task was' : `${taskIds.length} tasks were`} cancelled.`,
    () => {
      void runCommand('tasks.resumeWorkflow', { workflowId, taskIds }, { done: 'The workflow goes on.' })
    },
  )
}

/** Gives a task another day, and offers to take that back. */
export async function reschedule({ id: taskId, dueOn: before }: TaskView, dueOn: string | null): Promise<boolean> {
  const result = await runCommand('tasks.reschedule', { taskId, dueOn })
  if (!result.ok) return false
  const to =
    dueOn === null ? 'The task has no day any more.' : `Due ${relativeDay(dueOn) ?? `on ${formatDate(dueOn)}`}.`
  sayDone(to, () => {
    void runCommand('tasks.reschedule', { taskId, dueOn: before }, { done: 'The task is due as before.' })
  })
  return true
}
