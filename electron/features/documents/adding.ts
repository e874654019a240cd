import { createHash, type Hash } from 'node:crypto'
import type { CommandContext, LocalMutation } from '#electron/ipc/handlers.ts'
import { pageRows } from '#electron/page-text/extract-pages.ts'
import { hasReadablePages } from '#electron/page-text/read-pages.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { FILEABLE, mediaTypeOf } from '#shared/domain/file-kinds.ts'
import { type FoundText, PIECE_BYTES } from '#shared/ipc/documents.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { ClientDocument, NewRow } from '#shared/records/index.ts'
import type { DocumentsDesk } from './desk.ts'

/** A file on its way from a person's hand into the book. Until it is filed, nothing of it outlives the workstation. */
interface Added {
  readonly versionId: string
  readonly householdId: string
  readonly fileName: string
  readonly byteLength: number
  readonly hash: Hash
  mediaType: string | null
}

/** Takes files in, encrypting each piece onto the disk as it comes. */
export function createAdding(desk: DocumentsDesk) {
  const open = new Map<string, Added>()
  const find = (fileId: string): Added => {
    const added = open.get(fileId)
    if (added === undefined) throw new WorkstationError('bad_input', NOT_ADDED)
    return added
  }
  async function drop(fileId: string): Promise<void> {
    find(fileId)
    open.delete(fileId)
    await desk.run('dropDraft', { fileId })
  }
  return {
    async begin({ ports }: CommandContext, given: Given): Promise<string> {
      checkSize(given.byteLength, desk.limits.maxFileMegabytes)
      const file = makeFile(ports, given)
      await desk.run('beginFile', file)
      open.set(file.fileId, { ...given, versionId: file.versionId, hash: createHash('sha256'), mediaType: null })
      return file.fileId
    },

    async addPiece({ ports }: CommandContext, fileId: string, index: number, content: Uint8Array): Promise<void> {
      const added = find(fileId)
      if (index === 0) added.mediaType = mediaTypeOf(added.fileName, content)
      if (added.mediaType === null) {
        await drop(fileId)
        throw new WorkstationError('bad_input', NOT_FILEABLE)
      }
      await desk.run('storeChunk', { fileId, index, nonce: ports.random.bytes(12), content })
      added.hash.update(content)
    },

    async file({ ports }: CommandContext, fileId: string, facts: Facts): Promise<FiledFile> {
      const added = find(fileId)
      // Reading takes a while, and nobody files the same file again meanwhile.
      open.delete(fileId)
      try {
        return await fileWithText(desk, ports, fileId, added, facts)
      } catch (error) {
        open.set(fileId, added)
        throw error
      }
    },

    drop,
  }
}

interface FiledFile {
  readonly documentId: string
  readonly text: FoundText
}

/** Document, version, and the text of its pages are filed as one. */
async function fileWithText(
  desk: DocumentsDesk,
  { ids }: Ports,
  fileId: string,
  added: Added,
  facts: Facts,
): Promise<FiledFile> {
  const { householdId, versionId } = added
  const pages = await readText(desk, fileId, added)
  const documentId = ids.next()
  const rows = pageRows(pages ?? [], { householdId, versionId }, ids.next)
  const mutations = [...toMutations(documentId, added, facts), ...rows.map(toPageMutation)]
  const pin = { tableName: 'documents', rowId: documentId, householdId, reason: 'hand', until: null } as const
  await desk.commitFile(fileId, { mutations }, pin)
  return { documentId, text: pages === null ? 'unread' : rows.length === 0 ? 'none' : 'read' }
}

/** The text of what was just encrypted, put together in memory and nowhere else. @returns null where it cannot be read. */
async function readText(
  desk: DocumentsDesk,
  fileId: string,
  { byteLength, mediaType }: Added,
): Promise<readonly string[] | null> {
  if (mediaType === null || !hasReadablePages(mediaType)) return []
  const pieces: Uint8Array[] = []
  for (const index of lengthsOf(byteLength).keys()) pieces.push(await desk.run('readChunk', { fileId, index }))
  return desk.readPages(Buffer.concat(pieces), mediaType)
}

type Given = Pick<Added, 'householdId' | 'fileName' | 'byteLength'>

function makeFile({ ids, random }: Ports, { householdId, byteLength }: Given) {
  const [fileId, versionId] = [ids.next(), ids.next()]
  const facts = { fileId, versionId, householdId, byteLength, key: random.bytes(32), lengths: lengthsOf(byteLength) }
  return { ...facts, state: 'draft' as const, problem: null }
}

const NOT_ADDED = 'The file is no longer being added. Choose it again.'
const NOT_FILEABLE = `Only ${FILEABLE} can be added, and the content must be what the name says. Choose another file.`

function checkSize(byteLength: number, megabytes: number): void {
  if (byteLength <= megabytes * 1_000_000) return
  throw new WorkstationError(
    'bad_input',
    `The file is larger than the ${megabytes} MB that your firm allows. Scan it again with a lower resolution, or split it.`,
  )
}

function lengthsOf(byteLength: number): number[] {
  const pieces = Math.ceil(byteLength / PIECE_BYTES)
  return Array.from({ length: pieces }, (_, index) => Math.min(PIECE_BYTES, byteLength - index * PIECE_BYTES))
}

type Facts = Pick<ClientDocument, 'title' | 'type' | 'documentDate'>

const toPageMutation = (row: NewRow<'document_pages'>): LocalMutation => ({
  table: 'document_pages',
  operation: 'insert',
  row,
})

/** The document first: its version refers to it. */
function toMutations(documentId: string, added: Added, facts: Facts): LocalMutation[] {
  const { versionId, householdId, fileName, byteLength, hash, mediaType } = added
  const version = { id: versionId, householdId, documentId, versionNumber: 1, fileName, byteLength }
  return [
    {
      table: 'documents',
      operation: 'insert',
      row: { id: documentId, householdId, ...facts, disposition: 'active' },
    },
    {
      table: 'document_versions',
      operation: 'insert',
      row: { ...version, mediaType: mediaType ?? '', sha256: hash.copy().digest('hex') },
    },
  ]
}
