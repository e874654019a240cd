import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PIECE_BYTES } from '#shared/ipc/documents.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import type { NewRow } from '#shared/records/index.ts'
import type { SmallFirm } from './small-firm.ts'
import type { Workstation } from './workstation.ts'

export interface Filed {
  readonly documentId: string
  readonly versionId: string
  readonly content: Buffer
}

/** Content that no two places of a file share, so that no piece could stand for another. */
export function makeContent(byteLength: number, seed = 1): Buffer {
  const content = Buffer.alloc(byteLength)
  for (let at = 0, state = seed; at + 4 <= byteLength; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    content.writeUInt32LE(state, at)
  }
  content.write('%PDF-', 0, 'latin1')
  return content
}

export const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

/** Files a document at the firm, its content in pieces of so many bytes. */
export async function fileDocument(
  firm: SmallFirm,
  householdId: string,
  {
    content,
    pieceBytes = 1_000_000,
    ...facts
  }: { content: Buffer; pieceBytes?: number } & Partial<NewRow<'documents'>>,
): Promise<Filed> {
  const documentId = await firm.insert('documents', {
    householdId,
    title: 'Agreement',
    type: 'advisory_agreement',
    disposition: 'active',
    ...facts,
  })
  const versionId = await firm.insert('document_versions', {
    householdId,
    documentId,
    versionNumber: 1,
    fileName: 'agreement.pdf',
    mediaType: 'application/pdf',
    byteLength: content.byteLength,
    sha256: sha256Of(content),
  })
  for (let at = 0, chunkNumber = 0; at < content.byteLength; at += pieceBytes, chunkNumber += 1) {
    const piece = content.subarray(at, at + pieceBytes)
    await firm.insert('document_contents', { householdId, versionId, chunkNumber, content: piece })
  }
  return { documentId, versionId, content }
}

/** Adds a file on the laptop as the screen does, piece by piece. @returns the new document's id. */
export async function addFile(
  { call }: Pick<Workstation, 'call'>,
  householdId: string,
  content: Buffer,
  { title = 'Signed page', onPiece = (_index: number): void => undefined } = {},
): Promise<string> {
  const file = { householdId, fileName: 'signed page.pdf', byteLength: content.byteLength }
  const { fileId } = await call('documents.beginFile', file)
  for (let index = 0; index * PIECE_BYTES < content.byteLength; index += 1) {
    const piece = content.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
    await call('documents.addPiece', { fileId, index, content: new Uint8Array(piece) })
    onPiece(index)
  }
  const facts = { title, type: 'advisory_agreement', documentDate: '2026-11-24' } as const
  return (await call('documents.fileAdded', { fileId, ...facts })).documentId
}

export interface FiledAtFirm {
  readonly title: string
  /** Of the document. */
  readonly versions: number
  /** Whether its pieces make what its SHA-256 says; null where it has no version. */
  readonly whole: boolean | null
}

/** Every document that the firm has, with what its pieces make. */
export async function readFiled(firm: Pick<SmallFirm, 'query'>): Promise<FiledAtFirm[]> {
  return (await firm.query(
    `SELECT title, count(DISTINCT version.id)::integer AS versions,
       bool_and(version.sha256 = (SELECT encode(sha256(string_agg(content, ''::bytea ORDER BY chunk_number)), 'hex')
         FROM document_contents AS piece WHERE piece.version_id = version.id)) AS whole
     FROM documents LEFT JOIN document_versions AS version ON version.document_id = documents.id GROUP BY documents.id`,
  )) as unknown as FiledAtFirm[]
}

/** What the laptop shows of a document, its content read as the screen reads it; null where it is not here. */
export async function readShown({ call, reply }: Workstation, documentId: string): Promise<Buffer | null> {
  const opened = await reply('documents.open', { documentId })
  if (!opened.ok) return null
  const { versionId, pieces } = opened.value
  const contents: Uint8Array[] = []
  for (let index = 0; index < pieces; index += 1) {
    contents.push((await call('documents.readPiece', { versionId, index })).content)
  }
  return Buffer.concat(contents)
}

type Places = Readonly<Record<string, OutputOf<'households.get'>['documents'][number]['place']>>

/** Where each document of a household is, by title. */
export async function readPlaces({ call }: Workstation, householdId: string): Promise<Places> {
  const { documents } = await call('households.get', { householdId })
  return Object.fromEntries(documents.map(({ title, place }) => [title, place]))
}

/** Syncs until nothing of the documents is under way any more. */
export async function syncDocuments(workstation: Pick<Workstation, 'call' | 'sync'>): Promise<void> {
  for (let cycle = 0; cycle < 60; cycle += 1) {
    await workstation.sync()
    const { documents, waiting, problem } = await workstation.call('sync.status', {})
    if (problem !== null) throw new Error(problem.message)
    if (documents?.sending === 0 && waiting === 0 && documents.here === documents.wanted) return
  }
  throw new Error('the documents do not come to rest')
}

/** Names of the files beside the laptop's book. */
export function listFiles(profileFolder: string): string[] {
  const books = join(profileFolder, 'books')
  const folders = readdirSync(books).filter((name) => name.endsWith('.files'))
  return folders.flatMap((name) => readdirSync(join(books, name)))
}
