import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitChange } from '#electron/cache/commit-change.ts'
import { beginLoad, completeTable, finishLoad, loadRows } from '#electron/cache/load-rows.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { acknowledge } from '#electron/cache/settle-unit.ts'
import { readRow, removeServerRows, writeServerRows } from '#electron/cache/write-rows.ts'
import { bookTableNames, type Patch } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const actor = { deviceId: testId(2), actorId: testId(3), actorLogin: 'amelia', appVersion: 'test' }
const household = buildRow('households', { name: 'Seen', version: 3 })
const values = (row: object) => toCacheValues('households', { ...household, ...row } as never)

let db: CacheDatabase

beforeEach(() => {
  db = openCache({ path: join(makeTemporaryFolder(), 'book.db'), key: new Uint8Array(32).fill(1), cipher: 'aegis256' })
  load()
})
afterEach(() => void db.close())

function load(): void {
  beginLoad(db, { snapshot: '10:10:', epoch: testId(1), at: '2026-11-22T09:00:00.000Z' }, {})
  loadRows(db, { table: 'households', after: null, lastId: household.id, rows: 1, values: [values({})] })
  for (const table of bookTableNames) while (!completeTable(db, table));
  finishLoad(db)
}

let made = 100
function change(patch: Patch<'households'>): string {
  const mutationId = testId(made++)
  const mutation = { table: 'households', operation: 'update', id: household.id, patch } as const
  const stamped = { mutation, mutationId, id: testId(made++), occurredAt: '2026-11-22T10:00:00.000Z' }
  commitChange(db, { actor, mutations: [stamped], entries: [] })
  return mutationId
}

/** The firm made this version of my change. */
function accept(unitId: string, place: number, row: object, before: number): void {
  const settled = { table: 'households', id: household.id, row: values(row), before, after: before + 1 } as const
  acknowledge(db, { unitId, place, rows: [settled] })
}

const shown = () => {
  const { name, version } = readRow(db, 'households', household.id) ?? {}
  return { name, version }
}

test('rows read before the firm took my change over do not bring the former value back', () => {
  const unitId = change({ name: 'Mine' })
  accept(unitId, 1, { name: 'Mine', version: 4 }, 3)

  writeServerRows(db, 'households', [values({ name: 'Seen', version: 3 })])
  const afterOlder = shown()
  writeServerRows(db, 'households', [values({ name: 'Newer', version: 5 })])

  expect({ afterOlder, afterNewer: shown() }).toEqual({
    afterOlder: { name: 'Mine', version: 4 },
    afterNewer: { name: 'Newer', version: 5 },
  })
})

test('older rows do not bring it back beneath what was typed on top either', () => {
  const unitId = change({ name: 'Mine' })
  change({ serviceTier: 'platinum' })
  accept(unitId, 1, { name: 'Mine', version: 4 }, 3)

  writeServerRows(db, 'households', [values({ name: 'Seen', version: 3 })])

  expect({ ...shown(), serviceTier: readRow(db, 'households', household.id)?.serviceTier }).toEqual({
    name: 'Mine',
    version: 4,
    serviceTier: 'platinum',
  })
})

test('a book that is brought anew, as after a restore, and a row that left and came back, show what the firm has', () => {
  accept(change({ name: 'Mine' }), 1, { name: 'Mine', version: 4 }, 3)
  load()
  const anew = shown()
  accept(change({ name: 'Mine again' }), 2, { name: 'Mine again', version: 4 }, 3)
  removeServerRows(db, 'households', [household.id])
  writeServerRows(db, 'households', [values({ name: 'Back', version: 1 })])

  expect({ anew, back: shown() }).toEqual({
    anew: { name: 'Seen', version: 3 },
    back: { name: 'Back', version: 1 },
  })
})
