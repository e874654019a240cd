import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { type Cursor, writeState } from './load-rows.ts'
import type { CacheDatabase } from './open-cache.ts'
import { removeServerRows, writeServerRows } from './write-rows.ts'

export interface Pull {
  readonly cursor: Cursor
  readonly upserts: readonly { readonly table: TableName; readonly rows: readonly (readonly CacheValue[])[] }[]
  readonly removals: readonly { readonly table: TableName; readonly ids: readonly string[] }[]
  /** Households that left the book: every row goes. */
  readonly purged: readonly string[]
}

/** One pull = one snapshot of the firm's database = one local transaction. */
export function applyPull(db: CacheDatabase, pull: Pull): { removed: number } {
  return db.transaction(() => {
    let removed = 0
    for (const householdId of pull.purged) removed += purgeHousehold(db, householdId)
    for (const { table, rows } of pull.upserts) writeServerRows(db, table, rows)
    for (const { table, ids } of pull.removals) {
      removeServerRows(db, table, ids)
      removed += ids.length
    }
    writeState(db, 'cursor', JSON.stringify(pull.cursor))
    return { removed }
  })()
}

/** Nothing changed: only the moment moves on. */
export function moveCursor(db: CacheDatabase, cursor: Cursor): void {
  writeState(db, 'cursor', JSON.stringify(cursor))
}

function purgeHousehold(db: CacheDatabase, householdId: string): number {
  let removed = 0
  for (const table of [...bookTableNames].reverse()) {
    const column = householdColumn(recordOf(table))
    if (!column) continue
    const ids = db.prepare(`SELECT id FROM ${table} WHERE ${column} = ?`).pluck().all(householdId) as string[]
    removeServerRows(db, table, ids)
    removed += ids.length
  }
  db.prepare(
    `UPDATE outbox SET state = 'refused', reason = 'This household has left your book.' WHERE household_id = ?`,
  ).run(householdId)
  return removed
}
