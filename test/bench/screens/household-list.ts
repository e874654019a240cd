import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Book } from '#electron/book-queries/book.ts'
import { readDataQuality } from '#electron/book-queries/data-quality.ts'
import { readHouseholdList } from '#electron/book-queries/household-list.ts'
import { readHousehold } from '#electron/book-queries/household-page.ts'
import { openBook } from '#electron/cache/book-dialect.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { indexDefinitions } from '#electron/cache/derive-tables.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { type OperationInput, type OperationName, operations } from '#electron/cache/operations.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import { csvOf } from '#electron/features/lists/columns.ts'
import { householdsQuestionSchema } from '#shared/ipc/household-question.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'

const SMALL = 10_000
const LARGE = 100_000
const ROUNDS = 5
const ROWS_AT_ONCE = 4_000
const asked = { today: '2026-11-24', now: '2026-11-24T12:00:00.000Z' }
const question = householdsQuestionSchema.parse({})

/** Every household with a person, an account, a position, and a document. */
const tables = ['households', 'persons', 'household_members', 'accounts', 'positions', 'documents'] as const

const idOf = (table: (typeof tables)[number], index: number) => testId((1 + tables.indexOf(table)) * 1_000_000 + index)

const fieldsOf: Readonly<Record<(typeof tables)[number], (index: number) => object>> = {
  households: (index) => ({
    name: `Household ${(index * 7919) % 100_003}`,
    status: index % 5 === 0 ? 'prospect' : 'active',
    primaryPersonId: idOf('persons', index),
  }),
  persons: (index) => ({ firstName: 'Anna', lastName: `Surname${index % 40_000}`, bornOn: '1960-01-01' }),
  household_members: (index) => ({ personId: idOf('persons', index), toDate: null, role: 'head' }),
  accounts: () => ({ status: 'active', registration: 'roth_ira' }),
  positions: (index) => ({ accountId: idOf('accounts', index), quantity: '10', marketValue: `${1000 + index}.25` }),
  documents: () => ({ type: 'advisory_agreement', signedOn: '2020-01-01', supersededOn: null }),
}

/**
 * The list of 100,000 households beside one of 10,000, and a household's page in either. The book is encrypted; its
 * thread is left out, and so is the way to the page, of which copying the rows is the part that grows.
 */
export const measureHouseholdList: BenchPart = async (say) => {
  const small = await measure(SMALL, say)
  const large = await measure(LARGE, say)
  const ratios = Object.fromEntries(
    Object.entries(large).map(([name, time]) => [
      `${name}: ${LARGE} to ${SMALL}`,
      roundTo(time / Math.max(small[name] ?? 0, 0.01), 2),
    ]),
  )
  const figures = Object.fromEntries(Object.entries(large).map(([name, time]) => [`${name}, ${LARGE}`, time]))
  return {
    figures,
    ratios,
    // Ten times the households, ten times the work and a little for sorting; a page knows nothing of the others.
    limits: { [`the list: ${LARGE} to ${SMALL}`]: 14, [`household page: ${LARGE} to ${SMALL}`]: 2 },
  }
}

async function measure(households: number, say: (line: string) => void): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  const db = openCache({ path: join(folder, 'book.db'), key: new Uint8Array(32).fill(7), cipher: 'aegis256' })
  try {
    say(`a book of ${households} households`)
    fill(db, households)
    const book = openPlainBook(db)
    const { rows } = await readHouseholdList(book, asked, question)
    return {
      'the list': await timeMedian(() => readHouseholdList(book, asked, question)),
      'the list, narrowed': await timeMedian(() =>
        readHouseholdList(book, asked, { ...question, status: 'prospect', quality: 'below_80', sort: 'quality' }),
      ),
      'the list, searched': await timeMedian(() =>
        readHouseholdList(book, asked, { ...question, search: 'surname17' }),
      ),
      'data quality of all': await timeMedian(() => readDataQuality(book, asked)),
      'copying the rows to the page': await timeMedian(async () => structuredClone(rows)),
      'the list as CSV': await timeMedian(async () => csvOf.households(rows)),
      'household page': await timeMedian(() => readHousehold(book, idOf('households', 77), asked)),
    }
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
}

async function timeMedian(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return roundTo(medianOf(times), 1)
}

function fill(db: CacheDatabase, households: number): void {
  for (const table of tables) {
    for (let start = 0; start < households; start += ROWS_AT_ONCE) {
      const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, households - start) }, (_, offset) =>
        rowOf(table, start + offset),
      )
      db.transaction(() => writeServerRows(db, table, rows))()
    }
  }
  // A new book gets its indexes when its first sync is through, which this one never had.
  for (const table of bookTableNames) for (const { sql } of indexDefinitions(recordOf(table))) db.exec(sql)
}

function rowOf(table: (typeof tables)[number], index: number) {
  const owner = table === 'households' ? {} : { householdId: idOf('households', index) }
  const row = { ...buildRow(table as TableName), ...owner, id: idOf(table, index), ...fieldsOf[table](index) }
  return toCacheValues(table, row as never)
}

function openPlainBook(db: CacheDatabase): Book {
  type Operation = (database: CacheDatabase, input: unknown) => unknown
  const run = async (name: OperationName, input: OperationInput<OperationName>) =>
    (operations[name] as Operation)(db, input)
  return openBook({ run } as unknown as CachePort)
}
