import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import type { OutboxRow } from './local-tables.ts'

/** What decides whether a change may be sent. */
export type QueuedChange = Pick<OutboxRow, 'mutationId' | 'unitId' | 'tableName' | 'rowId' | 'operation' | 'state'>

/**
 * Units that cannot be sent now: those that need a person, those behind them (a later change of one of their rows, or
 * a row that refers to one they were to add), and those that are held. Everything else goes on.
 *
 * @param changes in the order of making.
 * @param patchOf the fields that a change sets, as JSON; asked for only where a row waits to be added.
 */
export function findStuckUnits(
  changes: readonly QueuedChange[],
  patchOf: (change: QueuedChange) => string,
  held: readonly string[] = [],
): ReadonlySet<string> {
  const stuck = new Set<string>(held)
  const behind = new Set<string>()
  const missing = new Set<unknown>()
  for (const [unitId, unit] of groupByUnit(changes)) {
    const waits = (change: QueuedChange) =>
      change.state === 'refused' ||
      change.state === 'conflict' ||
      behind.has(rowOf(change)) ||
      (missing.size > 0 && referencesOf(change, patchOf(change)).some((id) => missing.has(id)))
    if (!stuck.has(unitId) && !unit.some(waits)) continue
    stuck.add(unitId)
    for (const change of unit) {
      behind.add(rowOf(change))
      if (change.operation === 'insert') missing.add(change.rowId)
    }
  }
  return stuck
}

const rowOf = ({ tableName, rowId }: QueuedChange) => `${tableName} ${rowId}`

function groupByUnit(changes: readonly QueuedChange[]): ReadonlyMap<string, readonly QueuedChange[]> {
  const units = new Map<string, QueuedChange[]>()
  for (const change of changes) {
    const unit = units.get(change.unitId)
    if (unit) unit.push(change)
    else units.set(change.unitId, [change])
  }
  return units
}

function referencesOf({ tableName }: QueuedChange, patch: string): unknown[] {
  const specs = recordOf(tableName).fields as Readonly<Record<string, FieldSpec>>
  const values = Object.entries(JSON.parse(patch) as Record<string, unknown>)
  return values.filter(([name]) => specs[name]?.kind === 'ref').map(([, value]) => value)
}
