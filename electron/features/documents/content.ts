import { createHash } from 'node:crypto'
import type { Book } from '#electron/book-queries/book.ts'
import { readNewestVersion } from '#electron/book-queries/documents.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { ClientDocument, DocumentVersion } from '#shared/records/index.ts'
import type { DocumentsDesk } from './desk.ts'

const DESTROYED = 'This document was destroyed at the end of its retention; no copy is kept.'
const NOT_FILED_YET = 'What was filed of this document has not reached this laptop yet. Sync, then try again.'
const NOT_HERE = 'This document is not on this laptop. Choose “Keep on this laptop”, sync, and try again.'

/** @throws WorkstationError `not_found` for a document that is not in the book. */
export async function readDocument(book: Book, documentId: string): Promise<ClientDocument> {
  const document = await book.selectFrom('documents').where('id', '=', documentId).selectAll().executeTakeFirst()
  if (document === undefined) throw new WorkstationError('not_found')
  return document
}

/** A version whose content is on this laptop. */
export interface HeldVersion {
  readonly document: ClientDocument
  readonly version: DocumentVersion
  readonly fileId: string
  readonly pieces: number
}

/** @throws WorkstationError `not_found` when it was destroyed, was never filed, or is not on this laptop. */
export async function findHeldVersion(book: Book, documentId: string): Promise<HeldVersion> {
  const document = await readDocument(book, documentId)
  if (document.disposition === 'destroyed') throw new WorkstationError('not_found', DESTROYED)
  const version = await readNewestVersion(book, documentId)
  if (version === null) throw new WorkstationError('not_found', NOT_FILED_YET)
  const file = await findFile(book, version.id)
  if (file === undefined) throw new WorkstationError('not_found', NOT_HERE)
  return { document, version, fileId: file.fileId, pieces: (JSON.parse(file.lengths) as number[]).length }
}

function findFile(book: Book, versionId: string) {
  return book
    .selectFrom('keptFiles')
    .where('versionId', '=', versionId)
    .where('state', 'in', ['whole', 'captured'])
    .select(['fileId', 'householdId', 'lengths'])
    .executeTakeFirst()
}

/**
 * One piece of a version that is here.
 *
 * @throws WorkstationError `not_found` when it is not, `file_unreadable` when it was damaged; it is then fetched again.
 */
export async function readPiece(
  book: Book,
  desk: DocumentsDesk,
  versionId: string,
  index: number,
): Promise<Uint8Array> {
  const file = await findFile(book, versionId)
  if (file === undefined) throw new WorkstationError('not_found', NOT_HERE)
  try {
    return await desk.run('readChunk', { fileId: file.fileId, index })
  } catch (error) {
    if (!(error instanceof WorkstationError) || error.code !== 'file_unreadable') throw error
    await desk.run('failFile', { fileId: file.fileId, problem: 'unreadable' })
    const { householdId } = file
    const reason = 'The copy on this laptop was damaged'
    await desk.audit([
      { type: 'integrity', action: 'verified', table: 'document_versions', rowId: versionId, householdId, reason },
    ])
    desk.changed()
    throw error
  }
}

/** The whole of a version, proven to be what was filed. @throws WorkstationError as `readPiece`. */
export async function readContent(book: Book, desk: DocumentsDesk, held: HeldVersion): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for (let index = 0; index < held.pieces; index += 1) pieces.push(await readPiece(book, desk, held.version.id, index))
  const content = Buffer.concat(pieces)
  const sha256 = createHash('sha256').update(content).digest('hex')
  if (content.byteLength !== held.version.byteLength || sha256 !== held.version.sha256) {
    throw new WorkstationError(
      'internal',
      'The copy on this laptop is not the document that was filed, so it was not saved. Sync and try again; if it persists, tell IT.',
    )
  }
  return content
}
