import type pg from 'pg'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readNewestVersion } from '#electron/book-queries/documents.ts'
import { readHouseholdRows } from '#electron/book-queries/household-list.ts'
import { readHousehold } from '#electron/book-queries/household-page.ts'
import { readMeetingPack } from '#electron/book-queries/meeting-pack.ts'
import { readMeetings } from '#electron/book-queries/meetings.ts'
import type { FoundRow } from '#electron/book-queries/search.ts'
import { describeRows } from '#electron/book-queries/search-titles.ts'
import { readOpenTasks } from '#electron/book-queries/tasks.ts'
import { readTransactions } from '#electron/book-queries/transactions.ts'
import { type FirmBook, openFirmBook } from './firm-book.ts'
import type { Reader } from './large-firm.ts'
import type { Plan } from './query-plans.ts'

/** A query of a screen: named after the screen and the table it begins with, numbered where there are several. */
export interface ScreenQuery {
  readonly name: string
  readonly sql: string
  readonly plan: Plan
}

type Ask = (firmBook: FirmBook, reader: Reader) => Promise<unknown>

const asked = { today: '2026-07-01', now: '2026-07-01T12:00:00.000Z' }

/** What is asked about one household. */
export const householdScreens: Readonly<Record<string, Ask>> = {
  'household page': ({ book }, { subjects }) => readHousehold(book, subjects.householdId, asked),
  'meeting pack': ({ book }, { subjects }) => readMeetingPack(book, subjects.meetingId, asked, null),
  'transactions of an account': ({ book }, { subjects: { householdId, accountId } }) =>
    readTransactions(book, { householdId, accountId, limit: 50 }),
  'transactions, next page': ({ book }, { subjects: { householdId } }) =>
    readTransactions(book, { householdId, before: { tradedOn: '2026-01-01', id: householdId }, limit: 50 }),
  'newest version': ({ book }, { subjects }) => readNewestVersion(book, subjects.documentId),
  'search titles': async ({ book }, { client }) => describeRows(book, await findRows(client)),
}

/** What is asked about the whole book of whoever asks. */
export const bookScreens: Readonly<Record<string, Ask>> = {
  'household list': ({ book }) => readHouseholdRows(book, asked, null),
  'planned meetings': async ({ book }) => readMeetings(book, await readChangeStates(book), 'planned'),
  'all meetings': async ({ book }) => readMeetings(book, await readChangeStates(book), 'all'),
  'open tasks': async ({ book }) => readOpenTasks(book, await readChangeStates(book), null),
}

/** Asks everything that some screens ask, and tells how it was answered. */
export async function runScreens(reader: Reader, screens: Readonly<Record<string, Ask>>): Promise<ScreenQuery[]> {
  const firmBook = openFirmBook(reader.client)
  const queries: ScreenQuery[] = []
  for (const [screen, ask] of Object.entries(screens)) {
    await ask(firmBook, reader)
    const seen = new Map<string, number>()
    // Queries of one step are sent at once, in no order that matters.
    for (const { sql, plan } of firmBook.takeQueries().sort((a, b) => (a.sql < b.sql ? -1 : 1))) {
      const table = /from (?:"(\w+)")/.exec(sql)?.[1] ?? sql
      const number = (seen.get(table) ?? 0) + 1
      seen.set(table, number)
      queries.push({ name: `${screen}: ${table}${number > 1 ? ` ${number}` : ''}`, sql, plan })
    }
  }
  return queries
}

async function findRows(client: pg.Client): Promise<FoundRow[]> {
  const { rows } = await client.query(
    `SELECT table_name AS "tableName", row_id AS "rowId", household_id AS "householdId" FROM app.search('mar', 20)`,
  )
  return rows
}
