import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHouseholdList } from '#electron/book-queries/household-list.ts'
import { FIRM_PAGE, householdsPartSchema } from '#shared/ipc/household-questions.ts'
import { comparedLists, comparePages } from '#test/bench/database/policy-cost.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { type OpenLargeFirm, openLargeFirm, type Reader } from '#test/support/large-firm.ts'
import { explain } from '#test/support/query-plans.ts'
import { bookScreens, householdScreens, runScreens, type ScreenQuery } from '#test/support/screen-queries.ts'

/** Loading alone takes minutes, the more so on a machine with other work. */
const LOAD_LIMIT = 1_500_000

let large: OpenLargeFirm
/** 4,000 households. */
let heavy: Reader
/** About 400. */
let usual: Reader
/** On the team of all of the heavy adviser's households, and the adviser of none. */
let assistant: Reader
let compliance: Reader

beforeAll(async () => {
  const loginPrefix = `large${randomBytes(4).toString('hex')}.`
  large = await openLargeFirm(await openScratchDatabase(), { loginPrefix })
  heavy = await large.openReader('heavyAdviser')
  usual = await large.openReader('adviser')
  assistant = await large.openReader('heavyAssistant')
  compliance = await large.openReader('compliance')
}, LOAD_LIMIT)
afterAll(() => large.close())

/** Small enough to be read from end to end, and without a policy that asks whose rows are mine. */
const FIRM_TABLES = ['users', 'securities']

const tablesOf = (sql: string) => [...sql.matchAll(/(?:from|join) "(\w+)"/g)].map(([, table]) => table ?? '')

/**
 * Whose households are mine, asked once for each table under the policy: who asks (an index and the row), the index of
 * teams, and the index of the adviser's households, with some 150 to a page.
 */
const identityPages = ({ households }: Reader) => 12 + households / 150

function policyPages(reader: Reader, sql: string): number {
  return tablesOf(sql).filter((table) => !FIRM_TABLES.includes(table)).length * identityPages(reader)
}

/** Pages of one household's question: for each row a walk down an index (3 to 4) and the row itself, in every table. */
function householdLimit(reader: Reader, { sql, plan }: ScreenQuery): number {
  return policyPages(reader, sql) + 8 * tablesOf(sql).length * (plan.rows + 1)
}

/**
 * Pages of a whole book's question for each household in it, about twice what is read: a walk down the index (3), then
 * its rows, which lie apart, then as much for each table joined. A household has 2 accounts with 2 positions each, 2.5
 * people, a meeting, half a note, and 0.4 open tasks.
 */
const BOOK_PAGES: Readonly<Record<string, number>> = {
  // Of a team member each is looked up by its id: before version 17 a walk of 3 and the row, for every one anew.
  'household list: households': 5,
  'household list: household_members': 15,
  'household list: accounts': 8,
  // Each account, looked up among the beneficiaries.
  'household list: beneficiaries': 15,
  'household list: households 2': 5,
  'household list: household_members 2': 15,
  'household list: documents': 12,
  'household list: documents 2': 12,
  'household list: disclosures': 6,
  'household list: positions': 45,
  'household list: meetings': 8,
  'household list: tasks': 6,
  'planned meetings: meetings': 12,
  'planned meetings: tasks': 6,
  'planned meetings: meeting_notes': 6,
  'all meetings: meetings': 16,
  'all meetings: tasks': 6,
  'all meetings: meeting_notes': 6,
  'open tasks: tasks': 12,
}

function bookLimit(reader: Reader, { name, sql }: ScreenQuery): number {
  return policyPages(reader, sql) + (BOOK_PAGES[name] ?? 0) * reader.households
}

/** Indexes that lead to the rows wanted and to no others. Which of two the planner takes is its own affair. */
const GOOD_INDEXES =
  /^(pk_\w+|households_of_an_adviser|ix_households_advisor_id_name|one_place_at_a_time|ix_\w+_household_id(_\w+)?|ix_transactions_account_id_traded_on|ix_transactions_reverses_id|ix_beneficiaries_account_id|ix_meeting_notes_meeting_id_written_at|uq_document_versions_document_id_version_number|uq_positions_account_id_security_id_as_of)$/

/** Asks twice, since the first time the catalogue is read as well. @returns what is wrong with any query. */
async function findFaults(
  reader: Reader,
  screens: Parameters<typeof runScreens>[1],
  limitOf: (reader: Reader, query: ScreenQuery) => number,
): Promise<unknown[]> {
  await runScreens(reader, screens)
  const queries = await runScreens(reader, screens)
  return queries.flatMap((query) => {
    const { sequential, indexes, pages, rows } = query.plan
    const scanned = sequential.filter((table) => !FIRM_TABLES.includes(table))
    const strange = indexes.filter((index) => !GOOD_INDEXES.test(index))
    const limit = Math.ceil(limitOf(reader, query))
    const isGood = scanned.length === 0 && strange.length === 0 && pages <= limit
    return isGood ? [] : [{ query: query.name, pages, limit, rows, scanned, strange }]
  })
}

