import type { Change } from '#shared/domain/changes-since.ts'
import { concealText, type Secrets } from '#shared/domain/conceal.ts'
import { localDay, yearOf } from '#shared/domain/dates.ts'
import { rollUp } from '#shared/domain/roll-ups.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Performance } from '#shared/ipc/portfolio.ts'
import type { PresentedMeeting } from '#shared/ipc/presented-meeting.ts'
import type { Meeting } from '#shared/records/index.ts'
import type { AskedAt, Book } from './book.ts'
import { readChanges } from './changes.ts'
import { readUncountedAccounts } from './counted-accounts.ts'
import { readMeeting } from './meeting-pack.ts'
import { readFollowUps, readPreviousMeeting } from './meetings.ts'
import { readPerformance } from './performance.ts'
import { readPositions } from './positions.ts'

/** People and beneficiaries may be one spouse's own affair, titles of documents and other tasks the firm's. */
const SHOWN_CHANGES: readonly Change['kind'][] = ['profile', 'accounts', 'money']

/**
 * What of a meeting its client may see. Made of what is named and nothing else, so that a new field stays out; and what
 * people wrote in free text goes through `concealText`.
 *
 * @throws WorkstationError `not_found` for a meeting that is not in the book.
 */
export async function readPresentedMeeting(book: Book, meetingId: string, asked: AskedAt): Promise<PresentedMeeting> {
  const meeting = await readMeeting(book, meetingId)
  const { householdId } = meeting
  const [household, secrets, previous, positions, uncounted, performance, decisions, followUps] = await Promise.all([
    book.selectFrom('households').where('id', '=', householdId).select('name').executeTakeFirst(),
    readSecrets(book, householdId),
    readPreviousMeeting(book, meeting),
    readPositions(book, householdId),
    readUncountedAccounts(book, householdId, asked.today),
    readThisYear(book, householdId, asked.today),
    readDecisions(book, meetingId),
    readFollowUps(book, meetingId),
  ])
  if (household === undefined) throw new WorkstationError('not_found')
  const conceal = <Text extends string | null>(text: Text) =>
    (text === null ? null : concealText(text, secrets)) as Text
  return {
    householdId,
    householdName: conceal(household.name),
    subject: conceal(meeting.subject),
    startsAt: meeting.startsAt,
    agenda: conceal(meeting.agenda),
    rollUp: rollUp(positions.filter(({ accountId }) => !uncounted.has(accountId))),
    performance: { ...performance, missing: performance.missing.map((reason) => conceal(reason)) },
    lastMeetingAt: previous === null ? null : (previous.heldAt ?? previous.startsAt),
    changes: (await readShownChanges(book, previous, asked.today)).map(({ on, title, detail }) => ({
      ...{ on, title: conceal(title), detail: conceal(detail) },
    })),
    decisions: decisions.map(({ id, kind, body, basis }) => ({ id, kind, body: conceal(body), basis: conceal(basis) })),
    followUps: followUps.map(({ id, title, ownerName, dueOn, status }) => ({
      ...{ id, title: conceal(title), ownerName, dueOn, isDone: status === 'done' },
    })),
  }
}

/** What the book knows of those who belong, or once belonged, to the household, wherever they are kept. */
async function readSecrets(book: Book, householdId: string): Promise<Secrets> {
  const [people, entities, accounts] = await Promise.all([
    book
      .selectFrom('persons')
      .where(({ or, eb, selectFrom }) =>
        or([
          eb('householdId', '=', householdId),
          eb('id', 'in', selectFrom('household_members').where('householdId', '=', householdId).select('personId')),
        ]),
      )
      .select(['bornOn', 'email', 'phone', 'addressLine', 'postalCode', 'ssnLast4', 'taxIdLast4'])
      .execute(),
    book.selectFrom('entities').where('householdId', '=', householdId).select('einLast4').execute(),
    book.selectFrom('accounts').where('householdId', '=', householdId).select('numberLast4').execute(),
  ])
  return {
    birthDays: known(people.map(({ bornOn }) => bornOn)),
    facts: known([
      ...people.flatMap(({ bornOn: _, ...facts }) => Object.values(facts)),
      ...entities.map(({ einLast4 }) => einLast4),
    ]),
    accountEndings: known(accounts.map(({ numberLast4 }) => numberLast4)),
  }
}

const known = (facts: readonly (string | null)[]): string[] => [
  ...new Set(facts.flatMap((fact) => (fact === null || fact === '' ? [] : [fact]))),
]

/** Without the names of accounts: a client knows what is theirs. */
async function readThisYear(book: Book, householdId: string, today: string): Promise<Omit<Performance, 'covers'>> {
  const question = { householdId, accountId: null, from: `${yearOf(today)}-01-01`, to: today }
  const { covers: _, ...performance } = await readPerformance(book, question, today)
  return performance
}

async function readDecisions(book: Book, meetingId: string) {
  const notes = await book
    .selectFrom('meeting_notes')
    .where('meetingId', '=', meetingId)
    .where('kind', 'in', ['decision', 'recommendation'])
    .select(['id', 'kind', 'body', 'basis'])
    .orderBy('writtenAt')
    .orderBy('id')
    .execute()
  return notes as (Omit<(typeof notes)[number], 'kind'> & { kind: 'decision' | 'recommendation' })[]
}

async function readShownChanges(book: Book, previous: Meeting | null, today: string): Promise<Change[]> {
  if (previous === null) return []
  const since = localDay(Date.parse(previous.heldAt ?? previous.startsAt))
  const changes = await readChanges(book, previous.householdId, since, today)
  return changes.filter(({ kind }) => SHOWN_CHANGES.includes(kind))
}
