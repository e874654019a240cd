import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchableFields, upsertStatement } from '#electron/cache/derive-tables.ts'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { operations } from '#electron/cache/operations.ts'
import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { searchBody } from '#shared/domain/search-text.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'
import { withDemoBook } from './demo-book.ts'
import { fillTwins, openTwins, timeOf } from './plain-book.ts'

const HOUSEHOLDS = 240
const ROWS = 10_000
const ROUNDS = 9

interface Change {
  readonly table: TableName
  readonly rows: CacheValue[][]
}

/** What a pull of many changed rows costs the laptop, against the same rows into the same tables without encryption. */
export const measureDelta: BenchPart = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  try {
    return await withDemoBook(HOUSEHOLDS, (book) => {
      const twins = openTwins(folder)
      fillTwins(twins, book)
      const changes = drawChanges(twins.plain)
      const times = { product: [] as number[], plain: [] as number[] }
      say(`${ROUNDS} rounds of ${countRows(changes)} changed rows of ${changes.length} tables, by turns`)
      for (let round = 0; round < ROUNDS; round += 1) {
        const changed = changes.map((change) => touch(change, round))
        const turns = [
          () => times.product.push(timeOf(() => applyByProduct(twins.encrypted, changed))),
          () => times.plain.push(timeOf(() => applyPlainly(twins.plain, changed))),
        ]
        for (const turn of round % 2 === 0 ? turns : turns.reverse()) turn()
      }
      twins.close()
      return summarise(times)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function summarise(times: { product: number[]; plain: number[] }) {
  const [product, plain] = [medianOf(times.product), medianOf(times.plain)]
  const name = 'a pull of 10,000 rows over plaintext SQLite'
  return {
    figures: { 'applied by the pull (ms)': roundTo(product, 1), 'into plaintext SQLite (ms)': roundTo(plain, 1) },
    ratios: { [name]: roundTo(product / plain, 2) },
    limits: { [name]: 1.2 },
  }
}

/** Rows of every table that an adviser's day changes, in proportion, scattered over the whole book. */
function drawChanges(db: CacheDatabase): Change[] {
  const tables = bookTableNames.filter((table) => table !== 'document_contents' && table !== 'document_versions')
  const sizes = tables.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  return tables.flatMap((table, index) => {
    const wanted = Math.min(sizes[index] ?? 0, Math.ceil((ROWS * (sizes[index] ?? 0)) / all))
    const columns = columnsOf(recordOf(table)).join(', ')
    const rows = db.prepare(`SELECT ${columns} FROM ${table} ORDER BY random() LIMIT ?`).raw().all(wanted)
    return rows.length === 0 ? [] : [{ table, rows: rows as CacheValue[][] }]
  })
}

const countRows = (changes: readonly Change[]) => changes.reduce((sum, { rows }) => sum + rows.length, 0)

/** Another version of each row, with other words where it has some. */
function touch({ table, rows }: Change, round: number): Change {
  const columns = columnsOf(recordOf(table))
  const version = columns.indexOf('version')
  const [searched] = searchableFields(recordOf(table))
  const words = searched === undefined ? -1 : columns.indexOf(toColumn(searched))
  return {
    table,
    rows: rows.map((row) =>
      row.map((value, index) => {
        if (index === version) return round + 2
        return index === words && value !== null ? `${String(value).slice(0, 100)} ${round}` : value
      }),
    ),
  }
}

function applyByProduct(db: CacheDatabase, upserts: readonly Change[]): void {
  const cursor = { snapshot: '1:1:', epoch: 'bench', at: '2026-01-01T00:00:00.000Z' }
  const nothing = { purged: [], gained: [], whole: { households: [], parts: [] }, digests: [] }
  operations.applyPull(db, { ...nothing, cursor, upserts, removals: [], compared: { households: [], firm: false } })
}

/** The least that does the same: bound statements in one transaction, search words kept in step. */
function applyPlainly(db: CacheDatabase, changes: readonly Change[]): void {
  const index = db.prepare('UPDATE search_rows SET body = ? WHERE row_id = ?')
  db.transaction(() => {
    for (const { table, rows } of changes) {
      const record = recordOf(table)
      const columns = columnsOf(record)
      const upsert = db.prepare(upsertStatement(record))
      const words = searchableFields(record).map((name) => columns.indexOf(toColumn(name)))
      for (const row of rows) {
        upsert.run(row)
        if (words.length === 0) continue
        const body = searchBody(words.flatMap((place) => (row[place] === null ? [] : [String(row[place])])))
        index.run(body, row[0])
      }
    }
  })()
}
