import { indexDefinitions } from '#electron/cache/derive-tables.ts'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'

const ROWS_AT_ONCE = 4_000

/** Every household with a person, an account, a position, and a document. */
const tables = ['households', 'persons', 'household_members', 'accounts', 'positions', 'documents'] as const

type FilledTable = (typeof tables)[number]

/** The id of the n-th row of a table. */
export const idOf = (table: FilledTable, index: number) => testId((1 + tables.indexOf(table)) * 1_000_000 + index)

const fieldsOf: Readonly<Record<FilledTable, (index: number) => object>> = {
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

/** Adds households to a book, as they are after a first sync, without a firm to fetch them from. @param known how many were added before. */
export function fillLargeBook(db: CacheDatabase, households: number, known = 0): void {
  for (const table of tables) {
    for (let start = known; start < households; start += ROWS_AT_ONCE) {
      const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, households - start) }, (_, offset) =>
        rowOf(table, start + offset),
      )
      db.transaction(() => writeServerRows(db, table, rows))()
    }
  }
  // A new book gets its indexes when its first sync is through, which this one never had.
  const made = new Set(db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index'`).pluck().all())
  for (const { name, sql } of bookTableNames.flatMap((table) => indexDefinitions(recordOf(table)))) {
    if (!made.has(name)) db.exec(sql)
  }
}

function rowOf(table: FilledTable, index: number) {
  const owner = table === 'households' ? {} : { householdId: idOf('households', index) }
  const row = { ...buildRow(table as TableName), ...owner, id: idOf(table, index), ...fieldsOf[table](index) }
  return toCacheValues(table, row as never)
}
