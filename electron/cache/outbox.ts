import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { findStuckUnits, type QueuedChange } from './unit-order.ts'

/** The columns of the outbox as `OutboxRow` has them. */
export const outboxColumns = `mutation_id AS mutationId, coalesce(unit_id, mutation_id) AS unitId, sequence,
  table_name AS tableName, row_id AS rowId, household_id AS householdId, operation, patch, base_values AS baseValues,
  base_version AS baseVersion, state, reason, theirs, created_at AS createdAt, made_under AS madeUnder`

/** What one command changed, in the order of making. */
export type Unit = readonly OutboxRow[]

export function readUnit(db: CacheDatabase, unitId: string): Unit {
  return db
    .prepare(`SELECT ${outboxColumns} FROM outbox WHERE coalesce(unit_id, mutation_id) = ? ORDER BY sequence`)
    .all(unitId) as OutboxRow[]
}

/** @returns the change, or undefined when it was sent or dropped meanwhile. */
export function readChange(db: CacheDatabase, mutationId: string): OutboxRow | undefined {
  return db.prepare(`SELECT ${outboxColumns} FROM outbox WHERE mutation_id = ?`).get(mutationId) as
    | OutboxRow
    | undefined
}

/** The unit that a change belongs to; empty when it was sent or dropped meanwhile. */
export function readUnitOf(db: CacheDatabase, mutationId: string): Unit {
  return readUnit(db, readChange(db, mutationId)?.unitId ?? '')
}

/**
 * Ids of the oldest units that may be sent now. One with the version of a file waits until the firm has its pieces.
 *
 * @param held units that are to wait for a later round, and what is behind them with them.
 */
export function takeUnits(db: CacheDatabase, limit: number, held: readonly string[] = []): string[] {
  const changes = db
    .prepare(
      `SELECT coalesce(unit_id, mutation_id) AS unitId, mutation_id AS mutationId, table_name AS tableName,
         row_id AS rowId, operation, state FROM outbox ORDER BY sequence`,
    )
    .all() as QueuedChange[]
  const stuck = findStuckUnits(changes, ({ mutationId }) => readChange(db, mutationId)?.patch ?? '{}', [
    ...held,
    ...unitsBehindFiles(db),
  ])
  const free = new Set(changes.map(({ unitId }) => unitId).filter((unitId) => !stuck.has(unitId)))
  return [...free].slice(0, limit)
}

/** Units with the version of a file that the firm does not have all pieces of. */
function unitsBehindFiles(db: CacheDatabase): string[] {
  return db
    .prepare(
      `SELECT DISTINCT coalesce(unit_id, mutation_id) FROM outbox
       JOIN kept_files AS file ON outbox.table_name = 'document_versions' AND file.version_id = outbox.row_id
       WHERE file.state = 'captured' AND file.sent < json_array_length(file.lengths)`,
    )
    .pluck()
    .all() as string[]
}

/** Notes that a unit is on its way. @returns it as it is now: what was acknowledged before it may have moved its base. */
export function markSending(db: CacheDatabase, unitId: string): Unit {
  db.prepare(`UPDATE outbox SET state = 'sending' WHERE coalesce(unit_id, mutation_id) = ?`).run(unitId)
  return readUnit(db, unitId)
}

export interface OutboxCounts {
  readonly waiting: number
  readonly refused: number
  readonly conflicts: number
}

/** How many units are on their way, and how many need a person. */
export function countOutbox(db: CacheDatabase): OutboxCounts {
  return db
    .prepare(
      `SELECT count(DISTINCT unit) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting,
              count(DISTINCT unit) FILTER (WHERE state = 'refused') AS refused,
              count(DISTINCT unit) FILTER (WHERE state = 'conflict') AS conflicts
       FROM (SELECT coalesce(unit_id, mutation_id) AS unit, state FROM outbox)`,
    )
    .get() as OutboxCounts
}
