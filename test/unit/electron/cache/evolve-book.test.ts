import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitChange } from '#electron/cache/commit-change.ts'
import { bookFingerprint } from '#electron/cache/derive-tables.ts'
import { readToReadAgain } from '#electron/cache/evolve-book.ts'
import { beginLoad, completeTable, finishLoad } from '#electron/cache/load-rows.ts'
import { type CacheDatabase, openCache, unlock } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { readRow, writeServerRows } from '#electron/cache/write-rows.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const key = new Uint8Array(32).fill(1)
const household = buildRow('households', { name: 'Kept' })
const start = { snapshot: '10:10:', epoch: 'one', at: '2026-11-22T09:00:00.000Z' }

let path: string
let db: CacheDatabase

beforeEach(() => {
  path = join(makeTemporaryFolder(), 'book.db')
  db = openCache({ path, key, cipher: 'aegis256' })
  beginLoad(db, start, {})
  for (const table of bookTableNames) while (!completeTable(db, table));
  finishLoad(db)
  writeServerRows(db, 'households', [toCacheValues('households', household)])
  const mutation = { table: 'tasks', operation: 'insert', row: buildRow('tasks', { id: testId(50) }) } as const
  const stamped = { mutation, mutationId: testId(60), id: testId(61), occurredAt: '2026-11-22T10:00:00.000Z' }
  const actor = { deviceId: testId(2), actorId: testId(3), actorLogin: 'amelia', appVersion: 'test' }
  commitChange(db, { actor, mutations: [stamped], entries: [] })
})
afterEach(() => {
  db.close()
})

/** Opens the book with the present workstation after an earlier one had left it like this. */
function reopenAfter(...earlier: readonly string[]): void {
  db.close()
  const file = new Database(path)
  unlock(file, { key, cipher: 'aegis256' })
  for (const sql of [`UPDATE sync_state SET value = 'earlier' WHERE name = 'book_fingerprint'`, ...earlier])
    file.exec(sql)
  file.close()
  db = openCache({ path, key, cipher: 'aegis256' })
}

/** What the book has of its tables and indexes, whatever the order of columns. */
function describeBook(database: CacheDatabase) {
  const names = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
    .pluck()
    .all() as string[]
  return names.map((table) => ({
    table,
    columns: (database.pragma(`table_info(${table})`) as { name: string; type: string; notnull: number }[])
      .map(({ name, type, notnull }) => `${name} ${type} ${notnull}`)
      .sort(),
    indexes: (database.pragma(`index_list(${table})`) as { name: string }[]).map(({ name }) => name).sort(),
  }))
}

function seeBook() {
  return {
    kept: readRow(db, 'households', household.id)?.name,
    cursor: db.prepare(`SELECT value FROM sync_state WHERE name = 'cursor'`).pluck().get() === JSON.stringify(start),
    outbox: db.prepare('SELECT count(*) FROM outbox').pluck().get(),
    toReadAgain: readToReadAgain(db),
  }
}

test('columns, indexes, and tables that were added are there at once, offline too, and their tables are read again', () => {
  const present = describeBook(db)

  reopenAfter(
    'ALTER TABLE households DROP COLUMN objective',
    'ALTER TABLE tasks DROP COLUMN completed_at',
    'DROP TABLE disclosures',
    'DROP INDEX ix_persons_household_id',
    'CREATE INDEX ix_persons_first_name ON persons (first_name)',
  )

  expect({ book: seeBook(), definition: describeBook(db) }).toEqual({
    book: { kept: 'Kept', cursor: true, outbox: 1, toReadAgain: { households: '', tasks: '', disclosures: '' } },
    definition: present,
  })
})

test('what is searched now and was not before is read again', () => {
  reopenAfter(`UPDATE sync_state SET value = json_set(value, '$.tasks', '') WHERE name = 'searched_fields'`)

  expect(seeBook()).toEqual({ kept: 'Kept', cursor: true, outbox: 1, toReadAgain: { tasks: '' } })
})

test.each([
  ['a column that must not be empty', ['ALTER TABLE tasks DROP COLUMN title']],
  [
    'a column of another type',
    ['ALTER TABLE tasks DROP COLUMN completed_at', 'ALTER TABLE tasks ADD COLUMN completed_at BLOB'],
  ],
  ['a column that is no more', ['ALTER TABLE tasks ADD COLUMN former TEXT']],
  ['another search index', [`UPDATE sync_state SET value = 'earlier' WHERE name = 'search_fingerprint'`]],
  ['a first sync under way', [`INSERT INTO sync_state (name, value) VALUES ('load_snapshot', '{}')`]],
])('%s: the book is made anew, and what is only here stays', (_what, earlier) => {
  const empty = openCache({ path: join(makeTemporaryFolder(), 'empty.db'), key, cipher: 'aegis256' })
  const anew = describeBook(empty)
  empty.close()

  reopenAfter(...earlier)

  expect({ book: seeBook(), definition: describeBook(db) }).toEqual({
    book: { kept: undefined, cursor: false, outbox: 1, toReadAgain: {} },
    definition: anew,
  })
})

test('a definition is noted once the book follows it', () => {
  reopenAfter('ALTER TABLE households DROP COLUMN objective')

  const noted = db.prepare(`SELECT value FROM sync_state WHERE name = 'book_fingerprint'`).pluck().get()
  expect(noted).toBe(bookFingerprint())
})

test('a table that is searched no more leaves the index', () => {
  db.exec(
    `INSERT INTO search_rows (table_name, row_id, household_id, body) VALUES ('positions', 'one', 'one', 'left over')`,
  )

  reopenAfter(`UPDATE sync_state SET value = json_set(value, '$.positions', 'quantity') WHERE name = 'searched_fields'`)

  expect(db.prepare(`SELECT count(*) FROM search_rows WHERE table_name = 'positions'`).pluck().get()).toBe(0)
})
