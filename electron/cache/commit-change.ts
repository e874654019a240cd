import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { recordOf } from '#shared/records/index.ts'
import { askedFields } from '#shared/schema/conflicts.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { isContent } from '#shared/schema/validators.ts'
import { recordFingerprint } from './derive-tables.ts'
import { type Actor, appendAudit, type Stamp, type StampedEntry } from './local-audit.ts'
import type { CacheDatabase } from './open-cache.ts'
import { comparedValues, type JsonRow, toJsonValue } from './row-json.ts'
import { readRow, readShadow, restoreRow, writeRow, writeShadow } from './write-rows.ts'

export interface StampedMutation extends Stamp {
  readonly mutation: LocalMutation
  readonly mutationId: string
}

export interface CommitRequest {
  readonly actor: Actor
  readonly mutations: readonly StampedMutation[]
  readonly entries: readonly StampedEntry[]
  /** Rows as the firm has them, where they are changed there alone: nothing of them is kept in the book. */
  readonly firmRows?: readonly FirmRow[]
}

export interface FirmRow {
  readonly table: string
  readonly row: JsonRow
}

/** What was touched, for whoever shows it. */
export interface Touched {
  readonly tables: readonly string[]
  readonly householdIds: readonly string[]
}

/**
 * Commits changes made on this laptop: rows, outbox, and trail in one transaction.
 *
 * @throws WorkstationError `not_found` for a row that is not in the book.
 */
export function commitChange(db: CacheDatabase, request: CommitRequest): Touched {
  return db.transaction(() => {
    const unitId = request.mutations[0]?.mutationId ?? ''
    const place = request.firmRows === undefined ? inBook(db) : atFirm(request.firmRows)
    const tables = new Set<string>()
    const householdIds = new Set<string>()
    for (const stamped of request.mutations) {
      const entry = applyMutation(db, place, request.actor, { ...stamped, unitId })
      if (!entry) continue
      appendAudit(db, request.actor, [{ ...entry, id: stamped.id, occurredAt: stamped.occurredAt }])
      tables.add(stamped.mutation.table)
      if (entry.householdId) householdIds.add(entry.householdId)
    }
    appendAudit(db, request.actor, request.entries)
    return { tables: [...tables], householdIds: [...householdIds] }
  })()
}

type Entry = Omit<StampedEntry, keyof Stamp>

/** A mutation of a unit, which is called after the first of them. */
type UnitMutation = StampedMutation & { readonly unitId: string }

/** Where the rows are that a command changes. */
interface Place {
  read(table: string, id: string): JsonRow | undefined
  /** Puts the firm's version aside, before the first unsent change of a row. */
  keep(table: string, row: JsonRow): void
  write(table: string, row: JsonRow): void
  /** Takes the row out, once its removal is queued. */
  remove(table: string, id: string): void
}

function inBook(db: CacheDatabase): Place {
  return {
    read: (table, id) => readRow(db, table, id),
    keep: (table, row) => keepShadow(db, table, row),
    write: (table, row) => writeRow(db, table, row),
    remove: (table, id) => restoreRow(db, table, id),
  }
}

function atFirm(given: readonly FirmRow[]): Place {
  const rows = new Map(given.map(({ table, row }) => [`${table} ${row.id}`, row]))
  return {
    read: (table, id) => rows.get(`${table} ${id}`),
    keep: () => undefined,
    write: (table, row) => void rows.set(`${table} ${row.id}`, row),
    remove: (table, id) => void rows.delete(`${table} ${id}`),
  }
}

/** @returns the event of the mutation, or null when it changes nothing. */
function applyMutation(db: CacheDatabase, place: Place, actor: Actor, stamped: UnitMutation): Entry | null {
  const { mutation } = stamped
  if (mutation.operation === 'insert') return insertRow(db, place, actor, stamped, mutation.table, mutation.row)
  const current = place.read(mutation.table, mutation.id)
  if (!current) throw new WorkstationError('not_found')
  if (mutation.operation === 'delete') return deleteRow(db, place, stamped, mutation.table, current)
  return updateRow(db, place, actor, stamped, mutation.table, current, mutation.patch)
}

