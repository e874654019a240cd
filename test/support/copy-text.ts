import fc from 'fast-check'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldKind, FieldSpec } from '#shared/schema/field.ts'

/** A row as PostgreSQL writes its fields in an answer; NULL is null. */
export type ServerRow = readonly (string | null)[]

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

/** Rows as `COPY … TO STDOUT` writes them, following its documentation and not the code under test. */
export function writeCopyText(rows: readonly ServerRow[]): Buffer {
  const fields = (row: ServerRow) =>
    row.map((field) => (field === null ? '\\N' : field.replace(/[\b\f\n\r\t\v\\]/g, (letter) => ESCAPES[letter] ?? '')))
  return Buffer.from(rows.map((row) => `${fields(row).join('\t')}\n`).join(''))
}

/** Any rows of a record, in order of id, with values at and around every boundary of the file format. */
export function arbitraryServerRows(record: RecordSpec, mostRows: number): fc.Arbitrary<ServerRow[]> {
  const [, ...others] = Object.values<FieldSpec>(record.allFields)
  const row = fc.tuple(...others.map(arbitraryField))
  return fc
    .array(row, { maxLength: mostRows })
    .map((rows) =>
      rows.map((fields, index) => [`${index.toString(16).padStart(8, '0')}-0000-7000-8000-0000000000ff`, ...fields]),
    )
}

function arbitraryField({ kind, nullable }: FieldSpec): fc.Arbitrary<string | null> {
  const value = byKind[kind]
  return nullable ? fc.option(value, { freq: 3 }) : value
}

/** Lengths at which a serial type, a payload's length, or a page needs one byte more. */
const lengths = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 6, arbitrary: fc.integer({ min: 55, max: 60 }) },
  { weight: 2, arbitrary: fc.integer({ min: 120, max: 135 }) },
  { weight: 1, arbitrary: fc.integer({ min: 8_180, max: 8_200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 16_370, max: 16_390 }) },
  { weight: 1, arbitrary: fc.integer({ min: 65_300, max: 65_540 }) },
)
const letters = fc.constantFrom('a', 'é', '€', '𝛑', '\\', '\t', '\n', '\r', '\b', '\f', '\v', '\u007f', '\u0001', 'N')
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom('', '\\N', '\\', '\\.', 'N', '\\x', '\\n', 't', '0'),
  fc.tuple(lengths, letters).map(([length, letter]) => letter.repeat(length)),
)

const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.constantFrom(2, 4, 6, 8))
  .map(([negative, units, places]) => {
    const digits = units.toString().padStart(places + 1, '0')
    return `${negative ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
  })
const nearPowers = fc
  .tuple(fc.constantFrom(0, 7, 15, 23, 31, 47, 49), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, -1))
  .map(([power, near, sign]) => sign * (2 ** power + near))
const integers = fc
  .oneof(
    { weight: 8, arbitrary: fc.integer() },
    // More digits than the quick way reads.
    { weight: 1, arbitrary: fc.maxSafeInteger() },
    { weight: 8, arbitrary: nearPowers },
  )
  .map((value) => String(value === 0 ? 0 : value))

const moments = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
})
const zones = fc.oneof({ weight: 6, arbitrary: fc.constant('+00') }, fc.constantFrom('-05', '+05:30', '+14', '-09:30'))
const fractions = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 999_999 }).map((part) => `.${part}`),
)
const instants = fc
  .tuple(moments, fractions, zones)
  .map(([moment, fraction, zone]) => `${moment.toISOString().slice(0, 19).replace('T', ' ')}${fraction}${zone}`)

const byKind: Readonly<Record<FieldKind, fc.Arbitrary<string>>> = {
  text: anyText,
  money: decimals,
  quantity: decimals,
  ratio: decimals,
  integer: integers,
  boolean: fc.constantFrom('t', 'f'),
  date: moments.map((moment) => moment.toISOString().slice(0, 10)),
  instant: instants,
  choice: fc.constantFrom('active', 'on_hold'),
  ref: fc.uuid(),
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  encrypted: fc.stringMatching(/^v1\.[a-z]{3}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,60}$/),
  blind: fc.stringMatching(/^[a-z]{3}\.[A-Za-z0-9_-]{22,43}$/),
}