test('everything about one household is found by index, in pages that follow from its rows', async () => {
  expect({
    heavy: await findFaults(heavy, householdScreens, householdLimit),
    usual: await findFaults(usual, householdScreens, householdLimit),
    assistant: await findFaults(assistant, householdScreens, householdLimit),
    // Compliance reads the whole firm: its policy is no condition at all.
    compliance: await findFaults({ ...compliance, households: -12 * 150 }, householdScreens, householdLimit),
  }).toEqual({ heavy: [], usual: [], assistant: [], compliance: [] })
})

test('a whole book is found by index, in pages that follow from its households and not from the firm', async () => {
  expect({
    heavy: await findFaults(heavy, bookScreens, bookLimit),
    usual: await findFaults(usual, bookScreens, bookLimit),
    assistant: await findFaults(assistant, bookScreens, bookLimit),
  }).toEqual({ heavy: [], usual: [], assistant: [] })
})

test('the policies read at most a fifth more pages, and besides only whose households are mine', async () => {
  const faults: unknown[] = []
  for (const reader of [heavy, usual, assistant]) {
    for (const list of comparedLists(reader.subjects)) {
      const client = list.reader === 'adviser' ? reader.client : compliance.client
      const { pages, rows } = await comparePages(list, client, large.unbound)
      const besides = list.isWhole ? 0 : identityPages(reader) * list.policiedTables
      if (pages.policy > 1.2 * pages.explicit + besides) faults.push({ list: list.name, pages, rows, besides })
    }
  }

  expect(faults).toEqual([])
})

test('a page of the firm’s households is found by index, and costs no more in the middle of them than at their beginning', async () => {
  const { rows } = await compliance.client.query(
    `SELECT id FROM households ORDER BY search_text COLLATE "C", id OFFSET (SELECT count(*) / 2 FROM households) LIMIT 1`,
  )
  const asked = { today: '2026-07-01', now: '2026-07-01T12:00:00.000Z' }
  const page = (question: object): Parameters<typeof runScreens>[1] => ({
    'household list': ({ book }) =>
      readHouseholdList(
        { book, recall: (_name, _tables, read) => read(), asked },
        householdsPartSchema.parse(question),
      ),
  })
  const faults: unknown[] = []
  const sums: number[] = []
  for (const question of [{}, { after: rows[0].id }]) {
    await runScreens(compliance, page(question))
    const queries = (await runScreens(compliance, page(question))).filter(
      ({ sql }) => !/count\(\*\) AS count/i.test(sql),
    )
    sums.push(queries.reduce((sum, { plan }) => sum + plan.pages, 0))
    for (const { name, sql, plan } of queries) {
      const scanned = plan.sequential.filter((table) => !FIRM_TABLES.includes(table))
      // A table without a row is read whole, which is no page.
      const isRead = scanned.length > 0 && plan.pages > 0
      if (isRead || plan.pages > 45 * FIRM_PAGE)
        faults.push({ name, sql: sql.slice(0, 60), pages: plan.pages, scanned })
    }
  }
  const [first = 0, middle = Number.POSITIVE_INFINITY] = sums

  expect({ faults, isAsCheap: middle < 1.5 * first }).toEqual({ faults: [], isAsCheap: true })
})

test('who reads the whole firm searches it by the trigram indexes, an adviser the own book by household', async () => {
  const statement = async ({ client }: Reader) => {
    const { rows } = await client.query(
      `SELECT app.search_statement(2, app.search_condition(ARRAY['talan'], 2), NULL, 50, 5) AS sql`,
    )
    await client.query('BEGIN; SET LOCAL enable_seqscan = off')
    const { sequential, indexes } = await explain(client, rows[0].sql)
    await client.query('ROLLBACK')
    return { sequential, persons: indexes.filter((index) => /persons/.test(index)) }
  }

  expect({ compliance: await statement(compliance), usual: await statement(usual) }).toEqual({
    compliance: { sequential: [], persons: ['persons_search'] },
    usual: { sequential: [], persons: ['ix_persons_household_id'] },
  })
})

test('a search reads a small part of the firm, whatever is asked: rare, common, inner, short, mistyped, or unknown', async () => {
  const asked = [
    'talanstrom',
    'talan',
    'smith',
    'mar',
    'example',
    'erale',
    'a',
    'al e',
    'mary smith',
    'taalnstrom',
    'xqzkwy',
  ]
  const slow: unknown[] = []
  for (const text of asked) {
    const sql = `SELECT * FROM app.search('${text}', 50)`
    await compliance.client.query(sql)
    const { pages } = await explain(compliance.client, sql)
    if (pages > SEARCH_PAGES) slow.push({ text, pages })
  }

  expect(slow).toEqual([])
})

/** Of 130,000 that the searched tables have. Most is spent on rows that have all trigrams of the word, apart from each other. */
const SEARCH_PAGES = 10_000
