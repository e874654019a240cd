import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tableDefinition } from '#electron/cache/derive-tables.ts'
import { incomingTable } from '#electron/cache/incoming-rows.ts'
import { beginLoad, completeTable, loadRows, readLoadState } from '#electron/cache/load-rows.ts'
import { attachCache, type CacheDatabase, type CacheFile, openCache } from '#electron/cache/open-cache.ts'
import { appendImage } from '#electron/cache/page-images/append-image.ts'
import { type BuiltRows, createImageBuilder } from '#electron/cache/page-images/build-images.ts'
import { createImagePool } from '#electron/cache/page-images/image-pool.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { writeRow } from '#electron/cache/write-rows.ts'
import { CIPHERS } from '#electron/platform/policy.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { arbitraryRow, buildRow, testId } from '#test/support/builders.ts'
import { writeCopyText } from '#test/support/copy-text.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const cursor = { snapshot: '10:10:', epoch: testId(1), at: '2026-11-22T09:00:00.000Z' }

let file: CacheFile
let db: CacheDatabase

beforeEach(() => open('aegis256'))
afterEach(() => {
  db.close()
})

function open(cipher: CacheFile['cipher']): void {
  db?.close()
  file = { path: join(makeTemporaryFolder(), 'book.db'), key: new Uint8Array(32).fill(1), cipher }
  db = openCache(file)
  beginLoad(db, cursor, {})
}

type Image = Extract<BuiltRows, { kind: 'image' }>

/** The image of some tasks, numbered. */
function imageOf(first: number, last: number): Image {
  const table = incomingTable('tasks')
  const rows = Array.from({ length: last - first + 1 }, (_, index) =>
    columnsOf(recordOf('tasks')).map((column) => {
      if (column === 'id') return testId(first + index)
      if (['version', 'repeat_every', 'workflow_step'].includes(column)) return '1'
      return column.endsWith('_at') ? '2026-11-22 09:00:00+00' : `${column} ${first + index}`
    }),
  )
  const builder = createImageBuilder(
    recordOf('tasks'),
    table,
    tableDefinition(recordOf('tasks'), table),
    createImagePool(),
  )
  const [built] = [...builder.push(writeCopyText(rows)), ...builder.end()]
  return built as Image
}

const append = (after: string | null, { image, rows, lastId }: Image) =>
  appendImage(db, { table: 'tasks', image, rows, after, lastId })

/** What the book has of the tasks on their way, and the place it says it reached. */
function arrived() {
  const ids = db.prepare('SELECT id FROM incoming_tasks ORDER BY rowid').pluck().all()
  const { lastId, done } = readLoadState(db).progress.find(({ table }) => table === 'tasks') ?? {}
  return { ids, lastId, done }
}

test.each(CIPHERS)('images go into a book in %s one after another, each with the place it reaches', (cipher) => {
  open(cipher)

  const kept = [append(null, imageOf(1, 3)), append(testId(3), imageOf(4, 5))]
  db.close()
  db = openCache(file)

  expect({ kept, ...arrived(), damage: db.pragma('integrity_check') }).toEqual({
    kept: [true, true],
    ids: [1, 2, 3, 4, 5].map(testId),
    lastId: testId(5),
    done: 5,
    damage: [{ integrity_check: 'ok' }],
  })
})

test('SQLite copies an image’s records whole', () => {
  const source = new Database(Buffer.from(imageOf(1, 3).image))
  attachCache(source, db, 'book')

  const steps = source.prepare('EXPLAIN INSERT INTO book.incoming_tasks SELECT * FROM main.incoming_tasks').all()
  source.close()

  const codes = (steps as { opcode: string }[]).map(({ opcode }) => opcode)
  expect({ whole: codes.includes('RowCell'), byColumn: codes.includes('Column') }).toEqual({
    whole: true,
    byColumn: false,
  })
})

test('an image that does not follow what the book has is refused, and nothing of it stays', () => {
  append(null, imageOf(1, 3))

  const kept = [append(null, imageOf(1, 3)), append(testId(4), imageOf(5, 6))]

  expect({ kept, ...arrived() }).toEqual({
    kept: [false, false],
    ids: [1, 2, 3].map(testId),
    lastId: testId(3),
    done: 3,
  })
})

test('an image with fewer rows than it says is refused, and nothing of it stays', () => {
  const kept = append(null, { ...imageOf(1, 3), rows: 4 })

  expect({ kept, ...arrived() }).toEqual({ kept: false, ids: [], lastId: null, done: 0 })
})

test.each([
  ['its first bytes', 0],
  ['the header of its schema', 100],
  ['its root', 65_536],
])('a damaged image, broken in %s, is refused, and the book stays whole', (_, place) => {
  const broken = imageOf(1, 3)
  broken.image.fill(0xee, place, place + 8)

  const kept = append(null, broken)

  expect({ kept, ...arrived(), damage: db.pragma('integrity_check') }).toEqual({
    kept: false,
    ids: [],
    lastId: null,
    done: 0,
    damage: [{ integrity_check: 'ok' }],
  })
})

