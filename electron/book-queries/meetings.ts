import { byId } from '#shared/domain/group.ts'
import type { Span } from '#shared/domain/meeting-times.ts'
import type { MeetingRow, NoteView } from '#shared/ipc/meetings.ts'
import type { Meeting } from '#shared/records/index.ts'
import type { AskedAt, Book, Only } from './book.ts'
import type { ChangeStates } from './change-states.ts'

/**
 * Meetings of the whole book. `openTasks` counts the household's, since that is what a meeting has to bring up; `notes`
 * counts the meeting's own. Planned ones come soonest first, others latest first.
 */
export async function readMeetings(
  book: Book,
  states: ChangeStates,
  status: 'planned' | 'held' | 'all',
): Promise<MeetingRow[]> {
  const rows = await selectMeetings(book)
    .$if(status !== 'all', (query) => query.where('meetings.status', '=', status as 'planned' | 'held'))
    .orderBy('meetings.startsAt', status === 'planned' ? 'asc' : 'desc')
    .orderBy('meetings.id')
    .execute()
  return withCounts(book, states, rows)
}

/** Meetings of the whole book that have any part in a span and were not cancelled, soonest first. */
export async function readMeetingsBetween(book: Book, states: ChangeStates, span: Span): Promise<MeetingRow[]> {
  const rows = await selectMeetings(book)
    .where('meetings.status', '!=', 'cancelled')
    .where('meetings.startsAt', '<', span.endsAt)
    .where('meetings.endsAt', '>', span.startsAt)
    .orderBy('meetings.startsAt')
    .orderBy('meetings.id')
    .execute()
  return withCounts(book, states, rows)
}

/** A planned meeting of the household's adviser, other than the given one, that shares time with a span. */
export async function findOverlap(
  book: Book,
  span: Span,
  householdId: string,
  meetingId: string | null,
): Promise<(Meeting & { householdName: string }) | null> {
  const meeting = await selectMeetings(book)
    .where('meetings.status', '=', 'planned')
    .where('meetings.startsAt', '<', span.endsAt)
    .where('meetings.endsAt', '>', span.startsAt)
    .$if(meetingId !== null, (query) => query.where('meetings.id', '!=', meetingId as string))
    .where('households.advisorId', '=', ({ selectFrom }) =>
      selectFrom('households as asked').where('asked.id', '=', householdId).select('asked.advisorId'),
    )
    .orderBy('meetings.startsAt')
    .limit(1)
    .executeTakeFirst()
  return meeting ?? null
}

function selectMeetings(book: Book) {
  return book
    .selectFrom('meetings')
    .innerJoin('households', 'households.id', 'meetings.householdId')
    .selectAll('meetings')
    .select('households.name as householdName')
}

async function withCounts(
  book: Book,
  states: ChangeStates,
  rows: readonly (Meeting & { householdName: string })[],
): Promise<MeetingRow[]> {
  const [taskCounts, noteCounts] = await Promise.all([countOpenTasks(book), countNotes(book)])
  return rows.map((row) => ({
    ...row,
    openTasks: taskCounts.get(row.householdId) ?? 0,
    notes: noteCounts.get(row.id) ?? 0,
    state: states.ofRow('meetings', row.id),
  }))
}

/** Open tasks by household. @param ids the households; null for all. */
export async function countOpenTasks(book: Book, ids: Only = null): Promise<Map<string, number>> {
  const rows = await book
    .selectFrom('tasks')
    .where('status', '=', 'open')
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .groupBy('householdId')
    .select(({ fn }) => ['householdId', fn.countAll().as('count')])
    .execute()
  return new Map(rows.map(({ householdId, count }) => [householdId, Number(count)]))
}

async function countNotes(book: Book): Promise<Map<string, number>> {
  const rows = await book
    .selectFrom('meeting_notes')
    .groupBy('meetingId')
    .select(({ fn }) => ['meetingId', fn.countAll().as('count')])
    .execute()
  return new Map(rows.map(({ meetingId, count }) => [meetingId, Number(count)]))
}

/**
 * The start of households' next meetings; one that has begun and not ended is still the next.
 *
 * @param ids the households; null for all.
 */
export async function readNextMeetingTimes(
  book: Book,
  { now }: AskedAt,
  ids: Only = null,
): Promise<Map<string, string>> {
  const rows = await book
    .selectFrom('meetings')
    .where('status', '=', 'planned')
    .where('endsAt', '>=', now)
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .groupBy('householdId')
    .select(({ fn }) => ['householdId', fn.min('startsAt').as('startsAt')])
    .execute()
  return new Map(rows.map(({ householdId, startsAt }) => [householdId, startsAt]))
}

/** The meeting that `readNextMeetingTimes` names, whole. */
export async function readNextMeeting(book: Book, householdId: string, { now }: AskedAt): Promise<Meeting | null> {
  const meeting = await book
    .selectFrom('meetings')
    .where('householdId', '=', householdId)
    .where('status', '=', 'planned')
    .where('endsAt', '>=', now)
    .orderBy('startsAt')
    .selectAll()
    .limit(1)
    .executeTakeFirst()
  return meeting ?? null
}

/** The household's latest meeting held before this one; null for the first. */
export async function readPreviousMeeting(book: Book, meeting: Meeting): Promise<Meeting | null> {
  const previous = await book
    .selectFrom('meetings')
    .where('householdId', '=', meeting.householdId)
    .where('id', '!=', meeting.id)
    .where('status', '=', 'held')
    .where('startsAt', '<', meeting.startsAt)
    .orderBy('startsAt', 'desc')
    .selectAll()
    .limit(1)
    .executeTakeFirst()
  return previous ?? null
}

/** Notes of some meetings, in the order they were written. */
export async function readNotes(book: Book, states: ChangeStates, meetingIds: readonly string[]): Promise<NoteView[]> {
  if (meetingIds.length === 0) return []
  const [notes, users] = await Promise.all([
    book
      .selectFrom('meeting_notes')
      .where('meetingId', 'in', meetingIds)
      .orderBy('writtenAt')
      .orderBy('id')
      .selectAll()
      .execute(),
    book.selectFrom('users').select(['id', 'displayName']).execute(),
  ])
  const authors = byId(users)
  return notes.map((note) => ({
    ...note,
    authorName: authors.get(note.createdBy ?? '')?.displayName ?? '',
    state: states.ofRow('meeting_notes', note.id),
  }))
}

/** Tasks of a meeting that are not cancelled, soonest due first. */
export function readFollowUps(book: Book, meetingId: string) {
  return book
    .selectFrom('tasks')
    .leftJoin('users', 'users.id', 'tasks.ownerId')
    .where('tasks.meetingId', '=', meetingId)
    .where('tasks.status', '!=', 'cancelled')
    .select(({ fn, val }) => [
      ...(['tasks.id', 'tasks.title', 'tasks.dueOn', 'tasks.status'] as const),
      fn.coalesce('users.displayName', val('')).as('ownerName'),
    ])
    .orderBy('tasks.dueOn')
    .orderBy('tasks.id')
    .execute()
}
