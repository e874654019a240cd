import type { KeptFile } from '#electron/cache/kept-files.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { KeepParts, Turn } from './keep-documents.ts'

/**
 * Sends what was captured here, piece by piece. The firm is asked first which pieces it has, so a piece is sent once,
 * whatever was cut, and again after the firm's database was restored from before.
 *
 * @returns how many files the firm now has all pieces of; their versions may go out.
 * @throws the driver's error when the connection fails; what the firm has stays there.
 */
export async function sendCaptured(
  database: FirmDatabase,
  parts: KeepParts,
  files: readonly KeptFile[],
  turn: Turn,
): Promise<number> {
  if (files.length === 0) return 0
  const { filed, arrived } = await readArrived(database, files)
  let complete = 0
  for (const file of files) {
    const all = file.lengths.length
    const there = filed.has(file.versionId) ? new Set(file.lengths.keys()) : (arrived.get(file.versionId) ?? new Set())
    if (there.size !== file.sent) await parts.cache.run('markSent', { fileId: file.fileId, sent: there.size })
    await sendMissing(database, parts, file, there, turn)
    if (there.size === all && file.sent < all) complete += 1
  }
  return complete
}

/**
 * Has the firm drop what it got of files that were discarded here.
 *
 * @throws the driver's error; the firm is then told with the next round.
 */
export async function dropDiscarded(
  database: FirmDatabase,
  { cache }: KeepParts,
  versionIds: readonly string[],
): Promise<void> {
  if (versionIds.length === 0) return
  await database.query('DELETE FROM sync.arriving_pieces WHERE version_id = ANY ($1::uuid[])', [versionIds])
  await cache.run('forgetDiscarded', { versionIds })
}

interface Arrived {
  readonly filed: ReadonlySet<string>
  readonly arrived: ReadonlyMap<string, Set<number>>
}

async function readArrived(database: FirmDatabase, files: readonly KeptFile[]): Promise<Arrived> {
  const ids = files.map(({ versionId }) => versionId)
  const filed = await database.query('SELECT id FROM public.document_versions WHERE id = ANY ($1::uuid[])', [ids])
  const pieces = await database.query(
    'SELECT version_id, chunk_number FROM sync.arriving_pieces WHERE version_id = ANY ($1::uuid[])',
    [ids],
  )
  const arrived = new Map<string, Set<number>>()
  for (const { version_id: id, chunk_number: number } of pieces) {
    arrived.set(String(id), (arrived.get(String(id)) ?? new Set()).add(Number(number)))
  }
  return { filed: new Set(filed.map(({ id }) => String(id))), arrived }
}

async function sendMissing(
  database: FirmDatabase,
  parts: KeepParts,
  file: KeptFile,
  there: Set<number>,
  turn: Turn,
): Promise<void> {
  for (const index of file.lengths.keys()) {
    if (there.has(index)) continue
    if (turn.isOver()) return
    const content = await readOwn(parts, file, index)
    if (content === null) return
    await database.query(
      `INSERT INTO sync.arriving_pieces (id, version_id, chunk_number, content) VALUES ($1, $2, $3, $4)
       ON CONFLICT (version_id, chunk_number) DO NOTHING`,
      [parts.ids.next(), file.versionId, index, Buffer.from(content)],
    )
    there.add(index)
    turn.count(content.byteLength)
    await parts.cache.run('markSent', { fileId: file.fileId, sent: there.size })
  }
}

/** A captured file that can no longer be read cannot be had from anywhere: that is a person's to know and decide. */
async function readOwn({ cache, audit }: KeepParts, file: KeptFile, index: number): Promise<Uint8Array | null> {
  try {
    return await cache.run('readChunk', { fileId: file.fileId, index })
  } catch (error) {
    if (!(error instanceof WorkstationError) || error.code !== 'file_unreadable') throw error
    await cache.run('failFile', { fileId: file.fileId, problem: 'unreadable' })
    const { versionId: rowId, householdId } = file
    const reason = 'A file added on this laptop was damaged before it was sent'
    await audit([{ type: 'integrity', action: 'verified', table: 'document_versions', rowId, householdId, reason }])
    return null
  }
}
