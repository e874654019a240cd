import type { CacheValue } from '#electron/postgres/row-codec.ts'
import type { TableName } from '#shared/records/index.ts'
import { type Actor, appendAudit, type Stamp } from './local-audit.ts'
import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { restoreRow, writeServerRows } from './write-rows.ts'

const columns = `mutation_id AS mutationId, sequence, table_name AS tableName, row_id AS rowId,
  household_id AS householdId, operation, patch, base_values AS baseValues, base_version AS baseVersion, state, reason,
  theirs, created_at AS createdAt, made_under AS madeUnder`

/**
 * The oldest changes that may be sent. A change behind a refused or conflicting one of the same row waits for it;
 * changes of other rows do not. The version of a file waits until the firm has the file's pieces.
 */
export function takeWaiting(db: CacheDatabase, limit: number): OutboxRow[] {
  return db
    .prepare(
      `SELECT ${columns} FROM outbox AS mine WHERE state IN ('waiting', 'sending') AND NOT EXISTS (
         SELECT 1 FROM outbox AS earlier WHERE earlier.table_name = mine.table_name AND earlier.row_id = mine.row_id
           AND earlier.sequence < mine.sequence AND earlier.state IN ('refused', 'conflict'))
         AND NOT EXISTS (
           SELECT 1 FROM kept_files AS file WHERE mine.table_name = 'document_versions' AND file.version_id = mine.row_id
             AND file.state = 'captured' AND file.sent < json_array_length(file.lengths))
       ORDER BY sequence LIMIT ?`,
    )
    .all(limit) as OutboxRow[]
}

export function markSending(db: CacheDatabase, mutationId: string): void {
  db.prepare(`UPDATE outbox SET state = 'sending' WHERE mutation_id = ?`).run(mutationId)
}

/** The firm has the change: it leaves the outbox, and the row shows the firm's version of it. */
export function acknowledge(
  db: CacheDatabase,
  mutationId: string,
  serverRow: readonly CacheValue[] | null,
  serverVersion: number | null,
): void {
  db.transaction(() => {
    const sent = db.prepare(`SELECT ${columns} FROM outbox WHERE mutation_id = ?`).get(mutationId) as
      | OutboxRow
      | undefined
    if (!sent) return
    db.prepare('DELETE FROM outbox WHERE mutation_id = ?').run(mutationId)
    // What was typed on top of this change was made on the version it has just become, unless others came between.
    if (serverVersion !== null && serverVersion === sent.baseVersion + 1) {
      db.prepare('UPDATE outbox SET base_version = ? WHERE table_name = ? AND row_id = ?').run(
        serverVersion,
        sent.tableName,
        sent.rowId,
      )
    }
    if (serverRow) writeServerRows(db, sent.tableName as TableName, [serverRow])
    else db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?').run(sent.tableName, sent.rowId)
    restoreIfSettled(db, sent)
  })()
}

/** Without further unsent changes the shadow has done its work. */
function restoreIfSettled(db: CacheDatabase, sent: OutboxRow): void {
  const more = db
    .prepare('SELECT 1 FROM outbox WHERE table_name = ? AND row_id = ? LIMIT 1')
    .pluck()
    .get(sent.tableName, sent.rowId)
  if (more === undefined) {
    db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?').run(sent.tableName, sent.rowId)
  }
}

/** Parks a change with the server's reason; nothing behind it is lost. */
export function park(
  db: CacheDatabase,
  mutationId: string,
  state: 'refused' | 'conflict',
  reason: string,
  theirs: readonly CacheValue[] | null,
  theirsJson: string | null,
): void {
  db.transaction(() => {
    const mine = db.prepare(`SELECT ${columns} FROM outbox WHERE mutation_id = ?`).get(mutationId) as
      | OutboxRow
      | undefined
    if (!mine) return
    db.prepare('UPDATE outbox SET state = ?, reason = ?, theirs = ? WHERE mutation_id = ?').run(
      state,
      reason,
      theirsJson,
      mutationId,
    )
    if (theirs) writeServerRows(db, mine.tableName as TableName, [theirs])
  })()
}

export interface Decision {
  readonly mutationId: string
  readonly keep: 'mine' | 'theirs'
  readonly actor: Actor
  readonly stamp: Stamp
}

/** A person's decision on a parked change, with its event in the trail. @returns the row's household, if any. */
export function resolveParked(
  db: CacheDatabase,
  decision: Decision,
): { table: string; householdId: string | null } | null {
  return db.transaction(() => {
    const parked = db
      .prepare(`SELECT ${columns} FROM outbox WHERE mutation_id = ? AND state IN ('refused', 'conflict')`)
      .get(decision.mutationId) as OutboxRow | undefined
    if (!parked) return null
    if (decision.keep === 'mine') sendAgain(db, parked)
    else {
      db.prepare('DELETE FROM outbox WHERE mutation_id = ?').run(parked.mutationId)
      restoreRow(db, parked.tableName, parked.rowId)
    }
    appendAudit(db, decision.actor, [
      {
        ...decision.stamp,
        type: 'sync',
        action: 'conflict_resolved',
        table: parked.tableName,
        rowId: parked.rowId,
        householdId: parked.householdId,
        changes: JSON.parse(parked.patch) ? describeDecision(parked) : null,
        reason: decision.keep === 'mine' ? 'kept mine' : 'kept theirs',
      },
    ])
    return { table: parked.tableName, householdId: parked.householdId }
  })()
}

function describeDecision(parked: OutboxRow): Record<string, [unknown, unknown]> {
  const mine = JSON.parse(parked.patch) as Record<string, unknown>
  const theirs = parked.theirs ? (JSON.parse(parked.theirs) as Record<string, unknown>) : {}
  return Object.fromEntries(Object.entries(mine).map(([name, value]) => [name, [theirs[name] ?? null, value]]))
}

/** Rebases the change on the version it collided with, and queues it once more. */
function sendAgain(db: CacheDatabase, parked: OutboxRow): void {
  const theirs = parked.theirs ? (JSON.parse(parked.theirs) as Record<string, unknown>) : null
  const patch = JSON.parse(parked.patch) as Record<string, unknown>
  const base = theirs
    ? Object.fromEntries(Object.keys(patch).map((name) => [name, theirs[name] ?? null]))
    : JSON.parse(parked.baseValues)
  db.prepare(
    `UPDATE outbox SET state = 'waiting', reason = NULL, theirs = NULL, base_version = ?, base_values = ?
     WHERE mutation_id = ?`,
  ).run(theirs ? (theirs.version as number) : parked.baseVersion, JSON.stringify(base), parked.mutationId)
}

export interface OutboxCounts {
  readonly waiting: number
  readonly refused: number
  readonly conflicts: number
}

export function countOutbox(db: CacheDatabase): OutboxCounts {
  return db
    .prepare(
      `SELECT count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting,
              count(*) FILTER (WHERE state = 'refused') AS refused,
              count(*) FILTER (WHERE state = 'conflict') AS conflicts FROM outbox`,
    )
    .get() as OutboxCounts
}