test('a table is whole in steps, each of which may be the last before a cut', () => {
  const count = 10_000
  append(null, imageOf(1, count))

  let steps = 1
  while (!completeTable(db, 'tasks')) {
    steps += 1
    db.close()
    db = openCache(file)
  }

  const indexes = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'tasks' ORDER BY name`)
    .pluck()
    .all()
  expect({
    steps,
    indexes,
    rows: db.prepare('SELECT count(*) FROM tasks').pluck().get(),
    found: db.prepare(`SELECT row_id FROM search_index WHERE search_index MATCH '"9999"'`).pluck().all(),
    damage: db.pragma('integrity_check'),
  }).toEqual({
    steps: 5,
    indexes: ['ix_tasks_household_id_status', 'ix_tasks_owner_id_due_on', 'ix_tasks_previous_id', 'ux_tasks_id'],
    rows: count,
    found: [testId(9_999)],
    damage: [{ integrity_check: 'ok' }],
  })
})

test('words of a whole table are those that each row by itself would have', () => {
  const tables = ['persons', 'tasks', 'households'] as const satisfies readonly TableName[]
  const special = fc.constantFrom('Łukasz', 'ØRSTED', 'Weiß', 'STRAẞE', 'ŒUVRE', 'ısı', 'İzmir', 'þor', '', ' ', 'a  b')
  const cases = fc
    .constantFrom(...tables)
    .chain((table) =>
      fc.tuple(
        fc.constant(table),
        fc.uniqueArray(arbitraryRow(table), { minLength: 1, maxLength: 6, selector: ({ id }) => id }),
        special,
      ),
    )

  fc.assert(
    fc.property(cases, ([table, drawn, word]) => {
      const searched = { persons: 'lastName', tasks: 'title', households: 'name' }[table]
      const rows = drawn.map((row, index) => (index === 0 ? { ...row, [searched]: word } : row))
      beginLoad(db, cursor, {})
      for (const row of rows) writeRow(db, table, row as never)
      const oneByOne = readWords()
      beginLoad(db, cursor, {})
      const values = rows.map((row) => toCacheValues(table, row as never))
      loadRows(db, { table, values, rows: values.length, after: null, lastId: testId(9) })

      completeTable(db, table)

      expect(readWords()).toEqual(oneByOne)
    }),
    { numRuns: 60 },
  )
})

function readWords(): unknown {
  // Fails when the index and the rows it stands for differ.
  db.exec(`INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)`)
  return db.prepare('SELECT table_name, row_id, household_id, body FROM search_rows ORDER BY row_id').all()
}

test('words of a whole table wait in much memory, and those of a command in little again', () => {
  append(null, imageOf(1, 3))

  completeTable(db, 'tasks')

  expect(db.prepare(`SELECT v FROM search_index_config WHERE k = 'hashsize'`).pluck().get()).toBe(1024 * 1024)
})

test('what is saved while a table is on its way lies on the firm’s rows once it is whole', () => {
  const made = buildRow('tasks', { id: testId(90), title: 'Made meanwhile' })
  queue('insert', made.id, made)
  queue('update', made.id, { title: 'Made and changed meanwhile' })
  writeRow(db, 'tasks', made as never)
  queue('update', testId(2), { title: 'Mine' })
  queue('delete', testId(3), {})
  queue('update', testId(80), { title: 'Of a row that is gone' })
  append(null, imageOf(1, 3))

  completeTable(db, 'tasks')

  expect({
    titles: db.prepare('SELECT id, title FROM tasks ORDER BY id').raw().all(),
    shadows: db.prepare(`SELECT row_id, row ->> 'title' FROM shadow ORDER BY row_id`).raw().all(),
    parked: db.prepare(`SELECT row_id FROM outbox WHERE state = 'refused'`).pluck().all(),
  }).toEqual({
    titles: [
      [testId(1), 'title 1'],
      [testId(2), 'Mine'],
      [testId(90), 'Made and changed meanwhile'],
    ],
    shadows: [
      [testId(2), 'title 2'],
      [testId(3), 'title 3'],
    ],
    parked: [testId(80)],
  })
})

let made = 1_000
/** An entry of the outbox, as a command leaves it. */
function queue(operation: string, id: string, patch: object): void {
  db.prepare(
    `INSERT INTO outbox (mutation_id, sequence, table_name, row_id, operation, patch, base_values, base_version, state,
       created_at)
     VALUES (?, ?, 'tasks', ?, ?, ?, '{}', 1, 'waiting', '2026-11-22T10:00:00.000Z')`,
  ).run(testId(made++), made, id, operation, JSON.stringify(patch))
}
