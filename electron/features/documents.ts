import { createHash } from 'node:crypto'
import type { Book } from '#electron/book-queries/book.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { extensionOf, safeFileName } from '#shared/domain/file-names.ts'
import type { documentsChannels } from '#shared/ipc/documents.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { ClientDocument } from '#shared/records/index.ts'

export const documentsHandlers: HandlersOf<typeof documentsChannels> = {
  async 'documents.saveCopy'({ book, ports }, { documentId }) {
    const document = await book.selectFrom('documents').where('id', '=', documentId).selectAll().executeTakeFirst()
    if (document === undefined) throw new WorkstationError('not_found')
    const content = await readContent(book, document)
    const suggestedName = safeFileName(document.fileName, 'document')
    const path = await ports.dialogs.chooseSavePath({
      title: 'Save a copy',
      suggestedName,
      extension: extensionOf(suggestedName),
    })
    const { householdId } = document
    if (path === null) return { householdId, path: null, byteLength: 0, sha256: '' }
    await ports.files.writeExport(path, content)
    return { householdId, path, byteLength: content.byteLength, sha256: document.sha256 }
  },
}

/**
 * The whole document, proven to be what was filed.
 *
 * @throws WorkstationError `not_found` when it was destroyed or has not reached this laptop, `internal` when what is
 *   here is not what was filed.
 */
async function readContent(book: Book, document: ClientDocument): Promise<Buffer> {
  if (document.disposition === 'destroyed') {
    throw new WorkstationError('not_found', 'This document was destroyed at the end of its retention; no copy is kept.')
  }
  const pieces = await book
    .selectFrom('document_contents')
    .where('documentId', '=', document.id)
    .orderBy('chunkNumber')
    .select('content')
    .execute()
  if (pieces.length === 0 && document.byteLength > 0) {
    throw new WorkstationError('not_found', 'This document has not reached this laptop yet. Sync, then try again.')
  }
  const content = Buffer.concat(pieces.map((piece) => piece.content))
  const sha256 = createHash('sha256').update(content).digest('hex')
  if (content.byteLength !== document.byteLength || sha256 !== document.sha256.toLowerCase()) {
    throw new WorkstationError(
      'internal',
      'The copy on this laptop is not the document that was filed, so it was not saved. Sync and try again; if it persists, tell IT.',
    )
  }
  return content
}
