import type { CacheValue } from '#electron/postgres/row-codec.ts'
import type { TableName } from '#shared/records/index.ts'
import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { readUnit, type Unit } from './outbox.ts'
import { writeSent } from './sent-changes.ts'
import { writeServerRows } from './write-rows.ts'

/** What a unit made of one row of the firm's. */
export interface SettledRow {
  readonly table: TableName
  readonly id: string
  /** The row as the firm has it now; null when it is gone or not to be seen. */
  readonly row: readonly CacheValue[] | null
  /** The row's version before the unit and after it; null where the firm no longer knows. */
  readonly before: number | null
  readonly after: number | null
}

export interface Acknowledgement {
  readonly unitId: string
  /** The unit's place in this device's order; null when another device had sent it. */
  readonly place: number | null
  readonly rows: readonly SettledRow[]
}

/** The firm has the unit: it leaves the outbox, and its rows show the firm's version of them. */
export function acknowledge(db: CacheDatabase, { unitId, place, rows }: Acknowledgement): void {
  db.transaction(() => {
    const unit = readUnit(db, unitId)
    const remove = db.prepare('DELETE FROM outbox WHERE mutation_id = ?')
    for (const { mutationId } of unit) remove.run(mutationId)
    const versionOf = (change: OutboxRow) => rows.find((settled) => isOf(settled, change))?.after ?? null
    if (place !== null) writeSent(db, unit, place, versionOf)
    for (const settled of rows) settleRow(db, unit, settled)
  })()
}

function isOf({ table, id }: Pick<SettledRow, 'table' | 'id'>, { tableName, rowId }: OutboxRow): boolean {
  return tableName === table && rowId === id
}

function settleRow(db: CacheDatabase, unit: Unit, { table, id, row, before, after }: SettledRow): void {
  const first = unit.find((change) => isOf({ table, id }, change))
  // What was typed on top of this unit was made on the version it has just become, unless others came between.
  if (first && after !== null && before === first.baseVersion) {
    db.prepare('UPDATE outbox SET base_version = ? WHERE table_name = ? AND row_id = ? AND base_version = ?').run(
      after,
      table,
      id,
      before,
    )
  }
  if (row) writeServerRows(db, table, [row])
  if (!row || !hasUnsent(db, table, id)) {
    db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?').run(table, id)
  }
}

function hasUnsent(db: CacheDatabase, table: string, id: string): boolean {
  const more = db.prepare('SELECT 1 FROM outbox WHERE table_name = ? AND row_id = ? LIMIT 1').pluck().get(table, id)
  return more !== undefined
}

/** Why one change of a unit did not go through. */
export interface Verdict {
  readonly mutationId: string
  readonly reason: string
  /** The firm's row that the change collided with, as a row and as the JSON to compare with; null where it was refused. */
  readonly theirs: { readonly row: readonly CacheValue[]; readonly json: string } | null
}

export interface Parking {
  readonly unitId: string
  readonly state: 'refused' | 'conflict'
  readonly verdicts: readonly Verdict[]
}

/** Parks a unit whole, with the firm's reasons; nothing behind it is lost. */
export function park(db: CacheDatabase, { unitId, state, verdicts }: Parking): void {
  db.transaction(() => {
    const unit = new Map<string, OutboxRow>(readUnit(db, unitId).map((change) => [change.mutationId, change]))
    const mark = db.prepare('UPDATE outbox SET state = ?, reason = ?, theirs = ? WHERE mutation_id = ?')
    for (const mutationId of unit.keys()) {
      const verdict = verdicts.find((given) => given.mutationId === mutationId)
      mark.run(state, verdict?.reason ?? null, verdict?.theirs?.json ?? null, mutationId)
    }
    for (const { mutationId, theirs } of verdicts) {
      const change = unit.get(mutationId)
      if (change && theirs) writeServerRows(db, change.tableName as TableName, [theirs.row])
    }
  })()
}
