import Database from 'better-sqlite3-multiple-ciphers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tableDefinition } from '#electron/cache/derive-tables.ts'
import { type BuiltRows, createImageBuilder } from '#electron/cache/page-images/build-images.ts'
import { IMAGE_BYTES } from '#electron/cache/page-images/image-pages.ts'
import type { ImagePool } from '#electron/cache/page-images/image-pool.ts'
import { rowDecoder } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import { defineRecord, type RecordSpec } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { arbitraryServerRows, type ServerRow, writeCopyText } from '#test/support/copy-text.ts'

/** Every kind of field, and so many that the length of a record's header takes two bytes. */
const everything = defineRecord({
  table: 'everything',
  label: 'Everything',
  plural: 'Everything',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    text: field.text('Text'),
    money: field.money('Money', { nullable: true }),
    quantity: field.quantity('Quantity', { nullable: true }),
    ratio: field.ratio('Ratio', { nullable: true }),
    integer: field.integer('Integer', { nullable: true }),
    bytes: field.bytes('Bytes', { nullable: true }),
    ...Object.fromEntries(
      Array.from({ length: 130 }, (_, index) => [`more${index}`, field.boolean(`More ${index}`, { nullable: true })]),
    ),
  },
})
const records: readonly RecordSpec[] = [everything, ...bookTableNames.map(recordOf)]

interface Result {
  readonly rows: readonly unknown[]
  readonly damage: readonly unknown[]
}

/** The columns and how SQLite holds each of them. */
function selectAll(record: RecordSpec): string {
  const columns = columnsOf(record)
  return `SELECT ${columns.join(', ')}, ${columns.map((column) => `typeof(${column})`).join(" || ' ' || ")} FROM ${record.table}`
}

/** What binding every value makes of the rows. */
function bindRows(record: RecordSpec, rows: readonly ServerRow[]): unknown[] {
  const db = new Database(':memory:')
  db.exec(tableDefinition(record))
  const insert = db.prepare(`INSERT INTO ${record.table} VALUES (${columnsOf(record).map(() => '?')})`)
  const decode = rowDecoder(record)
  for (const row of rows) insert.run(decode(row))
  const bound = db
    .prepare(`${selectAll(record)} ORDER BY rowid`)
    .raw()
    .all()
  db.close()
  return bound
}

/** Memory that held something before, as after the first images of a table. */
const usedMemory: ImagePool = {
  take: () => new Uint8Array(new SharedArrayBuffer(IMAGE_BYTES)).fill(0xa5),
  giveBack: () => undefined,
}

function buildFrom(record: RecordSpec, text: Uint8Array, piece: number): BuiltRows[] {
  const builder = createImageBuilder(record, record.table, tableDefinition(record), usedMemory)
  const built: BuiltRows[] = []
  for (let at = 0; at < text.length; at += piece) built.push(...builder.push(text.subarray(at, at + piece)))
  return [...built, ...builder.end()]
}

/** Reads what was built, the loose rows as the loader writes them; checks what each says of itself. */
function readBuilt(record: RecordSpec, built: readonly BuiltRows[]): Result {
  const rows: unknown[] = []
  const damage: unknown[] = []
  for (const each of built) {
    const found = each.kind === 'rows' ? bindRows(record, each.fields) : readImage(record, each.image, damage)
    rows.push(...found)
    const lastId = (found.at(-1) as unknown[] | undefined)?.[0]
    if (lastId !== each.lastId) damage.push(`says ${each.lastId}, ends with ${lastId}`)
    if (each.kind === 'image' && each.rows !== found.length) damage.push(`says ${each.rows}, has ${found.length}`)
  }
  return { rows, damage }
}

function readImage(record: RecordSpec, image: Uint8Array, damage: unknown[]): unknown[] {
  const db = new Database(Buffer.from(image))
  const [check] = db.pragma('integrity_check') as { integrity_check: string }[]
  if (check?.integrity_check !== 'ok') damage.push(check)
  const rows = db
    .prepare(`${selectAll(record)} ORDER BY rowid`)
    .raw()
    .all()
  db.close()
  return rows
}

