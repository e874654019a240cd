import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { outboxColumns } from './outbox.ts'

/** Later changes of the same row, typed on top of this one. */
function readFollowers(db: CacheDatabase, { tableName, rowId, sequence }: OutboxRow): OutboxRow[] {
  return db
    .prepare(
      `SELECT ${outboxColumns} FROM outbox WHERE table_name = ? AND row_id = ? AND sequence > ? ORDER BY sequence`,
    )
    .all(tableName, rowId, sequence) as OutboxRow[]
}

/**
 * Some fields of a change are given up: what was typed on top of them was made on what they were before. Whether that
 * still holds is found when it is sent.
 */
export function rebaseFollowers(db: CacheDatabase, given: OutboxRow, fields: readonly string[]): void {
  const patch = JSON.parse(given.patch) as Record<string, unknown>
  const base = JSON.parse(given.baseValues) as Record<string, unknown>
  const update = db.prepare('UPDATE outbox SET base_values = ? WHERE mutation_id = ?')
  const open = new Set(fields)
  for (const follower of readFollowers(db, given)) {
    const values = JSON.parse(follower.baseValues) as Record<string, unknown>
    for (const name of open) {
      if (name in values && values[name] === patch[name]) values[name] = base[name] ?? null
    }
    update.run(JSON.stringify(values), follower.mutationId)
    for (const name of Object.keys(JSON.parse(follower.patch) as object)) open.delete(name)
  }
}

/** A row will never be added: what was changed of it waits for a decision of its own, with the unit it belongs to. */
export function refuseFollowers(db: CacheDatabase, given: OutboxRow): void {
  const park = db.prepare(
    `UPDATE outbox SET state = 'refused', reason = CASE WHEN mutation_id = ? THEN ? ELSE reason END
     WHERE coalesce(unit_id, mutation_id) = ?`,
  )
  for (const { mutationId, unitId } of readFollowers(db, given)) {
    if (unitId !== given.unitId) park.run(mutationId, 'It changes a record whose adding was discarded.', unitId)
  }
}
