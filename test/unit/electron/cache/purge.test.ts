import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyPull, type Pull } from '#electron/cache/apply-pull.ts'
import { commitChange } from '#electron/cache/commit-change.ts'
import type { Cursor } from '#electron/cache/load-rows.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { type BookTableName, bookTableNames, recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const leaving = testId(0xa1)
const staying = testId(0xb1)
const cursor: Cursor = { snapshot: '10:10:', epoch: 'one', at: '2026-11-22T09:00:00.000Z' }
const actor = { deviceId: testId(2), actorId: testId(3), actorLogin: 'amelia', appVersion: 'test' }
const ROWS = 15

let path: string
let db: CacheDatabase

/** Rows of a table whose every text is a word that is nowhere else; many, so that pages fill and the index merges. */
function fill(table: BookTableName, householdId: string, mark: string): string[] {
  const specs = Object.entries(recordOf(table).fields as Readonly<Record<string, FieldSpec>>)
  const words: string[] = []
  const rows = Array.from({ length: table === 'households' ? 1 : ROWS }, (_, index) => {
    const number = bookTableNames.indexOf(table) * 100 + index
    const row: Record<string, unknown> = {
      ...buildRow(table),
      id: table === 'households' ? householdId : testId(Number.parseInt(householdId.slice(-2), 16) * 10_000 + number),
    }
    if ('householdId' in row) row.householdId = householdId
    for (const [name, spec] of specs) {
      if (spec.kind !== 'text' && spec.kind !== 'bytes') continue
      const word = `${mark}${table.replaceAll('_', '')}${name.toLowerCase()}${index}x`
      words.push(word)
      row[name] = spec.kind === 'bytes' ? Buffer.from(`${word} `.repeat(500)) : word
    }
    return toCacheValues(table, row as never)
  })
  for (const row of rows) writeServerRows(db, table, [row])
  return words
}

const ofHouseholds = bookTableNames.filter((table) => recordOf(table).scope === 'household')
const fillHousehold = (id: string, mark: string) => ofHouseholds.flatMap((table) => fill(table, id, mark))

let made = 500
function commit(mutation: LocalMutation): void {
  const stamped = { mutation, mutationId: testId(made++), id: testId(made++), occurredAt: '2026-11-22T10:00:00.000Z' }
  commitChange(db, { actor, mutations: [stamped], entries: [] })
}

const nothing = { households: [], firm: false }
const purge: Pull = {
  cursor,
  upserts: [],
  removals: [],
  purged: [leaving],
  gained: [],
  whole: { households: [], parts: [] },
  compared: nothing,
  digests: [],
}

beforeEach(() => {
  path = join(makeTemporaryFolder(), 'book.db')
  db = openCache({ path, key: new Uint8Array(32).fill(1), cipher: 'aegis256' })
})
afterEach(() => {
  db.close()
})

test('of a household that left, no word is on any page of the file: tables, search, shadow, free pages', () => {
  db.transaction(() => fillHousehold(leaving, 'zqv'))()
  const kept = db.transaction(() => fillHousehold(staying, 'kqv'))()
  // The same rows again with other words, as years of changes leave them behind.
  const later = db.transaction(() => fillHousehold(leaving, 'zrv'))()
  const [task] = db.prepare('SELECT id FROM tasks WHERE household_id = ?').pluck().all(leaving) as string[]
  commit({ table: 'households', operation: 'update', id: leaving, patch: { objective: 'growth' } })
  commit({ table: 'tasks', operation: 'delete', id: task ?? '' })
  const before = db.serialize().toString('latin1')

  applyPull(db, purge)

  const after = db.serialize().toString('latin1')
  // The index stores what a word does not share with the one before: any word left shows at least its beginning.
  const found = (image: string, mark: RegExp) => new Set(image.match(mark)).size
  expect({
    before: found(before, /zrv[a-z]+\d+x/g) >= later.length,
    gone: found(after, /z[qr]v\w*/g),
    kept: found(after, /kqv[a-z]+\d+x/g) >= kept.length,
    journal: existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0,
    outbox: db.prepare('SELECT state, reason, theirs FROM outbox').all(),
    shadow: db.prepare('SELECT count(*) FROM shadow').pluck().get(),
    raw: found(readFileSync(path).toString('latin1'), /kqv\w+/g),
  }).toEqual({
    before: true,
    gone: 0,
    kept: true,
    journal: 0,
    outbox: Array.from({ length: 2 }, () => ({
      state: 'refused',
      reason: 'This household has left your book.',
      theirs: null,
    })),
    shadow: 0,
    raw: 0,
  })
})
