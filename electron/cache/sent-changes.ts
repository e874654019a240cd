import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import type { Unit } from './outbox.ts'

/** As many acknowledged units are kept as the firm might lose in a restore or when another server takes over. */
const KEPT_UNITS = 1_000

export const sentColumns = `mutation_id, unit_id, table_name, row_id, household_id, operation, patch, base_values,
  base_version, created_at`

/** The last unit that the firm acknowledged; null in a book that has not counted yet. */
export function readSent(db: CacheDatabase): number | null {
  const text = db.prepare(`SELECT value FROM sync_state WHERE name = 'unit_sequence'`).pluck().get()
  return text === undefined ? null : Number(text)
}

export function setSent(db: CacheDatabase, place: number): void {
  db.prepare(
    `INSERT INTO sync_state (name, value) VALUES ('unit_sequence', ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  ).run(String(place))
}

/** Keeps what was acknowledged for a while, in the transaction that takes it out of the outbox. */
export function writeSent(
  db: CacheDatabase,
  unit: Unit,
  place: number,
  versionOf: (change: OutboxRow) => number | null,
): void {
  const insert = db.prepare(
    `INSERT OR REPLACE INTO sent_changes (${sentColumns}, sequence, unit_sequence, version_after)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const change of unit) insert.run(...valuesOf(change), change.sequence, place, versionOf(change))
  db.prepare('DELETE FROM sent_changes WHERE unit_sequence <= ?').run(place - KEPT_UNITS)
  setSent(db, place)
}

function valuesOf(change: OutboxRow): (string | number | null)[] {
  const { mutationId, unitId, tableName, rowId, householdId, operation, patch } = change
  const { baseValues, baseVersion, createdAt } = change
  return [mutationId, unitId, tableName, rowId, householdId, operation, patch, baseValues, baseVersion, createdAt]
}

/** Versions that the firm gave to rows for changes made here: whatever is older is yesterday's news. */
export function acceptedVersions(db: CacheDatabase, table: string): ReadonlyMap<string, number> {
  const rows = db
    .prepare(
      `SELECT row_id, max(version_after) FROM sent_changes WHERE table_name = ? AND version_after IS NOT NULL
       GROUP BY row_id`,
    )
    .raw()
    .all(table)
  return new Map(rows as [string, number][])
}

/** Forgets what was sent of rows that have left the book. */
export function forgetSent(db: CacheDatabase, table: string, id: string): void {
  db.prepare('DELETE FROM sent_changes WHERE table_name = ? AND row_id = ?').run(table, id)
}