const pieces = fc.constantFrom(1, 3, 1_000, 8_192, 65_536)
/** One byte at a time is for little text. */
const pieceFor = (text: Uint8Array, piece: number) => (text.length > 50_000 ? Math.max(piece, 1_000) : piece)

test('whatever the rows are, images hold what binding their values would', () => {
  const cases = fc
    .constantFrom(...records)
    .chain((record) => fc.record({ record: fc.constant(record), rows: arbitraryServerRows(record, 12), piece: pieces }))
  let images = 0

  fc.assert(
    fc.property(cases, ({ record, rows, piece }) => {
      const text = writeCopyText(rows)

      const built = buildFrom(record, text, pieceFor(text, piece))
      const result = readBuilt(record, built)

      images += built.filter(({ kind }) => kind === 'image').length
      expect(result).toEqual({ rows: bindRows(record, rows), damage: [] })
    }),
    { numRuns: 400 },
  )
  // Not by taking everything the slower way.
  expect(images).toBeGreaterThan(300)
})

const notes = recordOf('meeting_notes')

/** Notes whose bodies have these lengths. */
function notesOf(lengths: readonly number[]): ServerRow[] {
  return lengths.map((length, index) =>
    columnsOf(notes).map((column) => {
      if (column === 'id') return `${index.toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`
      if (column === 'body') return 'x'.repeat(length)
      if (column === 'version') return '1'
      return column.endsWith('_at') ? '2026-11-22 09:00:00+00' : 'abc'
    }),
  )
}

test('rows that fill pages and images to the byte, and rows just too long for a page, all arrive', () => {
  // A page holds one row up to some 65,400 letters, and two of half that.
  const near = (middle: number) => fc.integer({ min: middle - 150, max: middle + 150 })
  const length = fc.oneof(near(65_300), near(32_600), near(21_700), fc.integer({ min: 0, max: 70_000 }))
  const cases = fc.array(length, { minLength: 1, maxLength: 150 })

  fc.assert(
    fc.property(cases, (lengths) => {
      const rows = notesOf(lengths)

      const result = readBuilt(notes, buildFrom(notes, writeCopyText(rows), 65_536))

      expect(result).toEqual({ rows: bindRows(notes, rows), damage: [] })
    }),
    { numRuns: 30 },
  )
})

/** @returns how many rows went into the image's first leaf, or into none. */
function rowsOfFirstLeaf(lengths: readonly number[]): number {
  const rows = notesOf(lengths)
  const built = buildFrom(notes, writeCopyText(rows), 65_536)
  expect(readBuilt(notes, built)).toEqual({ rows: bindRows(notes, rows), damage: [] })
  const image = built.find((each) => each.kind === 'image')?.image
  if (!image) return 0
  // Page 2 is the root: the leaf itself (13), or an interior page, whose first leaf is page 3.
  const leaf = image[65_536] === 13 ? 65_536 : 131_072
  return Buffer.from(image).readUInt16BE(leaf + 3)
}

test.each([
  ['one row', [], [1, 0], 65_380],
  ['two rows', [30_000], [2, 1], 35_280],
])('%s may fill a leaf to its last byte, and no further', (_, before, counts, middle) => {
  const seen = Array.from({ length: 120 }, (_each, index) => rowsOfFirstLeaf([...before, middle - 60 + index]))

  expect([...new Set(seen)]).toEqual(counts)
})

test.each([
  ['a field too few', 'a\tb\n', 'another number of fields'],
  [
    'a line without its end',
    writeCopyText(notesOf([3]))
      .subarray(0, -1)
      .toString(),
    'ended within a row',
  ],
  [
    'an escape that COPY does not write',
    writeCopyText(notesOf([3]))
      .toString()
      .replace('xxx', 'x\\qx'),
    'not COPY text',
  ],
])('%s is refused', (_, text, message) => {
  expect(() => buildFrom(notes, Buffer.from(text), 65_536)).toThrow(message)
})

test('nothing becomes nothing', () => {
  expect(buildFrom(notes, Buffer.alloc(0), 65_536)).toEqual([])
})
