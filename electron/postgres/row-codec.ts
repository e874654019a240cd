import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldKind } from '#shared/schema/field.ts'

/** What SQLite can hold of a record's field. */
export type CacheValue = string | number | Uint8Array | null

type Decode = (text: string) => CacheValue

const keep: Decode = (text) => text

const decoders: Readonly<Record<FieldKind, Decode>> = {
  text: keep,
  money: keep,
  quantity: keep,
  ratio: keep,
  integer: Number,
  boolean: (text) => (text === 't' ? 1 : 0),
  date: keep,
  instant: decodeInstant,
  choice: keep,
  ref: keep,
  bytes: (text) => Buffer.from(text.slice(2), 'hex'),
  encrypted: keep,
  blind: keep,
}

/** `2026-11-22 14:30:00.5+05:30` → `2026-11-22T09:00:00.500Z`, whatever the server's time zone. */
export function decodeInstant(text: string): string {
  const withMinutes = /[+-]\d\d$/.test(text) ? `${text}:00` : text
  return new Date(withMinutes.replace(' ', 'T')).toISOString()
}

/** @returns a function from a row of text, in column order, to the values the cache holds. */
export function rowDecoder(record: RecordSpec): (row: readonly (string | null)[]) => CacheValue[] {
  const columns = Object.values(record.allFields).map((spec) => decoders[spec.kind])
  return (row) =>
    columns.map((decode, index) => {
      const text = row[index]
      return text === null || text === undefined ? null : decode(text)
    })
}
