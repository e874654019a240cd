import type { OutboxRow } from '#electron/cache/local-tables.ts'
import type { Unit } from '#electron/cache/outbox.ts'
import { toJsonRow } from '#electron/cache/row-json.ts'
import type { SettledRow, Verdict } from '#electron/cache/settle-unit.ts'
import type { Run } from '#electron/postgres/connection.ts'
import { type CacheValue, rowDecoder } from '#electron/postgres/row-codec.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { isStale, type JsonFields, mergeChange } from './merge.ts'
import { scopePredicate, selectColumns } from './scope.ts'

/** Versions of a mutation's row before and after it; null where there was no row, or is none any more. */
type Versions = readonly [before: number | null, after: number | null]

/** What the firm's database says of a unit before it is applied; see `sync.begin_unit`. */
export type Beginning =
  | { readonly state: 'new' }
  | {
      readonly state: 'known'
      readonly device: string
      readonly sequence: number
      readonly results: Readonly<Record<string, Versions>> | null
    }
  /** Another unit stands at this place; null where it is none of this person's. */
  | { readonly state: 'taken'; readonly by: string | null }
  /** The database does not have what was applied before. */
  | { readonly state: 'ahead'; readonly last: number }

/** Ends a unit of work without a trace in the database, so that the same unit may come again. */
export class NotApplied extends Error {
  readonly state: 'conflict' | 'refused'
  readonly verdicts: readonly Verdict[]

  constructor(state: 'conflict' | 'refused', verdicts: readonly Verdict[]) {
    super('not applied')
    this.state = state
    this.verdicts = verdicts
  }
}

/** The unit's number is not the one that the firm expects of this device. */
export class OutOfPlace extends Error {}

/** An error of the database with the change that brought it about. */
export class ChangeFailed extends Error {
  readonly change: OutboxRow

  constructor(change: OutboxRow, cause: unknown) {
    super('a change failed', { cause })
    this.change = change
  }
}

/** Asks whether a unit is still to be applied, and takes its place in the device's order if it is. */
export async function beginUnit(run: Run, deviceId: string, place: number, unitId: string): Promise<Beginning> {
  const rows = await run('SELECT sync.begin_unit($1, $2, $3) AS answer', [deviceId, place, unitId])
  return JSON.parse(rows[0]?.answer ?? 'null') as Beginning
}

interface Applied {
  readonly change: OutboxRow
  readonly versions: Versions
}

/**
 * Applies every change of a unit, in order, or none of them.
 *
 * @returns the rows as they are afterwards.
 * @throws NotApplied when some changes conflict or cannot be made, ChangeFailed with the driver's error.
 */
export async function applyUnit(run: Run, deviceId: string, unit: Unit): Promise<SettledRow[]> {
  const applied: Applied[] = []
  const conflicts: Verdict[] = []
  for (const change of unit) {
    try {
      const own = applied.findLast((earlier) => isSameRow(earlier.change, change))?.versions[1]
      const outcome = await applyChange(run, change, own ?? change.baseVersion)
      if ('reason' in outcome) conflicts.push(outcome)
      else applied.push({ change, versions: outcome.versions })
    } catch (error) {
      throw error instanceof NotApplied ? error : new ChangeFailed(change, error)
    }
  }
  if (conflicts.length > 0) throw new NotApplied('conflict', conflicts)
  await finishUnit(run, deviceId, unit, applied)
  return readRows(run, applied)
}

/** Notes what was applied, and lets fail now what PostgreSQL would only find at the end, such as shares that are not 100. */
async function finishUnit(run: Run, deviceId: string, unit: Unit, applied: readonly Applied[]): Promise<void> {
  const results = Object.fromEntries(applied.map(({ change, versions }) => [change.mutationId, versions]))
  try {
    await run('SELECT sync.finish_unit($1, $2, $3)', [deviceId, unit[0]?.unitId, JSON.stringify(results)])
  } catch (error) {
    const { table } = error as { table?: string }
    const change = unit.find(({ tableName }) => tableName === table) ?? unit[0]
    throw change ? new ChangeFailed(change, error) : error
  }
}

/** What became of a unit that was applied before, with its rows as they are now. */
export function readApplied(
  run: Run,
  unit: Unit,
  results: Readonly<Record<string, Versions>> | null,
): Promise<SettledRow[]> {
  return readRows(
    run,
    unit.map((change) => ({ change, versions: results?.[change.mutationId] ?? [null, null] })),
  )
}

/** What of them belongs on this laptop: who sees the whole firm does not carry home what they change. */
async function readRows(run: Run, applied: readonly Applied[]): Promise<SettledRow[]> {
  const rows: SettledRow[] = []
  for (const { change, versions } of applied) {
    const table = change.tableName as TableName
    const id = change.rowId
    if (rows.some((known) => known.table === table && known.id === id)) continue
    const last = applied.findLast((later) => isSameRow(later.change, change))
    const row = await readServerRow(run, table, id, `AND ${scopePredicate(table)}`)
    rows.push({ table, id, row, before: versions[0], after: last?.versions[1] ?? null })
  }
  return rows
}

