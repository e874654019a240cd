import type { Book } from '#electron/book-queries/book.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import type { Ids } from '#electron/platform/ports.ts'
import { localDay } from '#shared/domain/dates.ts'
import { nextDueDay, repeatRuleOf } from '#shared/domain/recurrence.ts'
import type { Task } from '#shared/records/index.ts'

interface Moment {
  readonly userId: string
  /** Milliseconds since 1970, UTC. */
  readonly now: number
  readonly ids: Ids
}

interface Following {
  /** What has to change together with the task's status. */
  readonly mutations: readonly LocalMutation[]
  readonly nextDueOn: string | null
}

const nothingFollows: Following = { mutations: [], nextDueOn: null }

/** What a new status of a task does to the one that follows it. */
export async function followStatus(book: Book, task: Task, status: Task['status'], moment: Moment): Promise<Following> {
  const next = await book.selectFrom('tasks').where('previousId', '=', task.id).selectAll().executeTakeFirst()
  if (status !== 'done') return next?.status === 'open' && task.status === 'done' ? cancelOne(next) : nothingFollows
  const rule = repeatRuleOf(task)
  if (rule === null) return nothingFollows
  const dueOn = nextDueDay(rule, task.dueOn, localDay(moment.now))
  if (next !== undefined) return next.status === 'cancelled' ? openAgain(next, dueOn) : nothingFollows
  const row = {
    ...{ id: moment.ids.next(), householdId: task.householdId, previousId: task.id },
    ...{ title: task.title, details: task.details, priority: task.priority, status: 'open' as const, dueOn },
    ownerId: await ownerOfNext(book, task, moment.userId),
    ...{ repeatEvery: task.repeatEvery, repeatUnit: task.repeatUnit, repeatFrom: task.repeatFrom },
    repeatAnchorOn: rule.from === 'schedule' ? rule.anchorOn : dueOn,
  }
  return { mutations: [{ table: 'tasks', operation: 'insert', row }], nextDueOn: dueOn }
}

function cancelOne({ id }: Task): Following {
  return {
    mutations: [{ table: 'tasks', operation: 'update', id, patch: { status: 'cancelled' } }],
    nextDueOn: null,
  }
}

/** A series has one task after each, which the firm's database holds it to: the one that was taken back comes again. */
function openAgain({ id }: Task, dueOn: string): Following {
  return {
    mutations: [{ table: 'tasks', operation: 'update', id, patch: { status: 'open', dueOn } }],
    nextDueOn: dueOn,
  }
}

/** The same person, unless they no longer serve the household: the firm would refuse the next task then. */
async function ownerOfNext(book: Book, { householdId, ownerId }: Task, userId: string): Promise<string> {
  const colleagues = await readColleagues(book, householdId, userId)
  return colleagues.some(({ id }) => id === ownerId) ? ownerId : userId
}
