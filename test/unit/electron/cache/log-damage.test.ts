import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isLogDamaged } from '#electron/cache/log-damage.ts'
import { openCache } from '#electron/cache/open-cache.ts'
import { salvage } from '#electron/cache/salvage.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const key = new Uint8Array(32).fill(7)

/** A book whose log was left as it is by a workstation that ended without closing it. */
function leaveBook(work: (db: ReturnType<typeof openCache>) => void): string {
  const folder = makeTemporaryFolder()
  const live = join(folder, 'live.db')
  const db = openCache({ path: live, key, cipher: 'aegis256' })
  // As a book in use has it; one that is being filled has no log.
  db.pragma('journal_mode = WAL')
  work(db)
  const path = join(folder, 'book.db')
  for (const part of ['', '-wal']) copyFileSync(live + part, path + part)
  db.close()
  return path
}

const writeValue = (db: ReturnType<typeof openCache>, name: string, length = 10) =>
  db.prepare('INSERT OR REPLACE INTO sync_state (name, value) VALUES (?, ?)').run(name, 'x'.repeat(length))

/** How a log looks of which something was lost on the way to the disk. */
function changeLog(path: string, change: (log: Buffer) => Buffer): void {
  writeFileSync(`${path}-wal`, change(readFileSync(`${path}-wal`)))
}

test('what a change that was never finished left in the log is no damage', () => {
  const path = leaveBook((db) => {
    writeValue(db, 'first')
    db.pragma('cache_size = 10')
    db.exec('BEGIN')
    writeValue(db, 'never finished', 400_000)
    db.exec('ROLLBACK')
    writeValue(db, 'second')
  })

  const db = openCache({ path, key, cipher: 'aegis256' })
  const names = db.prepare('SELECT name FROM sync_state ORDER BY name').pluck().all()
  db.close()

  expect(names).toEqual(expect.arrayContaining(['first', 'second']))
})

test('a log that ends early, in the middle of a page or of its head, is no damage: so it is after a kill', () => {
  const ends = [0, 10, 32, 40, 5_000, 20_000]
  const damaged = ends.filter((end) => {
    const path = leaveBook((db) => writeValue(db, 'first'))
    changeLog(path, (log) => log.subarray(0, end))
    return isLogDamaged(path)
  })

  expect(damaged).toEqual([])
})

test('a log begun anew over an older one is no damage', () => {
  const path = leaveBook((db) => {
    for (let count = 0; count < 20; count += 1) writeValue(db, `value ${count}`, 9_000)
    db.pragma('wal_checkpoint(RESTART)')
    writeValue(db, 'after')
  })

  expect(isLogDamaged(path)).toBe(false)
})

test('a book of which the end is missing beside its log is damage, though nothing says so when it is read', () => {
  const path = leaveBook((db) => {
    writeValue(db, 'long', 20_000)
    db.pragma('wal_checkpoint(TRUNCATE)')
    writeValue(db, 'after')
  })
  const isMissed = [1, 4096, 5000].map((bytes) => {
    const cut = join(makeTemporaryFolder(), 'book.db')
    writeFileSync(cut, readFileSync(path).subarray(0, -bytes))
    copyFileSync(`${path}-wal`, `${cut}-wal`)
    try {
      openCache({ path: cut, key, cipher: 'aegis256' }).close()
      return true
    } catch (error) {
      return (error as { code: string }).code
    }
  })

  expect({ isMissed, whole: isLogDamaged(path) }).toEqual({
    isMissed: ['cache_unreadable', 'cache_unreadable', 'cache_unreadable'],
    whole: false,
  })
})

test('of typed work whose end is missing nothing is taken over as if it had been typed so', () => {
  const path = leaveBook((db) => {
    const insert = db.prepare(`INSERT INTO drafts (draft_key, body, kept_at) VALUES (?, ?, '2026-11-24T12:00:00.000Z')`)
    insert.run('a', 'short')
    insert.run('b', 'x'.repeat(20_000))
    db.pragma('wal_checkpoint(TRUNCATE)')
    writeValue(db, 'after')
  })
  writeFileSync(path, readFileSync(path).subarray(0, -4096))

  const db = openCache({ path: join(makeTemporaryFolder(), 'new.db'), key, cipher: 'aegis256' })
  salvage(db, { path, key, cipher: 'aegis256' })
  const bodies = db.prepare('SELECT body FROM drafts ORDER BY draft_key').pluck().all()
  db.close()

  expect(bodies).toEqual(['short'])
})

test('pages that are in the log alone are not missing', () => {
  const path = leaveBook((db) => {
    db.pragma('wal_checkpoint(TRUNCATE)')
    writeValue(db, 'long', 200_000)
  })

  expect(isLogDamaged(path)).toBe(false)
})

test('an empty file where a book was is not taken for a new book, and one that could not be begun is not left behind', () => {
  const path = join(makeTemporaryFolder(), 'book.db')
  writeFileSync(path, '')
  const open = () => openCache({ path, key, cipher: 'aegis256' })

  const empty = (() => {
    try {
      return open()
    } catch (error) {
      return (error as { code: string }).code
    }
  })()
  rmSync(path)
  const cipher = 'none' as never
  expect(() => openCache({ path, key: null as never, cipher })).toThrow()

  expect({ empty, left: existsSync(path) }).toEqual({ empty: 'cache_unreadable', left: false })
})
