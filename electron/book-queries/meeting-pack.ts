import { localDay, yearOf } from '#shared/domain/dates.ts'
import { groupBy } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import { checkBeforeMeeting } from '#shared/domain/meeting-checks.ts'
import type { MeetingFacts } from '#shared/domain/meeting-facts.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import type { Meeting, Relationship, Transaction } from '#shared/records/index.ts'
import { readCommunications } from './activity.ts'
import type { AskedAt, Book } from './book.ts'
import { readChanges } from './changes.ts'
import { readMeetingPin } from './documents.ts'
import { type HouseholdReading, readHousehold } from './household-page.ts'
import { readNotes, readPreviousMeeting } from './meetings.ts'
import { toHoldings } from './positions.ts'
import { readTransactions, readTransactionTypes } from './transactions.ts'

const TRANSACTION_LIMIT = 200

/**
 * Everything for one meeting, put together in one go. Without a meeting held before, the latest transactions and
 * communications of any date stand in for those since.
 *
 * @param bookAsOf instant of the snapshot the book shows.
 * @throws WorkstationError `not_found` for a meeting that is not in the book.
 */
export async function readMeetingPack(
  book: Book,
  meetingId: string,
  asked: AskedAt,
  bookAsOf: string | null,
): Promise<MeetingPack> {
  const meeting = await readMeeting(book, meetingId)
  const { householdId } = meeting
  const [reading, previous, transactionTypes, kept, disclosures] = await Promise.all([
    readHousehold(book, householdId, asked),
    readPreviousMeeting(book, meeting),
    readTransactionTypes(book, householdId, yearOf(asked.today)),
    readMeetingPin(book, meetingId),
    book.selectFrom('disclosures').where('householdId', '=', householdId).selectAll().execute(),
  ])
  const lastMeetingAt = previous === null ? null : (previous.heldAt ?? previous.startsAt)
  const since = lastMeetingAt?.slice(0, 10) ?? null
  const [transactions, communications, notes, previousNotes, changes] = await Promise.all([
    readTransactions(book, { householdId, since, limit: TRANSACTION_LIMIT }),
    readCommunications(book, householdId, lastMeetingAt),
    readNotes(book, reading.states, [meetingId]),
    readNotes(book, reading.states, previous === null ? [] : [previous.id]),
    lastMeetingAt === null ? [] : readChanges(book, householdId, localDay(Date.parse(lastMeetingAt)), asked.today),
  ])
  return {
    meeting,
    page: reading.page,
    holdings: toHoldings(reading.positions, reading.uncounted),
    transactions,
    communications,
    notes,
    previousNotes,
    lastMeetingAt,
    changes,
    kept,
    checks: checkBeforeMeeting({ ...toFacts(reading, transactionTypes, asked), disclosures }),
    preparedAt: asked.now,
    bookAsOf,
  }
}

/** @throws WorkstationError `not_found` for a meeting that is not in the book. */
export async function readMeeting(book: Book, meetingId: string): Promise<Meeting> {
  const meeting = await book.selectFrom('meetings').where('id', '=', meetingId).selectAll().executeTakeFirst()
  if (meeting === undefined) throw new WorkstationError('not_found')
  return meeting
}

function toFacts(
  { page, counted, accountRows }: HouseholdReading,
  transactionTypes: ReadonlyMap<string, Transaction['type'][]>,
  { today }: AskedAt,
): Omit<MeetingFacts, 'disclosures'> {
  const owners = groupBy(accountRows.owners, ({ accountId }) => accountId)
  const beneficiaries = groupBy(accountRows.beneficiaries, ({ accountId }) => accountId)
  return {
    today,
    household: page.household,
    people: page.members.map(({ person }) => ({ ...person, name: fullName(person) })),
    accounts: accountRows.accounts.map((account) => ({
      ...account,
      ownerIds: (owners.get(account.id) ?? []).flatMap(({ personId }) => (personId === null ? [] : [personId])),
      beneficiaries: beneficiaries.get(account.id) ?? [],
      transactionTypesThisYear: transactionTypes.get(account.id) ?? [],
    })),
    authorities: page.relationships.map(({ from, to, role, toDate }) => ({
      from,
      to,
      toDate,
      role: role as Relationship['role'],
    })),
    positions: counted,
    target: targetOf(page.targets),
    openTasks: page.tasks,
  }
}

/** The household beside its own target; its accounts' targets are no matter of the meeting as a whole. */
function targetOf(targets: HouseholdReading['page']['targets']): MeetingFacts['target'] {
  const own = targets.find(({ accountId }) => accountId === null)
  if (own === undefined || own.allocation === null) return null
  return { model: own.model, allocation: own.allocation }
}
