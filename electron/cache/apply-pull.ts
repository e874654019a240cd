import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { compareDigests, type Difference, type Digest, digestBook, type Share } from './book-digests.ts'
import { forgetDraftsOf } from './drafts.ts'
import { forgetFiles, forgetFilesOf, sweepOrphans } from './kept-files.ts'
import { type Cursor, writeCursor } from './load-rows.ts'
import { type CacheDatabase, rebuildBook } from './open-cache.ts'
import { forgetRemovedWords } from './search-functions.ts'
import { forgetWriters, removeServerRows, writeServerRows } from './write-rows.ts'

/** Rows fetched whole, however much of them is stored: what is stored and was not fetched is no longer the firm's. */
export interface Whole {
  readonly households: readonly string[]
  /** Parts of the tables of the whole firm, as digests name them. */
  readonly parts: readonly { readonly table: TableName; readonly part: string }[]
}

export interface Pull {
  readonly cursor: Cursor
  readonly upserts: readonly { readonly table: TableName; readonly rows: readonly (readonly CacheValue[])[] }[]
  readonly removals: readonly { readonly table: TableName; readonly ids: readonly string[] }[]
  /** Households that left the book, as the log of assignments says: every row goes. */
  readonly purged: readonly string[]
  /** Households that came to the book by it: every row is among the upserts. */
  readonly gained: readonly string[]
  readonly whole: Whole
  /** What is compared once all is written, and the firm's digests of it in the same snapshot. */
  readonly compared: Share
  readonly digests: readonly Digest[]
}

export interface Applied {
  readonly removed: number
  /** Households of which nothing is stored any more, whatever said so. */
  readonly purged: readonly string[]
  /** Households that were not stored before. */
  readonly gained: readonly string[]
  readonly differences: readonly Difference[]
}

/** One pull = one snapshot of the firm's database = one local transaction. */
export function applyPull(db: CacheDatabase, pull: Pull): Applied {
  const applied = db.transaction(() => {
    let removed = 0
    const purged = [...pull.purged, ...vanished(pull)]
    const gained = [...pull.gained, ...arrived(db, pull)]
    for (const householdId of purged) removed += purgeHousehold(db, householdId)
    trustWhole(db, pull.whole)
    for (const { table, rows } of pull.upserts) writeServerRows(db, table, rows)
    for (const { table, ids } of [...pull.removals, ...leftOvers(db, pull)]) {
      removeServerRows(db, table, ids)
      removed += ids.length
    }
    if (removed > 0) forgetRemovedWords(db)
    writeCursor(db, pull.cursor)
    return { removed, purged, gained, differences: compareDigests(digestBook(db, pull.compared), pull.digests) }
  })()
  // Pages that were freed are zeroed; the journal still holds them as they were.
  if (applied.removed > 0) db.pragma('wal_checkpoint(TRUNCATE)')
  return applied
}

/** What is fetched whole is what the firm has now, whatever it acknowledged of this laptop's before. */
function trustWhole(db: CacheDatabase, { households, parts }: Whole): void {
  const forget = db.prepare('UPDATE sent_changes SET version_after = NULL WHERE household_id = ?')
  for (const id of households) forget.run(id)
  if (parts.length > 0) db.exec('UPDATE sent_changes SET version_after = NULL WHERE household_id IS NULL')
}

/** Nothing changed: only the moment moves on. */
export function moveCursor(db: CacheDatabase, cursor: Cursor): void {
  writeCursor(db, cursor)
}

/** What a pull would take away, before it does. */
export interface Weight {
  /** Rows that are stored here and would go, but for households that left by the log of assignments. */
  readonly removing: Readonly<Record<string, readonly string[]>>
  readonly rows: number
  /** Rows of the whole book. */
  readonly total: number
}

/** @returns what the pull would remove from the book as it stands. */
export function weighPull(db: CacheDatabase, pull: Pull): Weight {
  const removing: Record<string, string[]> = {}
  for (const { table, ids } of [...pull.removals, ...leftOvers(db, pull)]) {
    const column = householdColumn(recordOf(table))
    const stored = db
      .prepare(
        `SELECT id FROM ${table} WHERE id IN (SELECT value FROM json_each(?))
         ${column ? `AND ${column} NOT IN (SELECT value FROM json_each(?))` : ''}`,
      )
      .pluck()
      .all(JSON.stringify(ids), ...(column ? [JSON.stringify(pull.purged)] : [])) as string[]
    removing[table] = [...(removing[table] ?? []), ...stored]
  }
  const rows = Object.values(removing).reduce((sum, ids) => sum + ids.length, 0)
  return { removing, rows, total: rows === 0 ? 0 : countBook(db) }
}

