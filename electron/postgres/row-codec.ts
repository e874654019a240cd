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

/** PostgreSQL's numbers of the types whose text is not yet the value that code works with. */
const byType: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [17, decoders.bytes],
  ...[20, 21, 23, 700, 701].map((whole): [number, (text: string) => unknown] => [whole, Number]),
  [1184, decodeInstant],
])

/**
 * @param type the server's number of a column's type.
 * @returns what its text means: the same values as the book gives, so that decimals and days stay exact text.
 */
export function typeDecoder(type: number): (text: string) => unknown {
  return byType.get(type) ?? keep
}
