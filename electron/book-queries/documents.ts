import { compareDays } from '#shared/domain/dates.ts'
import type { FiledDocument } from '#shared/ipc/households.ts'
import type { DocumentVersion } from '#shared/records/index.ts'
import type { Book } from './book.ts'

/** A household's documents, newest first, by the document's own date where it has one. */
export async function readDocuments(book: Book, householdId: string): Promise<FiledDocument[]> {
  const [documents, versions] = await Promise.all([
    book.selectFrom('documents').where('householdId', '=', householdId).selectAll().execute(),
    book
      .selectFrom('document_versions')
      .where('householdId', '=', householdId)
      .orderBy('versionNumber')
      .select(['documentId', 'byteLength'])
      .execute(),
  ])
  // The newest version of a document is the last to be set.
  const sizes = new Map(versions.map(({ documentId, byteLength }) => [documentId, byteLength]))
  return documents
    .map((document) => ({ ...document, byteLength: sizes.get(document.id) ?? null }))
    .sort((a, b) => compareDays(datedAt(b), datedAt(a)) || compareDays(a.title, b.title))
}

/** What was filed last of a document; null where no version has reached this book. */
export async function readNewestVersion(book: Book, documentId: string): Promise<DocumentVersion | null> {
  const version = await book
    .selectFrom('document_versions')
    .where('documentId', '=', documentId)
    .orderBy('versionNumber', 'desc')
    .selectAll()
    .limit(1)
    .executeTakeFirst()
  return version ?? null
}

function datedAt({ documentDate, createdAt }: FiledDocument): string {
  return documentDate ?? createdAt
}
