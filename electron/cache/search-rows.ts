import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { searchBody } from '#shared/domain/search-text.ts'
import { recordOf } from '#shared/records/index.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { columnsOf, householdColumn, toColumn } from '#shared/schema/names.ts'
import { searchableFields } from './derive-tables.ts'
import type { CacheDatabase } from './open-cache.ts'

/** Keeps the words of one table's rows in step with them. */
export interface WordKeeper {
  /** @param values of the row, in column order. */
  keep(values: readonly CacheValue[]): void
  drop(id: string): void
}

const UPSERT = `ON CONFLICT (row_id) DO UPDATE SET household_id = excluded.household_id, body = excluded.body`

/** @returns null for a table that is not searched. */
export function createWordKeeper(db: CacheDatabase, table: string): WordKeeper | null {
  const record = recordOf(table)
  const fields = searchableFields(record)
  if (fields.length === 0) return null
  const columns = columnsOf(record)
  const positions = fields.map((name) => columns.indexOf(toColumn(name)))
  const household = columns.indexOf(householdOf(record))
  const upsert = db.prepare(
    `INSERT INTO search_rows (table_name, row_id, household_id, body) VALUES (?, ?, ?, ?) ${UPSERT}`,
  )
  const remove = db.prepare('DELETE FROM search_rows WHERE row_id = ?')
  return {
    keep(values) {
      const words = positions.flatMap((position) => (values[position] === null ? [] : [String(values[position])]))
      upsert.run(table, values[0], values[household], searchBody(words))
    },
    drop: (id) => void remove.run(id),
  }
}

const householdOf = (record: RecordSpec) => householdColumn(record) ?? 'id'

/** Words that wait in memory before they go into the index: the index is then made of few parts, and merges few. */
const WAITING_BYTES = 32 * 1024 * 1024
const WAITING_BYTES_OTHERWISE = 1024 * 1024

/**
 * Indexes the words of all rows of a table at once, as the word keeper would one by one.
 *
 * @param source the table that has the rows.
 */
export function indexWords(db: CacheDatabase, table: string, source: string): void {
  const record = recordOf(table)
  const fields = searchableFields(record)
  if (fields.length === 0) return
  db.function('search_body', { deterministic: true }, (text) => searchBody([text as string]))
  setWaiting(db, WAITING_BYTES)
  // Words are added to a body only for letters beyond ASCII, which take more than a byte each.
  const body = `concat_ws(' ', ${fields.map(toColumn).join(', ')})`
  db.prepare(
    `INSERT INTO search_rows (table_name, row_id, household_id, body)
     SELECT ?, id, household_id, CASE WHEN length(body) < octet_length(body) THEN search_body(body) ELSE body END
     FROM (SELECT id, ${householdOf(record)} AS household_id, ${body} AS body FROM ${source} ORDER BY rowid) WHERE true
     ${UPSERT}`,
  ).run(table)
  setWaiting(db, WAITING_BYTES_OTHERWISE)
}

function setWaiting(db: CacheDatabase, bytes: number): void {
  // Not bound: the driver binds numbers as REAL, and this has to be an INTEGER.
  db.exec(`INSERT INTO search_index (search_index, rank) VALUES ('hashsize', ${bytes})`)
}