function insertRow(
  db: CacheDatabase,
  place: Place,
  actor: Actor,
  stamped: UnitMutation,
  table: string,
  given: object,
): Entry {
  const fields = Object.keys(recordOf(table).fields)
  const values = given as Readonly<Record<string, unknown>>
  const declared = Object.fromEntries(fields.map((name) => [name, toJsonValue(values[name])]))
  const row: JsonRow = {
    id: toJsonValue(values.id),
    version: 0,
    createdAt: stamped.occurredAt,
    createdBy: actor.actorId,
    updatedAt: stamped.occurredAt,
    updatedBy: actor.actorId,
    ...declared,
  }
  queue(db, stamped, table, row, 'insert', declared, {}, 0)
  place.write(table, row)
  return describe('create', table, row, changesOf(table, {}, declared))
}

function updateRow(
  db: CacheDatabase,
  place: Place,
  actor: Actor,
  stamped: UnitMutation,
  table: string,
  current: JsonRow,
  given: object,
): Entry | null {
  const patch: Record<string, string | number | boolean | null> = {}
  const base: Record<string, string | number | boolean | null> = {}
  for (const [name, value] of Object.entries(given)) {
    const wanted = toJsonValue(value)
    if (value === undefined || wanted === (current[name] ?? null)) continue
    patch[name] = wanted
    base[name] = current[name] ?? null
  }
  if (Object.keys(patch).length === 0) return null
  addAskedFields(table, current, base, patch)
  place.keep(table, current)
  queue(db, stamped, table, current, 'update', patch, base, current.version as number)
  place.write(table, { ...current, ...patch, updatedAt: stamped.occurredAt, updatedBy: actor.actorId })
  return describe('update', table, current, changesOf(table, base, patch))
}

/** What a field is only to be judged with is remembered as it was, too. */
function addAskedFields(table: string, current: JsonRow, base: Record<string, unknown>, patch: object): void {
  const asked = askedFields(recordOf(table))
  if (!asked.some((name) => name in patch)) return
  for (const name of asked) base[name] ??= current[name] ?? null
}

function deleteRow(db: CacheDatabase, place: Place, stamped: UnitMutation, table: string, current: JsonRow): Entry {
  place.keep(table, current)
  queue(db, stamped, table, current, 'delete', {}, comparedValues(table, current), current.version as number)
  place.remove(table, current.id as string)
  return describe('delete', table, current, null)
}

/** The first unsent change of a row puts the firm's version aside. A row the firm has never seen has none. */
function keepShadow(db: CacheDatabase, table: string, current: JsonRow): void {
  const unsent = db
    .prepare('SELECT 1 FROM outbox WHERE table_name = ? AND row_id = ? LIMIT 1')
    .pluck()
    .get(table, current.id)
  if (unsent === undefined && readShadow(db, table, current.id as string) === undefined) writeShadow(db, table, current)
}

function householdOf(table: string, row: JsonRow): string | null {
  return (table === 'households' ? row.id : (row.householdId ?? null)) as string | null
}

function queue(
  db: CacheDatabase,
  stamped: UnitMutation,
  table: string,
  row: JsonRow,
  operation: 'insert' | 'update' | 'delete',
  patch: object,
  base: object,
  baseVersion: number,
): void {
  db.prepare(
    `INSERT INTO outbox (mutation_id, unit_id, sequence, table_name, row_id, household_id, operation, patch, base_values,
       base_version, state, created_at, made_under)
     VALUES (?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM outbox), ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
  ).run(
    stamped.mutationId,
    stamped.unitId,
    table,
    row.id,
    householdOf(table, row),
    operation,
    JSON.stringify(patch),
    JSON.stringify(base),
    baseVersion,
    stamped.occurredAt,
    recordFingerprint(recordOf(table)),
  )
}

function describe(
  action: 'create' | 'update' | 'delete',
  table: string,
  row: JsonRow,
  changes: Entry['changes'],
): Entry {
  return { type: 'data', action, table, rowId: row.id as string, householdId: householdOf(table, row), changes }
}

/** Before and after of each field; the content of files is not copied. */
function changesOf(table: string, before: JsonRow, after: JsonRow): Record<string, [unknown, unknown]> {
  const specs = recordOf(table).fields as Readonly<Record<string, FieldSpec>>
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => !isContent(name, specs[name]) && value !== (before[name] ?? null))
      .map(([name, value]) => [name, [before[name] ?? null, value]]),
  )
}
