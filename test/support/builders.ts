import fc from 'fast-check'
import type { DataKey } from '#electron/vault/pii-cipher.ts'
import { type Patch, recordOf, records, type TableName, type Tables, tableNames } from '#shared/records/index.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { findRuleProblems } from '#shared/schema/record-rules.ts'
import { textFormats } from '#shared/schema/text-formats.ts'

/** A data key for tests. */
export const testDataKey: DataKey = { keyId: 'test-key', key: new Uint8Array(32).fill(7) }

/** The n-th id for tests: UUIDv7-shaped, and in the order of n. @param n - from 0 to 2⁴⁸ − 1. */
export function testId(n: number): string {
  return `01930000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/** The id that `buildRow(table)` gives, and that references to the table carry, unless a test says otherwise. */
export function defaultId(table: TableName): string {
  return testId(0xd000_0000_0000 + tableNames.indexOf(table))
}

/**
 * Fields of which exactly one is set. A built row sets one of them, of each group another (so that a relationship is
 * between two); a generated one any of them; a generated patch leaves them alone.
 */
function exactlyOneOf(table: TableName): readonly (readonly string[])[] {
  return recordOf(table).rules?.exactlyOne ?? []
}

/**
 * A valid row with plain values: every call gives the same. Nullable fields are null. References carry the default ids,
 * so the rows of all tables, built without overrides, belong together; a second row of a table needs an id of its own.
 */
export function buildRow<T extends TableName>(table: T, overrides: Partial<Tables[T]> = {}): Tables[T] {
  const plain = Object.entries(recordOf(table).allFields).map(([name, spec]) => [name, plainValue(table, name, spec)])
  return { ...Object.fromEntries(plain), ...overrides }
}

function plainValue(table: TableName, name: string, spec: FieldSpec): unknown {
  if (name === 'id') return defaultId(table)
  if (name === 'version') return 1
  if (spec.nullable && !exactlyOneOf(table).some((group, index) => group[index % group.length] === name)) return null
  switch (spec.kind) {
    case 'text':
      return spec.format ? textFormats[spec.format].example : spec.label.slice(0, spec.maxLength)
    case 'money':
      return '1250.5000'
    case 'quantity':
      return '10.50000000'
    case 'ratio':
      return '100.000000'
    case 'integer':
      return Number(spec.min ?? 0)
    case 'boolean':
      return false
    case 'date':
      return '2026-01-15'
    case 'instant':
      return '2026-01-15T09:30:00.000Z'
    case 'choice':
      return Object.keys(spec.choices ?? {})[0]
    case 'ref':
      return defaultId((spec.target || 'households') as TableName)
    case 'bytes':
      return new Uint8Array([1, 2, 3])
    case 'encrypted':
      return 'v1.test-key.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA'
    case 'blind':
      return 'test-key.AAAAAAAAAAAAAAAAAAAAAA'
  }
}

export interface ArbitraryOptions {
  /** Which ids references to a table may carry. Default: any id in a row, and no references in a patch. */
  readonly ids?: (target: TableName) => fc.Arbitrary<string>
}

/** Any valid row of a table. Decimals are written as PostgreSQL writes them; text is well-formed and without NUL. */
export function arbitraryRow<T extends TableName>(table: T, options: ArbitraryOptions = {}): fc.Arbitrary<Tables[T]> {
  const idsOf = options.ids ?? (() => arbitraryId)
  const entries = Object.entries(recordOf(table).allFields)
  const fields = Object.fromEntries(entries.map(([name, spec]) => [name, arbitraryValue(name, spec, idsOf)]))
  const groups = exactlyOneOf(table)
  const choices = fc.tuple(...groups.map((group) => fc.constantFrom(...group)))
  const rows = fc.tuple(fc.record(fields), choices).chain(([row, chosen]) => {
    const others = groups.flatMap((group, index) => group.filter((name) => name !== chosen[index]))
    const nulls = Object.fromEntries(others.map((name) => [name, null]))
    const set = Object.fromEntries(chosen.map((name) => [name, arbitrarySet(recordOf(table), name, idsOf)]))
    return fc.record(set).map((values) => mend(table, { ...row, ...nulls, ...values }))
  })
  return rows.filter((row) => findRuleProblems(recordOf(table), row).length === 0) as fc.Arbitrary<Tables[T]>
}

/** Puts fields in order, and takes another choice where one would ask for a field that is empty. */
function mend(table: TableName, row: Record<string, unknown>): Record<string, unknown> {
  const { ordered = [], required = [] } = recordOf(table).rules ?? {}
  const mended = { ...row }
  for (const [first, second] of ordered) {
    const before = findRuleProblems({ ...recordOf(table), rules: { ordered: [[first, second]] } }, mended)
    if (before.length > 0) [mended[first], mended[second]] = [mended[second], mended[first]]
  }
  for (const { when, set } of required) {
    const [name, value] = when
    const choices = Object.keys(recordOf(table).fields[name]?.choices ?? {})
    if (mended[name] === value && mended[set] === null) mended[name] = choices.find((choice) => choice !== value)
  }
  return mended
}

/** Any valid change of a row: at least one field, never the household it belongs to. */
export function arbitraryPatch<T extends TableName>(table: T, options: ArbitraryOptions = {}): fc.Arbitrary<Patch<T>> {
  const { ids } = options
  const untouched = ['householdId', ...exactlyOneOf(table).flat()]
  const entries = Object.entries<FieldSpec>(records[table].fields).filter(
    ([name, spec]) => !untouched.includes(name) && (spec.kind !== 'ref' || ids !== undefined),
  )
  const idsOf = ids ?? (() => arbitraryId)
  const fields = Object.fromEntries(entries.map(([name, spec]) => [name, arbitraryValue(name, spec, idsOf)]))
  return fc
    .record(fields, { requiredKeys: [] })
    .filter((patch) => Object.keys(patch).length > 0) as unknown as fc.Arbitrary<Patch<T>>
}

type IdsOf = (target: TableName) => fc.Arbitrary<string>

const arbitraryId = fc.uuid({ version: 7 })

function arbitraryValue(name: string, spec: FieldSpec, idsOf: IdsOf): fc.Arbitrary<unknown> {
  if (name === 'id') return arbitraryId
  if (name === 'version') return fc.integer({ min: 1, max: 1000 })
  const value = arbitraryOfKind(spec, idsOf)
  return spec.nullable ? fc.option(value, { nil: null, freq: 3 }) : value
}

function arbitrarySet(record: RecordSpec, name: string, idsOf: IdsOf): fc.Arbitrary<unknown> {
  const spec = record.fields[name]
  if (spec === undefined) throw new Error(`${record.table} has no field ${name}`)
  return arbitraryOfKind(spec, idsOf)
}

function arbitraryOfKind(spec: FieldSpec, idsOf: IdsOf): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'text':
      return spec.format
        ? fc.stringMatching(new RegExp(textFormats[spec.format].pattern))
        : arbitraryText(spec.maxLength ?? 4000)
    case 'money':
      return arbitraryDecimal(12, 4, spec)
    case 'quantity':
      return arbitraryDecimal(10, 8, spec)
    case 'ratio':
      return arbitraryDecimal(5, 6, spec)
    case 'integer':
      return fc.integer({ min: Number(spec.min ?? -2_147_483_648), max: Number(spec.max ?? 2_147_483_647) })
    case 'boolean':
      return fc.boolean()
    case 'date':
      return arbitraryMoment.map((moment) => moment.toISOString().slice(0, 10))
    case 'instant':
      return arbitraryMoment.map((moment) => moment.toISOString())
    case 'choice':
      return fc.constantFrom(...Object.keys(spec.choices ?? {}))
    case 'ref':
      return idsOf(spec.target as TableName)
    case 'bytes':
      return fc.uint8Array({ maxLength: 256 })
    case 'encrypted':
      return fc.stringMatching(/^[A-Za-z0-9_-]{22,60}$/).map((sealed) => `v1.test-key.AAAAAAAAAAAAAAAA.${sealed}`)
    case 'blind':
      return fc.stringMatching(/^[A-Za-z0-9_-]{22,43}$/).map((hash) => `test-key.${hash}`)
  }
}

const arbitraryMoment = fc.date({
  min: new Date('1900-01-01T00:00:00.000Z'),
  max: new Date('2100-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

/** Letters as people count them, cut where the field's UTF-16 length ends but never within a letter. */
function arbitraryText(maxLength: number): fc.Arbitrary<string> {
  const letters = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), { maxLength: 40 })
  return letters.map((drawn) => {
    let text = ''
    for (const letter of drawn) if (letter !== '\0' && text.length + letter.length <= maxLength) text += letter
    return text
  })
}

/** Exact decimals with all their places, as PostgreSQL gives back `numeric(…, places)`. */
function arbitraryDecimal(wholeDigits: number, places: number, { min, max }: FieldSpec): fc.Arbitrary<string> {
  const one = 10n ** BigInt(places)
  const most = 10n ** BigInt(wholeDigits) * one - 1n
  const bounds = { min: min ? BigInt(min) * one : -most, max: max ? BigInt(max) * one : most }
  return fc.bigInt(bounds).map((units) => {
    const text = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
    return `${units < 0n ? '-' : ''}${text.slice(0, -places)}.${text.slice(-places)}`
  })
}
