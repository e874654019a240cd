import type { Book } from '#electron/book-queries/book.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Repeat } from '#shared/ipc/tasks.ts'
import type { Task } from '#shared/records/index.ts'

/** @throws WorkstationError `not_found` for a task that is not in the book. */
export async function readTask(book: Book, taskId: string): Promise<Task> {
  const task = await book.selectFrom('tasks').where('id', '=', taskId).selectAll().executeTakeFirst()
  if (task === undefined) throw new WorkstationError('not_found')
  return task
}

/** @throws WorkstationError `not_found` unless it is a meeting of the household. */
export async function requireMeeting(book: Book, meetingId: string, householdId: string): Promise<void> {
  const meeting = await book
    .selectFrom('meetings')
    .where('id', '=', meetingId)
    .where('householdId', '=', householdId)
    .select('id')
    .executeTakeFirst()
  if (meeting === undefined) throw new WorkstationError('not_found')
}

/** @throws WorkstationError `bad_input` for somebody who could not see the household; the firm would refuse them too. */
export async function requireOwner(book: Book, ownerId: string, householdId: string): Promise<void> {
  const colleagues = await readColleagues(book, householdId, ownerId)
  if (colleagues.some(({ id }) => id === ownerId)) return
  const message = 'They do not serve this household. Choose its adviser, somebody on its team, or operations'
  throw new WorkstationError('bad_input', `${message}.`, [{ path: 'ownerId', message }])
}

/** A rule as the fields of a task. @param anchorOn where the series is counted from. */
export function repeatFieldsOf(repeat: Repeat, anchorOn: string | null) {
  return {
    repeatEvery: repeat?.every ?? null,
    repeatUnit: repeat?.unit ?? null,
    repeatFrom: repeat?.from ?? null,
    repeatAnchorOn: repeat === null ? null : anchorOn,
  }
}