function isSameRow(a: OutboxRow, b: OutboxRow): boolean {
  return a.tableName === b.tableName && a.rowId === b.rowId
}

/** @param baseVersion the version that the change was made on, earlier changes of its unit included. */
async function applyChange(
  run: Run,
  change: OutboxRow,
  baseVersion: number,
): Promise<{ readonly versions: Versions } | Verdict> {
  const table = change.tableName as TableName
  // Of what is only ever added nobody has the right to lock a row, nor the need. Ids never change, so whoever adds to a
  // household in a transaction of their own is not in the way.
  const row = await readServerRow(run, table, change.rowId, change.operation === 'insert' ? '' : 'FOR NO KEY UPDATE')
  const patch = JSON.parse(change.patch) as JsonFields
  if (!row && change.operation === 'insert') {
    await insertRow(run, table, change.rowId, patch)
    return { versions: [0, 1] }
  }
  if (!row) throw new NotApplied('refused', [{ mutationId: change.mutationId, reason: GONE, theirs: null }])
  const server = serverRow(table, row)
  const version = server.version as number
  if (change.operation === 'delete') {
    const base = JSON.parse(change.baseValues) as JsonFields
    if (isStale({ table, base, baseVersion, server })) return conflict(change, row, CHANGED_BEFORE_REMOVAL)
    await run(`DELETE FROM public.${table} WHERE id = $1`, [change.rowId])
    return { versions: [version, null] }
  }
  const base = change.operation === 'insert' ? {} : (JSON.parse(change.baseValues) as JsonFields)
  const merged = mergeChange({ table, patch, base, baseVersion, server })
  if (merged.kind === 'conflict') {
    return conflict(change, row, `Somebody else changed the same: ${labelsOf(table, merged.fields)}.`)
  }
  const changes = Object.keys(merged.patch).length > 0
  if (changes) await updateRow(run, table, change.rowId, merged.patch)
  return { versions: [version, changes ? version + 1 : version] }
}

const GONE = 'This record is no longer in your book: it was removed, or assigned to somebody else.'
const CHANGED_BEFORE_REMOVAL = 'Somebody else changed this record before it was removed.'

function conflict(change: OutboxRow, row: readonly CacheValue[], reason: string): Verdict {
  const json = JSON.stringify(serverRow(change.tableName, row))
  return { mutationId: change.mutationId, reason, theirs: { row, json } }
}

async function insertRow(run: Run, table: TableName, id: string, patch: JsonFields): Promise<void> {
  const names = Object.keys(patch)
  const columns = ['id', ...names.map((name) => columnOf(table, name))]
  const values = [id, ...names.map((name) => toParameter(table, name, patch[name]))]
  const holders = values.map((_, index) => `$${index + 1}`)
  await run(`INSERT INTO public.${table} (${columns.join(', ')}) VALUES (${holders.join(', ')})`, values)
}

async function updateRow(run: Run, table: TableName, id: string, patch: JsonFields): Promise<void> {
  const names = Object.keys(patch)
  const assignments = names.map((name, index) => `${columnOf(table, name)} = $${index + 2}`).join(', ')
  const values = names.map((name) => toParameter(table, name, patch[name]))
  await run(`UPDATE public.${table} SET ${assignments} WHERE id = $1`, [id, ...values])
}

async function readServerRow(run: Run, table: TableName, id: string, more: string): Promise<CacheValue[] | null> {
  const rows = await run.array(`${selectColumns(table)} WHERE id = $1 ${more}`, [id])
  return rows[0] ? rowDecoder(recordOf(table))(rows[0]) : null
}

function serverRow(table: string, values: readonly CacheValue[]): JsonFields {
  const columns = columnsOf(recordOf(table))
  return toJsonRow(table, Object.fromEntries(columns.map((column, index) => [column, values[index]])))
}

/** Only the record's own fields become columns: a name from the outbox never reaches SQL unchecked. */
function columnOf(table: TableName, name: string): string {
  if (Object.hasOwn(recordOf(table).fields, name)) return toColumn(name)
  throw new UnknownField(
    `This change was made with another version of the workstation and sets “${name}”, which ${recordOf(table).plural.toLowerCase()} no longer have. Note what you need of it, then discard it and enter it anew.`,
  )
}

/** A field that a former version of the workstation knew. */
export class UnknownField extends Error {}

function specOf(table: string, name: string): FieldSpec | undefined {
  return (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[name]
}

function labelsOf(table: string, names: readonly string[]): string {
  return names.map((name) => specOf(table, name)?.label ?? name).join(', ')
}

function toParameter(table: string, name: string, value: unknown): unknown {
  const isBytes = specOf(table, name)?.kind === 'bytes'
  return isBytes && typeof value === 'string' ? Buffer.from(value, 'base64') : value
}
