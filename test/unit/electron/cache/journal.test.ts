import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginLoad, finishLoad, readValue, writeValue } from '#electron/cache/load-rows.ts'
import { type CacheDatabase, type CacheFile, openCache, openCacheForReading } from '#electron/cache/open-cache.ts'
import { CIPHERS } from '#electron/platform/policy.ts'
import { testId } from '#test/support/builders.ts'
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
}

function reopen(): void {
  db.close()
  db = openCache(file)
}

const journal = () => db.pragma('journal_mode', { simple: true })

test('a book has a rollback journal while it is being filled, and a log while it is in use', () => {
  const steps: [string, () => void][] = [
    ['new', () => undefined],
    ['begun', () => beginLoad(db, cursor, {})],
    ['begun and opened', reopen],
    ['filled', () => finishLoad(db)],
    ['filled and opened', reopen],
    ['begun over', () => beginLoad(db, cursor, {})],
    ['filled over', () => finishLoad(db)],
  ]

  const seen = steps.map(([name, take]) => {
    take()
    return [name, journal()]
  })

  expect(seen).toEqual([
    ['new', 'delete'],
    ['begun', 'delete'],
    ['begun and opened', 'delete'],
    ['filled', 'wal'],
    ['filled and opened', 'wal'],
    ['begun over', 'delete'],
    ['filled over', 'wal'],
  ])
})

test('a book that somebody reads goes on as it is, and changes when it is opened next', () => {
  beginLoad(db, cursor, {})
  finishLoad(db)
  writeValue(db, 'note', 'before')
  const reader = openCacheForReading(file)
  reader.exec('BEGIN')
  const first = readValue(reader, 'note')

  beginLoad(db, cursor, {})
  writeValue(db, 'note', 'after')
  const busy = { journal: journal(), written: readValue(db, 'note'), read: [first, readValue(reader, 'note')] }
  reader.close()
  reopen()

  expect({ busy, opened: journal(), kept: readValue(db, 'note') }).toEqual({
    busy: { journal: 'wal', written: 'after', read: ['before', 'before'] },
    opened: 'delete',
    kept: 'after',
  })
})

test('a book that is filled while somebody reads is in use all the same', () => {
  beginLoad(db, cursor, {})
  writeValue(db, 'note', 'before')
  const reader = openCacheForReading(file)
  // Asked for in the moment between the last write and the change of journal.
  const begun = db.prepare(`DELETE FROM sync_state WHERE name = 'load_snapshot'`)
  writeValue(db, 'cursor', JSON.stringify(cursor))
  begun.run()
  reader.exec('BEGIN')
  const first = readValue(reader, 'note')

  finishLoad(db)
  const busy = journal()
  reader.close()
  writeValue(db, 'note', 'after')
  reopen()

  expect({ first, busy, opened: journal(), kept: readValue(db, 'note') }).toEqual({
    first: 'before',
    busy: 'delete',
    opened: 'wal',
    kept: 'after',
  })
})

test('a book that is being filled is read beside its writer, whose open write nobody sees', () => {
  beginLoad(db, cursor, {})
  writeValue(db, 'note', 'before')
  const reader = openCacheForReading(file)

  db.exec('BEGIN IMMEDIATE')
  writeValue(db, 'note', 'after')
  const during = readValue(reader, 'note')
  db.exec('COMMIT')
  const later = readValue(reader, 'note')
  reader.close()

  expect({ journal: journal(), during, later }).toEqual({ journal: 'delete', during: 'before', later: 'after' })
})

test.each(CIPHERS)('what a rollback journal in %s keeps of the book cannot be read', (cipher) => {
  open(cipher)
  beginLoad(db, cursor, {})
  writeValue(db, 'note', 'Wilhelmina of the long name')

  db.exec('BEGIN IMMEDIATE')
  writeValue(db, 'note', 'another')
  const kept = readFileSync(`${file.path}-journal`)
  db.exec('COMMIT')

  expect({
    bytes: kept.length > 1_024,
    readable: kept.includes('Wilhelmina'),
    after: existsSync(`${file.path}-journal`),
  }).toEqual({ bytes: true, readable: false, after: false })
})
