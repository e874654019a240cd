import { createHash } from 'node:crypto'
import type { Book } from '#electron/book-queries/book.ts'
import { readNewestVersion } from '#electron/book-queries/documents.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { extensionOf, safeFileName } from '#shared/domain/file-names.ts'
import type { documentsChannels } from '#shared/ipc/documents.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { DocumentVersion } from '#shared/records/index.ts'

export const documentsHandlers: HandlersOf<typeof documentsChannels> = {
  async 'documents.saveCopy'({ book, ports }, { documentId }) {
    const document = await book.selectFrom('documents').where('id', '=', documentId).selectAll().executeTakeFirst()
    if (document === undefined) throw new WorkstationError('not_found')
    if (document.disposition === 'destroyed') throw new WorkstationError('not_found', DESTROYED)
    const version = await readNewestVersion(book, documentId)
    if (version === null) throw new WorkstationError('not_found', NOT_HERE_YET)
    const content = await readContent(book, version)
    const suggestedName = safeFileName(version.fileName, 'document')
    const path = await ports.dialogs.chooseSavePath({
      title: 'Save a copy',
      suggestedName,
      extension: extensionOf(suggestedName),
    })
    const { householdId } = document
    if (path === null) return { householdId, path: null, byteLength: 0, sha256: '' }
    await ports.files.writeExport(path, content)
    return { householdId, path, byteLength: content.byteLength, sha256: version.sha256 }
  },
}

const DESTROYED = 'This document was destroyed at the end of its retention; no copy is kept.'
const NOT_HERE_YET = 'This document has not reached this laptop yet. Sync, then try again.'

/**
 * The whole of a version, proven to be what was filed.
 *
 * @throws WorkstationError `not_found` when it has not reached this laptop, `internal` when what is here is not what was
 *   filed.
 */
async function readContent(book: Book, version: DocumentVersion): Promise<Buffer> {
  const pieces = await book
    .selectFrom('document_contents')
    .where('versionId', '=', version.id)
    .orderBy('chunkNumber')
    .select('content')
    .execute()
  if (pieces.length === 0 && version.byteLength > 0) throw new WorkstationError('not_found', NOT_HERE_YET)
  const content = Buffer.concat(pieces.map((piece) => piece.content))
  const sha256 = createHash('sha256').update(content).digest('hex')
  if (content.byteLength !== version.byteLength || sha256 !== version.sha256) {
    throw new WorkstationError(
      'internal',
      'The copy on this laptop is not the document that was filed, so it was not saved. Sync and try again; if it persists, tell IT.',
    )
  }
  return content
}
