import type { CachePort } from '#electron/cache/cache-port.ts'
import type { OutboxRow } from '#electron/cache/local-tables.ts'
import { toJsonRow } from '#electron/cache/row-json.ts'
import type { FirmDatabase, Run } from '#electron/postgres/connection.ts'
import { explainRefusal, isTransient } from '#electron/postgres/errors.ts'
import { type CacheValue, rowDecoder } from '#electron/postgres/row-codec.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { type JsonFields, mergeChange } from './merge.ts'
import { selectColumns } from './scope.ts'

const BATCH = 100
const AUDIT_BATCH = 500

type Outcome =
  | { readonly kind: 'applied'; readonly row: readonly CacheValue[] | null }
  | { readonly kind: 'conflict'; readonly fields: readonly string[]; readonly row: readonly CacheValue[] }
  | { readonly kind: 'gone' }

/**
 * Sends everything that waits, oldest first. A refused or conflicting change is parked with its reason and the next
 * one goes on.
 *
 * @returns the tables whose rows changed here by it.
 * @throws the driver's error when the connection fails; what was not acknowledged is sent again, and applied once.
 */
export async function runPush(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<string[]> {
  const tables = new Set<string>()
  for (;;) {
    const waiting = await cache.run('takeWaiting', { limit: BATCH })
    for (const mutation of waiting) {
      await cache.run('markSending', { mutationId: mutation.mutationId })
      await pushOne(database, cache, deviceId, mutation)
      tables.add(mutation.tableName)
    }
    if (waiting.length < BATCH) break
  }
  return [...tables]
}

async function pushOne(database: FirmDatabase, cache: CachePort, deviceId: string, mutation: OutboxRow): Promise<void> {
  const { mutationId } = mutation
  let outcome: Outcome
  try {
    outcome = await database.unitOfWork('read committed', (run) => applyOnce(run, deviceId, mutation))
  } catch (error) {
    if (error instanceof NotApplied) outcome = error.outcome
    else if (error instanceof UnknownField) {
      await cache.run('park', { mutationId, state: 'refused', reason: error.message, theirs: null, theirsJson: null })
      return
    } else if (isTransient(error)) throw error
    else {
      const reason = explainRefusal(error)
      await cache.run('park', { mutationId, state: 'refused', reason, theirs: null, theirsJson: null })
      return
    }
  }
  if (outcome.kind === 'applied') {
    const version = outcome.row ? (outcome.row[1] as number) : null
    await cache.run('acknowledge', { mutationId, row: outcome.row, version })
  } else if (outcome.kind === 'gone') {
    const reason = 'This record is no longer in your book: it was removed, or assigned to somebody else.'
    await cache.run('park', { mutationId, state: 'refused', reason, theirs: null, theirsJson: null })
  } else {
    const theirsJson = JSON.stringify(serverRow(mutation.tableName, outcome.row))
    const reason = `Somebody else changed the same: ${outcome.fields.map((name) => labelOf(mutation.tableName, name)).join(', ')}.`
    await cache.run('park', { mutationId, state: 'conflict', reason, theirs: outcome.row, theirsJson })
  }
}

/** Ends a unit of work without a trace in the database, so that the same mutation may come again. */
class NotApplied extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super('not applied')
    this.outcome = outcome
  }
}

/** Applies a mutation unless it was applied before; its id and its effect are committed together. */
async function applyOnce(run: Run, deviceId: string, mutation: OutboxRow): Promise<Outcome> {
  await run(`SELECT set_config('app.device_id', $1, true)`, [deviceId])
  const first = await run(
    `INSERT INTO sync.applied_mutations (device_id, mutation_id, user_id) VALUES ($1, $2, app.user_id())
     ON CONFLICT DO NOTHING RETURNING mutation_id`,
    [deviceId, mutation.mutationId],
  )
  if (first.length > 0) await apply(run, mutation)
  const row = await readServerRow(run, mutation.tableName as TableName, mutation.rowId, '')
  return { kind: 'applied', row }
}