function countBook(db: CacheDatabase): number {
  const counts = bookTableNames.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number)
  return counts.reduce((sum, count) => sum + count, 0)
}

function shownHouseholds({ upserts }: Pull): ReadonlySet<unknown> {
  return new Set(upserts.flatMap(({ table, rows }) => (table === 'households' ? rows.map(([id]) => id) : [])))
}

/** Households asked for whole of which not even the household was shown: they are no longer in this book. */
function vanished(pull: Pull): string[] {
  const shown = shownHouseholds(pull)
  return pull.whole.households.filter((id) => !shown.has(id))
}

/** Households asked for whole that are shown and were not stored. */
function arrived(db: CacheDatabase, pull: Pull): string[] {
  const stored = db.prepare('SELECT 1 FROM households WHERE id = ?').pluck()
  const shown = shownHouseholds(pull)
  return pull.whole.households.filter((id) => shown.has(id) && stored.get(id) === undefined)
}

/** Rows stored of what was fetched whole that were not among the fetched. Rows the firm has never seen stay. */
function leftOvers(db: CacheDatabase, { whole, upserts }: Pull): { table: TableName; ids: string[] }[] {
  return bookTableNames.flatMap((table) => {
    const column = householdColumn(recordOf(table))
    const keys = column ? whole.households : whole.parts.filter((part) => part.table === table).map(({ part }) => part)
    if (keys.length === 0) return []
    const fetched = new Set(upserts.flatMap((upsert) => (upsert.table === table ? upsert.rows.map(([id]) => id) : [])))
    const stored = db
      .prepare(
        `SELECT id FROM ${table} WHERE ${column ?? 'substr(id, -1)'} IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE table_name = ? AND row_id = ${table}.id AND operation = 'insert')`,
      )
      .pluck()
      .all(JSON.stringify(keys), table) as string[]
    const ids = stored.filter((id) => !fetched.has(id))
    return ids.length === 0 ? [] : [{ table, ids }]
  })
}

/** Removes everything of a household but what was typed here and not sent, which stays as refused. */
function purgeHousehold(db: CacheDatabase, householdId: string): number {
  let removed = 0
  for (const table of [...bookTableNames].reverse()) {
    const column = householdColumn(recordOf(table))
    if (!column) continue
    const ids = db.prepare(`SELECT id FROM ${table} WHERE ${column} = ?`).pluck().all(householdId) as string[]
    removeServerRows(db, table, ids)
    removed += ids.length
  }
  forgetFilesOf(db, householdId)
  forgetDraftsOf(db, householdId)
  db.prepare('DELETE FROM sent_changes WHERE household_id = ?').run(householdId)
  // A row deleted here and not yet there is in no table any more, but the firm's version of it is put aside.
  db.prepare(
    `DELETE FROM shadow WHERE EXISTS (SELECT 1 FROM outbox
       WHERE outbox.table_name = shadow.table_name AND outbox.row_id = shadow.row_id AND household_id = ?)`,
  ).run(householdId)
  db.prepare(
    `UPDATE outbox SET state = 'refused', reason = 'This household has left your book.', theirs = NULL
     WHERE household_id = ?`,
  ).run(householdId)
  forgetNeighbours(db, householdId)
  return removed
}

/** Of unsent changes only what was typed stays, with what it took the place of. */
function forgetNeighbours(db: CacheDatabase, householdId: string): void {
  const update = db.prepare('UPDATE outbox SET base_values = ? WHERE mutation_id = ?')
  const changes = db.prepare('SELECT mutation_id, patch, base_values FROM outbox WHERE household_id = ?').raw()
  for (const [id, patch, base] of changes.all(householdId) as [string, string, string][]) {
    const typed = JSON.parse(patch) as object
    const kept = Object.entries(JSON.parse(base) as object).filter(([name]) => name in typed)
    update.run(JSON.stringify(Object.fromEntries(kept)), id)
  }
}

/** Removes the whole book, so that no page has a word of it. What was typed here and not sent stays, and the trail. */
export function emptyBook(db: CacheDatabase): void {
  db.transaction(() => {
    forgetWriters(db)
    rebuildBook(db)
    forgetFiles(db)
    db.exec('DELETE FROM shadow')
    db.exec('UPDATE outbox SET theirs = NULL')
  })()
  sweepOrphans(db)
  db.exec('VACUUM')
  db.pragma('wal_checkpoint(TRUNCATE)')
}
