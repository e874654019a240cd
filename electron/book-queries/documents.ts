import type { KeptFileRow } from '#electron/cache/local-tables.ts'
import { compareDays } from '#shared/domain/dates.ts'
import type { FiledDocument } from '#shared/ipc/households.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import type { DocumentVersion } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import type { ChangeState, ChangeStates } from './change-states.ts'

/** A household's documents, newest first, by the document's own date where it has one. */
export async function readDocuments(book: Book, householdId: string, states: ChangeStates): Promise<FiledDocument[]> {
  const [documents, versions, files, pins] = await Promise.all([
    book.selectFrom('documents').where('householdId', '=', householdId).selectAll().execute(),
    book
      .selectFrom('document_versions')
      .where('householdId', '=', householdId)
      .orderBy('versionNumber')
      .select(['id', 'documentId', 'byteLength'])
      .execute(),
    book
      .selectFrom('keptFiles')
      .where('householdId', '=', householdId)
      .select(['versionId', 'state', 'lengths', 'stored', 'sent', 'problem'])
      .execute(),
    book.selectFrom('pins').where('householdId', '=', householdId).selectAll().execute(),
  ])
  // The newest version of a document is the last to be set.
  const newest = new Map(versions.map((version) => [version.documentId, version]))
  const kept = new Map(files.map((file) => [file.versionId, file]))
  const byHand = new Set(pins.filter(({ reason }) => reason === 'hand').map(({ rowId }) => rowId))
  return documents
    .map((document) => {
      const version = newest.get(document.id)
      const where =
        version === undefined
          ? { place: 'not_filed' as const, percent: null }
          : placeOf(kept.get(version.id), states.ofRow('document_versions', version.id))
      return { ...document, byteLength: version?.byteLength ?? null, ...where, kept: byHand.has(document.id) }
    })
    .sort((a, b) => compareDays(datedAt(b), datedAt(a)) || compareDays(a.title, b.title))
}

type File = Pick<KeptFileRow, 'state' | 'lengths' | 'stored' | 'sent' | 'problem'>

function placeOf(file: File | undefined, state: ChangeState): Pick<FiledDocument, 'place' | 'percent'> {
  if (state === 'refused' || state === 'conflict') return { place: 'refused', percent: null }
  if (state === 'waiting') return { place: 'waiting', percent: file ? percentOf(file, file.sent) : null }
  if (file === undefined) return { place: 'at_firm', percent: null }
  if (file.problem === 'not_as_filed') return { place: 'damaged', percent: null }
  if (file.state === 'arriving') return { place: 'arriving', percent: percentOf(file, file.stored) }
  return { place: 'here', percent: null }
}

function percentOf({ lengths }: File, pieces: number): number {
  const all = JSON.parse(lengths) as number[]
  const sum = (some: readonly number[]) => some.reduce((total, length) => total + length, 0)
  return Math.floor((100 * sum(all.slice(0, pieces))) / Math.max(1, sum(all)))
}

/** Whether a meeting's documents are kept on this laptop, and why. */
export async function readMeetingPin(book: Book, meetingId: string): Promise<MeetingPack['kept']> {
  const pin = await book
    .selectFrom('pins')
    .where('tableName', '=', 'meetings')
    .where('rowId', '=', meetingId)
    .select('reason')
    .executeTakeFirst()
  return pin === undefined ? null : pin.reason === 'hand' ? 'hand' : 'calendar'
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
