import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DocumentsDesk } from '#electron/features/documents/desk.ts'
import { createDocumentsHandlers } from '#electron/features/documents/handlers.ts'
import { policySchema } from '#electron/platform/policy.ts'
import { documentsChannels } from '#shared/ipc/documents.ts'
import type { ClientDocument, DocumentVersion } from '#shared/records/index.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { callerOf, id, openTestBook, type TestBook } from './support.ts'

const CONTENT = Buffer.from('The agreement, in three pieces.')
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

const { documents: limits } = policySchema.parse({ server: { host: 'db.firm.example' } })

/** Calls the handlers with a desk that works on the test's book. */
function callerFor({ run, context }: TestBook) {
  const desk: DocumentsDesk = {
    limits,
    run,
    readPages: async () => [],
    changePin: async () => undefined,
    commitFile: (_fileId, change) => context.commit(change),
    audit: async () => undefined,
    changed: () => undefined,
  }
  return callerOf(documentsChannels, createDocumentsHandlers(desk))
}

interface Given {
  readonly document?: Partial<ClientDocument>
  readonly version?: Partial<DocumentVersion>
  /** Whether its content is on this laptop. */
  readonly here?: boolean
  readonly content?: Buffer<ArrayBuffer>
}

/** The document's second version is the one asked for; what is here of it came in three pieces. */
async function openBookWithDocument({ document = {}, version = {}, here = true, content = CONTENT }: Given = {}) {
  const testBook = openTestBook(join(makeTemporaryFolder(), 'book.db'))
  const filed = { householdId: id(10), documentId: id(20), byteLength: CONTENT.byteLength, sha256: SHA256 }
  testBook.add('households', { id: id(10) })
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
  if (here) await keepFile(testBook, content)
  return testBook
}

async function keepFile({ run }: TestBook, content: Buffer): Promise<void> {
  const pieces = [content.subarray(0, 10), content.subarray(10, 20), content.subarray(20)]
  const fileId = id(30)
  await run('beginFile', {
    fileId,
    versionId: id(21),
    householdId: id(10),
    key: randomBytes(32),
    lengths: pieces.map(({ length }) => length),
    byteLength: content.byteLength,
    state: 'arriving',
    problem: null,
  })
  for (const [index, piece] of pieces.entries()) {
    await run('storeChunk', { fileId, index, nonce: randomBytes(12), content: piece })
  }
  await run('finishFile', { fileId })
}

test('a copy is the document, whole and in order, where the person chose', async () => {
  const testBook = await openBookWithDocument()

  const saved = await callerFor(testBook)(testBook, 'documents.saveCopy', { documentId: id(20) })

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
  const testBook = await openBookWithDocument()
  testBook.savePath = null

  const saved = await callerFor(testBook)(testBook, 'documents.saveCopy', { documentId: id(20) })

  expect([saved, testBook.written]).toEqual([{ householdId: id(10), path: null, byteLength: 0, sha256: '' }, []])
})

test.each<[string, Given, string]>([
  ['another hash', { version: { sha256: 'f'.repeat(64) } }, 'internal'],
  ['another length', { version: { byteLength: 1 } }, 'internal'],
  ['another content', { content: Buffer.from('The agreement, in other pieces.') }, 'internal'],
  ['no content here', { here: false }, 'not_found'],
  ['destroyed', { document: { disposition: 'destroyed' } }, 'not_found'],
])('%s: nobody is asked and nothing is written', async (_, given, code) => {
  const testBook = await openBookWithDocument(given)
  const saving = callerFor(testBook)(testBook, 'documents.saveCopy', { documentId: id(20) })

  await expect(saving).rejects.toMatchObject({ code })
  expect([testBook.asked, testBook.written]).toEqual([[], []])
})

test('a document that is here is shown piece by piece', async () => {
  const testBook = await openBookWithDocument()
  const call = callerFor(testBook)
  const opened = await call(testBook, 'documents.open', { documentId: id(20) })
  const pieces = await Promise.all(
    [0, 1, 2].map((index) => call(testBook, 'documents.readPiece', { versionId: id(21), index })),
  )

  expect({
    opened,
    content: String(Buffer.concat(pieces.map((piece) => piece.content))),
  }).toEqual({
    opened: {
      versionId: id(21),
      householdId: id(10),
      title: 'Agreement',
      fileName: 'Agreement: signed.pdf',
      mediaType: '',
      byteLength: CONTENT.byteLength,
      pieces: 3,
    },
    content: String(CONTENT),
  })
})

const PDF = Buffer.from('%PDF-1.7 a page')

test.each<[string, { fileName: string; byteLength: number; content: Buffer<ArrayBuffer> }, RegExp]>([
  ['too large a file', { fileName: 'scan.pdf', byteLength: 50_000_001, content: PDF }, /larger than the 50 MB/],
  ['a kind that is not filed', { fileName: 'macro.docm', byteLength: PDF.byteLength, content: PDF }, /Only PDF, JPEG/],
  [
    'a name that lies',
    { fileName: 'photo.jpg', byteLength: PDF.byteLength, content: PDF },
    /must be what the name says/,
  ],
  ['another length than said', { fileName: 'scan.pdf', byteLength: 3, content: PDF }, /changed while it was read/],
])('%s is refused in words that say what to do', async (_, { content, ...file }, sentence) => {
  const testBook = await openBookWithDocument({ here: false })
  const call = callerFor(testBook)
  const adding = async () => {
    const begun = await call(testBook, 'documents.beginFile', { householdId: id(10), ...file })
    await call(testBook, 'documents.addPiece', { ...begun, index: 0, content })
  }

  await expect(adding()).rejects.toMatchObject({ code: 'bad_input', message: expect.stringMatching(sentence) })
  expect(testBook.committed).toEqual([])
})