async function apply(run: Run, mutation: OutboxRow): Promise<void> {
  const table = mutation.tableName as TableName
  const patch = JSON.parse(mutation.patch) as JsonFields
  if (mutation.operation === 'insert') return insertRow(run, table, mutation.rowId, patch)
  // Ids never change, so whoever adds to a household in a transaction of their own is not in the way.
  const row = await readServerRow(run, table, mutation.rowId, 'FOR NO KEY UPDATE')
  if (!row) throw new NotApplied({ kind: 'gone' })
  if (mutation.operation === 'delete') {
    await run(`DELETE FROM public.${table} WHERE id = $1`, [mutation.rowId])
    return
  }
  const merged = mergeChange({
    table,
    patch,
    base: JSON.parse(mutation.baseValues) as JsonFields,
    baseVersion: mutation.baseVersion,
    server: serverRow(table, row),
  })
  if (merged.kind === 'conflict') throw new NotApplied({ kind: 'conflict', fields: merged.fields, row })
  const names = Object.keys(merged.patch)
  const assignments = names.map((name, index) => `${columnOf(table, name)} = $${index + 2}`).join(', ')
  const values = names.map((name) => toParameter(table, name, merged.patch[name]))
  await run(`UPDATE public.${table} SET ${assignments} WHERE id = $1`, [mutation.rowId, ...values])
}

async function insertRow(run: Run, table: TableName, id: string, patch: JsonFields): Promise<void> {
  const names = Object.keys(patch)
  const columns = ['id', ...names.map((name) => columnOf(table, name))]
  const values = [id, ...names.map((name) => toParameter(table, name, patch[name]))]
  const holders = values.map((_, index) => `$${index + 1}`)
  await run(`INSERT INTO public.${table} (${columns.join(', ')}) VALUES (${holders.join(', ')})`, values)
}

async function readServerRow(
  run: Run,
  table: TableName,
  id: string,
  lock: '' | 'FOR NO KEY UPDATE',
): Promise<CacheValue[] | null> {
  const rows = await run.array(`${selectColumns(table)} WHERE id = $1 ${lock}`, [id])
  return rows[0] ? rowDecoder(recordOf(table))(rows[0]) : null
}

function serverRow(table: string, values: readonly CacheValue[]): JsonFields {
  const columns = columnsOf(recordOf(table))
  return toJsonRow(table, Object.fromEntries(columns.map((column, index) => [column, values[index]])))
}

/** A change made by another version of the workstation sets what this one does not know. */
class UnknownField extends Error {}

/** Only the record's own fields become columns: a name from the outbox never reaches SQL unchecked. */
function columnOf(table: TableName, name: string): string {
  if (Object.hasOwn(recordOf(table).fields, name)) return toColumn(name)
  throw new UnknownField(
    `This change was made with another version of the workstation and sets “${name}”, which ${recordOf(table).plural.toLowerCase()} no longer have. Note what you need of it, then discard it and enter it anew.`,
  )
}

function specOf(table: string, name: string): FieldSpec | undefined {
  return (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[name]
}

function labelOf(table: string, name: string): string {
  return specOf(table, name)?.label ?? name
}

function toParameter(table: string, name: string, value: unknown): unknown {
  const isBytes = specOf(table, name)?.kind === 'bytes'
  return isBytes && typeof value === 'string' ? Buffer.from(value, 'base64') : value
}

/**
 * Sends the laptop's trail. Repeated events are recognised by the server.
 *
 * @throws the driver's error; code `AW001` when the server finds the chain cut or changed.
 */
export async function pushAudit(
  database: Pick<FirmDatabase, 'query'>,
  cache: CachePort,
  deviceId: string,
): Promise<void> {
  for (;;) {
    const links = await cache.run('readUnsentAudit', { limit: AUDIT_BATCH })
    if (links.length === 0) return
    const events = links.map(({ payload, previousHash, hash }) => ({ payload, previousHash, hash }))
    await database.query('SELECT audit.append_laptop_events($1, $2::jsonb)', [deviceId, JSON.stringify(events)])
    await cache.run('markAuditSent', { upTo: links.at(-1)?.sequence ?? 0 })
  }
}
