import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitChange, type StampedMutation } from '#electron/cache/commit-change.ts'
import { beginLoad, type Cursor, completeTable, finishLoad, loadRows } from '#electron/cache/load-rows.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { readRow } from '#electron/cache/write-rows.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const cursor: Cursor = { snapshot: '10:10:', epoch: testId(1), at: '2026-11-22T09:00:00.000Z' }
const actor = { deviceId: testId(2), actorId: testId(3), actorLogin: 'amelia', appVersion: 'test' }
const household = buildRow('households')

let folder: string
let db: CacheDatabase

beforeEach(() => {
  folder = makeTemporaryFolder()
  db = openCache({ path: join(folder, 'book.db'), key: new Uint8Array(32).fill(1), cipher: 'aegis256' })
  load([household])
})
afterEach(() => {
  db.close()
})

/** A whole first sync that brings these households. */
function load(households: readonly object[]): void {
  beginLoad(db, cursor, {})
  const values = households.map((row) => toCacheValues('households', row as never))
  const lastId = (values.at(-1)?.[0] ?? null) as string | null
  loadRows(db, { table: 'households', values, rows: values.length, after: null, lastId })
  completeTables()
  finishLoad(db)
}

function completeTables(): void {
  for (const table of bookTableNames) while (!completeTable(db, table));
}

let made = 100
function commit(mutation: LocalMutation): void {
  const stamped: StampedMutation = {
    mutation,
    mutationId: testId(made++),
    id: testId(made++),
    occurredAt: '2026-11-22T10:00:00.000Z',
  }
  commitChange(db, { actor, mutations: [stamped], entries: [] })
}

const outbox = () => db.prepare('SELECT table_name AS name, state FROM outbox ORDER BY sequence').all()

test('after the book was brought anew, unsent rows are shown again and unsent changes lie on the firm’s rows', () => {
  const task = buildRow('tasks', { id: testId(50), title: 'Unsent' })
  commit({ table: 'tasks', operation: 'insert', row: task })
  commit({ table: 'households', operation: 'update', id: household.id, patch: { name: 'Mine' } })

  load([{ ...household, name: 'Theirs', version: 7 }])

  const { name, version } = readRow(db, 'households', household.id) ?? {}
  expect({ task: readRow(db, 'tasks', task.id)?.title, name, version, outbox: outbox() }).toEqual({
    task: 'Unsent',
    name: 'Mine',
    version: 7,
    outbox: [
      { name: 'tasks', state: 'waiting' },
      { name: 'households', state: 'waiting' },
    ],
  })
})

test('an unsent change of a row that did not come back is parked, not lost', () => {
  commit({ table: 'households', operation: 'update', id: household.id, patch: { name: 'Mine' } })

  load([])

  expect({ row: readRow(db, 'households', household.id), outbox: outbox() }).toEqual({
    row: undefined,
    outbox: [{ name: 'households', state: 'refused' }],
  })
})
