import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { documentsHandlers } from '#electron/features/documents.ts'
import { documentsChannels } from '#shared/ipc/documents.ts'
import type { ClientDocument } from '#shared/records/index.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(documentsChannels, documentsHandlers)
const CONTENT = Buffer.from('The agreement, in three pieces.')
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

/** The document's pieces are stored out of order, as they may arrive. */
function openBookWithDocument(fields: Partial<ClientDocument> = {}, pieces: readonly number[] = [2, 0, 1]) {
  const testBook = openTestBook()
  const document = {
    householdId: id(10),
    fileName: 'Agreement: signed.pdf',
    byteLength: CONTENT.byteLength,
    sha256: SHA256,
  }
  testBook.add('documents', { ...document, id: id(20), title: 'Agreement', ...fields })
  for (const chunkNumber of pieces) {
    const content = CONTENT.subarray(chunkNumber * 10, chunkNumber === 2 ? undefined : chunkNumber * 10 + 10)
    const piece = { householdId: id(10), documentId: id(20), chunkNumber, content: content.toString('base64') }
    testBook.addBytes('document_contents', { ...piece, id: id(30 + chunkNumber) })
  }
  return testBook
}

test('a copy is the document, whole and in order, where the person chose', async () => {
  const testBook = openBookWithDocument()

  const saved = await call(testBook, 'documents.saveCopy', { documentId: id(20) })

  expect({
    saved,
    asked: testBook.asked,
    written: testBook.written.map(({ path, content }) => [path, String(content)]),
  }).toEqual({
    saved: { householdId: id(10), path: '/home/ada/saved.pdf', byteLength: CONTENT.byteLength, sha256: SHA256 },
    asked: [{ title: 'Save a copy', suggestedName: 'Agreement- signed.pdf', extension: 'pdf' }],
    written: [['/home/ada/saved.pdf', String(CONTENT)]],
  })
})

test('cancelled, nothing is written', async () => {
  const testBook = openBookWithDocument()
  testBook.savePath = null

  const saved = await call(testBook, 'documents.saveCopy', { documentId: id(20) })

  expect([saved, testBook.written]).toEqual([{ householdId: id(10), path: null, byteLength: 0, sha256: '' }, []])
})

test.each([
  ['another hash', openBookWithDocument({ sha256: 'f'.repeat(64) }), 'internal'],
  ['another length', openBookWithDocument({ byteLength: 1 }), 'internal'],
  ['a piece missing', openBookWithDocument({}, [0, 2]), 'internal'],
  ['no piece here yet', openBookWithDocument({}, []), 'not_found'],
  ['destroyed', openBookWithDocument({ disposition: 'destroyed' }), 'not_found'],
])('%s: nobody is asked and nothing is written', async (_, testBook, code) => {
  const saving = call(testBook, 'documents.saveCopy', { documentId: id(20) })

  await expect(saving).rejects.toMatchObject({ code })
  expect([testBook.asked, testBook.written]).toEqual([[], []])
})
