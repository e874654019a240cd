import { randomBytes } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Pull } from '#electron/cache/apply-pull.ts'
import { sealedPath } from '#electron/cache/sealed-files.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { id, openTestBook, type TestBook } from '../features/support.ts'

const HOUSEHOLD = id(10)
const cursor = { snapshot: '1:1:', epoch: 'e', at: '2026-11-24T11:58:00.000Z' }
const times = { now: '2026-11-24T12:00:00.000Z', horizon: '2026-12-01T12:00:00.000Z', over: '2026-11-22T12:00:00.000Z' }
const plan = { times, limitBytes: 1_000_000 }

/** A book with a household and one kept file of it, of a document that nobody pinned. */
async function openBookWithFile() {
  const file = join(makeTemporaryFolder(), 'book.db')
  const testBook = openTestBook(file)
  testBook.add('households', { id: HOUSEHOLD })
  testBook.add('documents', { id: id(20), householdId: HOUSEHOLD })
  testBook.add('document_versions', { id: id(21), householdId: HOUSEHOLD, documentId: id(20) })
  await testBook.run('beginFile', {
    fileId: id(30),
    versionId: id(21),
    householdId: HOUSEHOLD,
    key: randomBytes(32),
    lengths: [3],
    byteLength: 3,
    state: 'arriving',
    problem: null,
  })
  await testBook.run('storeChunk', { fileId: id(30), index: 0, nonce: randomBytes(12), content: Buffer.from('one') })
  return { testBook, file, isOnDisk: () => existsSync(sealedPath(file, id(30), false)) }
}

const readFiles = ({ book }: TestBook) => book.selectFrom('keptFiles').select('fileId').execute()

const nothing = { households: [], firm: false }
const purge: Pull = {
  cursor,
  upserts: [],
  removals: [],
  purged: [HOUSEHOLD],
  gained: [],
  whole: { households: [], parts: [] },
  compared: nothing,
  digests: [],
}

test('the key of a file goes in the very transaction in which its household leaves', async () => {
  const { testBook } = await openBookWithFile()
  await testBook.run('changePin', {
    pin: { tableName: 'documents', rowId: id(20), householdId: HOUSEHOLD, reason: 'hand', until: null },
    keep: true,
    actor: { deviceId: id(50), actorId: id(51), actorLogin: 'ann', appVersion: '0' },
    entry: { id: id(40), occurredAt: cursor.at, type: 'document', action: 'update' },
  })
  await testBook.run('applyPull', purge)

  const pins = await testBook.book.selectFrom('pins').selectAll().execute()
  expect([await readFiles(testBook), pins]).toEqual([[], []])
})

test('a file whose key is gone leaves the disk with the next start', async () => {
  const { testBook, isOnDisk } = await openBookWithFile()
  await testBook.run('applyPull', purge)
  const before = isOnDisk()
  await testBook.run('tidyFiles', null)

  expect([before, isOnDisk()]).toEqual([true, false])
})

test('what nobody wants is dropped, but not while the book is being brought and cannot tell', async () => {
  const { testBook } = await openBookWithFile()
  await testBook.run('planFiles', plan)
  const during = await readFiles(testBook)
  await testBook.run('moveCursor', cursor)
  await testBook.run('planFiles', plan)

  expect([during, await readFiles(testBook)]).toEqual([[{ fileId: id(30) }], []])
})

test('a piece out of turn is refused, so that none is ever sealed over another', async () => {
  const { testBook } = await openBookWithFile()
  const again = testBook.run('storeChunk', {
    fileId: id(30),
    index: 0,
    nonce: randomBytes(12),
    content: Buffer.from('two'),
  })

  await expect(again).rejects.toMatchObject({ code: 'bad_input' })
})

test('a cut between a file’s new name and the note of it loses nothing', async () => {
  const { testBook, file } = await openBookWithFile()
  renameSync(sealedPath(file, id(30), false), sealedPath(file, id(30), true))
  const content = await testBook.run('readChunk', { fileId: id(30), index: 0 })
  await testBook.run('finishFile', { fileId: id(30) })
  const states = await testBook.book.selectFrom('keptFiles').select('state').execute()

  expect([String(content), states]).toEqual(['one', [{ state: 'whole' }]])
})
