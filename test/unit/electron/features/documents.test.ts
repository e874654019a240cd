import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { documentsHandlers } from '#electron/features/documents.ts'
import { documentsChannels } from '#shared/ipc/documents.ts'
import type { ClientDocument, DocumentVersion } from '#shared/records/index.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(documentsChannels, documentsHandlers)
const CONTENT = Buffer.from('The agreement, in three pieces.')
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

interface Given {
  readonly document?: Partial<ClientDocument>
  readonly version?: Partial<DocumentVersion>
  readonly pieces?: readonly number[]
}

/** The document's pieces are stored out of order, as they may arrive; its second version is the one asked for. */
function openBookWithDocument({ document = {}, version = {}, pieces = [2, 0, 1] }: Given = {}) {
  const testBook = openTestBook()
  const filed = { householdId: id(10), documentId: id(20), byteLength: CONTENT.byteLength, sha256: SHA256 }
  testBook.add('documents', { householdId: id(10), id: id(20), title: 'Agreement', ...document })
  testBook.add('document_versions', {
    ...filed,
    id: id(21),
    versionNumber: 2,
    fileName: 'Agreement: signed.pdf',
    ...version,
  })
  testBook.add('document_versions', {
    ...filed,
    id: id(22),
    versionNumber: 1,
    fileName: 'Draft.pdf',
    sha256: 'a'.repeat(64),
  })
  for (const chunkNumber of pieces) {
    const content = CONTENT.subarray(chunkNumber * 10, chunkNumber === 2 ? undefined : chunkNumber * 10 + 10)
    const piece = { householdId: id(10), versionId: id(21), chunkNumber, content: content.toString('base64') }
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
  ['another hash', openBookWithDocument({ version: { sha256: 'f'.repeat(64) } }), 'internal'],
  ['another length', openBookWithDocument({ version: { byteLength: 1 } }), 'internal'],
  ['a piece missing', openBookWithDocument({ pieces: [0, 2] }), 'internal'],
  ['no piece here yet', openBookWithDocument({ pieces: [] }), 'not_found'],
  ['destroyed', openBookWithDocument({ document: { disposition: 'destroyed' } }), 'not_found'],
])('%s: nobody is asked and nothing is written', async (_, testBook, code) => {
  const saving = call(testBook, 'documents.saveCopy', { documentId: id(20) })

  await expect(saving).rejects.toMatchObject({ code })
  expect([testBook.asked, testBook.written]).toEqual([[], []])
})
