import { labelOf } from '#shared/domain/labels.ts'
import type { Activity } from '#shared/ipc/households.ts'
import { communications as communicationRecord } from '#shared/records/communications.ts'
import { documents as documentRecord } from '#shared/records/documents.ts'
import type { ClientDocument, Communication, Meeting, MeetingNote, Task } from '#shared/records/index.ts'
import { meetingNotes } from '#shared/records/meeting-notes.ts'
import { meetings as meetingRecord } from '#shared/records/meetings.ts'
import { tasks as taskRecord } from '#shared/records/tasks.ts'
import { transactions as transactionRecord } from '#shared/records/transactions.ts'
import type { Book } from './book.ts'
import { readTransactions } from './transactions.ts'

/** How many of each kind are looked at, and how many of all are shown. */
const LIMIT = 100
const EXCERPT_LENGTH = 240

/** What happened with a household lately, newest first, whatever its kind. */
export async function readActivity(
  book: Book,
  householdId: string,
  documents: readonly ClientDocument[],
): Promise<Activity[]> {
  const [transactions, communications, meetings, notes, tasks] = await Promise.all([
    readTransactions(book, { householdId, limit: LIMIT }),
    readCommunications(book, householdId, null),
    book
      .selectFrom('meetings')
      .where('householdId', '=', householdId)
      .where('status', '!=', 'planned')
      .orderBy('startsAt', 'desc')
      .limit(LIMIT)
      .selectAll()
      .execute(),
    book
      .selectFrom('meeting_notes')
      .where('householdId', '=', householdId)
      .orderBy('writtenAt', 'desc')
      .limit(LIMIT)
      .selectAll()
      .execute(),
    book
      .selectFrom('tasks')
      .where('householdId', '=', householdId)
      .orderBy('updatedAt', 'desc')
      .limit(LIMIT)
      .selectAll()
      .execute(),
  ])
  const subjects = new Map(meetings.map((meeting) => [meeting.id, meeting.subject]))
  return [
    ...transactions.map(ofTransaction),
    ...communications.filter((one) => !isRecordOfMeeting(one, subjects)).map(ofCommunication),
    ...meetings.map(ofMeeting),
    ...notes.map(ofNote),
    ...tasks.map(ofTask),
    ...documents.map(ofDocument),
  ]
    .sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
    .slice(0, LIMIT)
}

/** A household's communications, newest first. @param since an instant; null for all. */
export async function readCommunications(
  book: Book,
  householdId: string,
  since: string | null,
): Promise<Communication[]> {
  return book
    .selectFrom('communications')
    .where('householdId', '=', householdId)
    .$if(since !== null, (query) => query.where('occurredAt', '>=', since as string))
    .orderBy('occurredAt', 'desc')
    .orderBy('id', 'desc')
    .limit(LIMIT)
    .selectAll()
    .execute()
}

/** A meeting held is written down as a communication too; the list shows it once. */
function isRecordOfMeeting({ meetingId, subject }: Communication, subjects: ReadonlyMap<string, string>): boolean {
  return meetingId !== null && subjects.get(meetingId) === subject
}

function ofTransaction(row: Awaited<ReturnType<typeof readTransactions>>[number]): Activity {
  const type = labelOf(transactionRecord, 'type', row.type)
  return {
    id: row.id,
    kind: 'transaction',
    at: row.tradedOn,
    title: row.symbol === null ? type : `${type} · ${row.symbol}`,
    detail: row.accountName,
    amount: row.netAmount,
  }
}

function ofCommunication(row: Communication): Activity {
  const channel = labelOf(communicationRecord, 'channel', row.channel)
  const direction = labelOf(communicationRecord, 'direction', row.direction)
  const detail = `${channel} · ${direction} · ${row.participants}`
  return { id: row.id, kind: 'communication', at: row.occurredAt, title: row.subject, detail, amount: null }
}

function ofMeeting(row: Meeting): Activity {
  const detail = `${labelOf(meetingRecord, 'kind', row.kind)} · ${labelOf(meetingRecord, 'status', row.status)}`
  return { id: row.id, kind: 'meeting', at: row.heldAt ?? row.startsAt, title: row.subject, detail, amount: null }
}

function ofNote(row: MeetingNote): Activity {
  const detail = row.body.length > EXCERPT_LENGTH ? `${row.body.slice(0, EXCERPT_LENGTH)}…` : row.body
  return {
    id: row.id,
    kind: 'note',
    at: row.writtenAt,
    title: labelOf(meetingNotes, 'kind', row.kind),
    detail,
    amount: null,
  }
}

function ofTask(row: Task): Activity {
  const detail = `Task · ${labelOf(taskRecord, 'status', row.status)}`
  return { id: row.id, kind: 'task', at: row.completedAt ?? row.createdAt, title: row.title, detail, amount: null }
}

function ofDocument(row: ClientDocument): Activity {
  const detail = labelOf(documentRecord, 'type', row.type)
  return {
    id: row.id,
    kind: 'document',
    at: row.documentDate ?? row.createdAt,
    title: row.title,
    detail,
    amount: null,
  }
}
