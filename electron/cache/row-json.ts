import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { recordOf } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'

/** A row or part of one as JSON can hold it: fields in code's names, booleans as booleans, bytes in base64. */
export type JsonRow = Readonly<Record<string, string | number | boolean | null>>

/** Cache row (columns) → JSON row (fields). */
export function toJsonRow(table: string, row: Readonly<Record<string, unknown>>): JsonRow {
  const fields = Object.entries(recordOf(table).allFields)
  return Object.fromEntries(
    fields.map(([name, spec]) => {
      const value = row[toColumn(name)] as CacheValue
      if (value === null || value === undefined) return [name, null]
      if (spec.kind === 'boolean') return [name, value === 1]
      if (spec.kind === 'bytes') return [name, Buffer.from(value as Uint8Array).toString('base64')]
      return [name, value as string | number]
    }),
  )
}

/** What code passes for a field → what SQLite stores. */
export function toCacheValue(table: string, name: string, value: unknown): CacheValue {
  const spec = (recordOf(table).allFields as Readonly<Record<string, { kind: string }>>)[name]
  if (value === null || value === undefined) return null
  if (spec?.kind === 'boolean') return value ? 1 : 0
  if (spec?.kind === 'bytes') return typeof value === 'string' ? Buffer.from(value, 'base64') : (value as Uint8Array)
  return value as CacheValue
}

/** What code passes for a field → what JSON stores. */
export function toJsonValue(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value as string | number | boolean
}

/**
 * What is remembered of a row that is removed, so that another one under its version is not: its own fields, as far as
 * they are known, without content in bytes.
 */
export function comparedValues(table: string, row: JsonRow): JsonRow {
  const fields = Object.entries(recordOf(table).fields as Readonly<Record<string, { kind: string }>>)
  const known = fields.filter(([name, { kind }]) => kind !== 'bytes' && name in row)
  return Object.fromEntries(known.map(([name]) => [name, row[name] ?? null]))
}

/** JSON row → values in the record's column order, for `upsertStatement`. */
export function toCacheValues(table: string, row: JsonRow): CacheValue[] {
  return Object.keys(recordOf(table).allFields).map((name) => toCacheValue(table, name, row[name]))
}
