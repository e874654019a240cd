import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { dueShare, noteShare } from '#electron/cache/verification.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const HOUSEHOLDS = 240

let db: CacheDatabase

beforeEach(() => {
  db = openCache({ path: join(makeTemporaryFolder(), 'book.db'), key: new Uint8Array(32).fill(1), cipher: 'aegis256' })
  const rows = Array.from({ length: HOUSEHOLDS }, (_, index) => buildRow('households', { id: testId(index + 1) }))
  const values = rows.map((row) => toCacheValues('households', row))
  db.transaction(() => writeServerRows(db, 'households', values))()
})
afterEach(() => {
  db.close()
})

/** The share that is due this many minutes after the beginning, taken as found right. */
function take(minutes: number): { households: number; firm: boolean } | null {
  const at = new Date(Date.UTC(2026, 0, 5, 8) + minutes * 60_000).toISOString()
  const plan = dueShare(db, { at })
  if (plan) noteShare(db, { plan, at })
  return plan && { households: plan.households.length, firm: plan.firm }
}

test('a share is due every ten minutes, larger after an absence, and larger still is taken in turns', () => {
  expect([take(0), take(9), take(10), take(130), take(130 + 3 * 24 * 60)]).toEqual([
    { households: 2, firm: false },
    null,
    { households: 2, firm: false },
    { households: 24, firm: false },
    { households: 212, firm: true },
  ])
})

test('with contact throughout, the whole book comes round within a day, the firm’s tables with it', () => {
  const shares = Array.from({ length: 24 * 6 }, (_, turn) => take(turn * 10))
  const compared = shares.reduce((sum, share) => sum + (share?.households ?? 0), 0)

  expect({ firm: shares.filter((share) => share?.firm).length, whole: compared >= HOUSEHOLDS }).toEqual({
    firm: 1,
    whole: true,
  })
})

test('where households are few and come round often, the firm’s tables are compared once a day all the same', () => {
  db.exec('DELETE FROM households')
  const shares = Array.from({ length: 24 * 6 }, (_, turn) => take(turn * 10))

  expect(shares.filter((share) => share?.firm).length).toBe(1)
})
