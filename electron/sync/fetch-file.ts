import { createHash } from 'node:crypto'
import type { KeepPlan } from '#electron/cache/keep-plan.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { KeepParts, Turn } from './keep-documents.ts'

type Missing = KeepPlan['fetch'][number]

/**
 * Fetches a version's content piece by piece, each stored as it comes, from where an earlier turn ended.
 *
 * @returns `whole` once it is here and proven to be what was filed; `part` when the turn is over; `absent` where the firm
 *   has no content of it yet; `mismatch` when it was not what was filed.
 * @throws the driver's or the cache's error; what is stored stays.
 */
export async function fetchFile(
  database: FirmDatabase,
  parts: KeepParts,
  missing: Missing,
  turn: Turn,
): Promise<'whole' | 'part' | 'absent' | 'mismatch'> {
  const begun = await ensureBegun(database, parts, missing)
  if (begun === null) return 'absent'
  const { fileId, lengths } = begun
  if (sum(lengths) !== missing.version.byteLength) return reject(parts, missing, fileId)
  for (let index = begun.stored; index < lengths.length; index += 1) {
    if (turn.isOver()) return 'part'
    const content = await readPiece(database, missing.version.versionId, index)
    // Versions are never changed; a piece of another length is not the piece that was announced.
    if (content.byteLength !== lengths[index]) return reject(parts, missing, fileId)
    await parts.cache.run('storeChunk', { fileId, index, nonce: parts.random.bytes(12), content })
    turn.count(content.byteLength)
  }
  if ((await hashFile(parts, fileId, lengths.length)) !== missing.version.sha256) return reject(parts, missing, fileId)
  await parts.cache.run('finishFile', { fileId })
  return 'whole'
}

interface Begun {
  readonly fileId: string
  readonly lengths: readonly number[]
  readonly stored: number
}

async function ensureBegun(
  database: FirmDatabase,
  parts: KeepParts,
  { version, file }: Missing,
): Promise<Begun | null> {
  if (file !== null && (file.problem === null || file.stored > 0)) return file
  const { versionId, householdId, byteLength } = version
  const rows = await database.query(
    'SELECT octet_length(content) AS length FROM public.document_contents WHERE version_id = $1 ORDER BY chunk_number',
    [versionId],
  )
  if (rows.length === 0 && byteLength > 0) return null
  const lengths = rows.length === 0 ? [0] : rows.map((row) => Number(row.length))
  const fileId = parts.ids.next()
  const key = parts.random.bytes(32)
  const problem = file?.problem ?? null
  await parts.cache.run('beginFile', {
    fileId,
    versionId,
    householdId,
    key,
    lengths,
    byteLength,
    state: 'arriving',
    problem,
  })
  return { fileId, lengths, stored: 0 }
}

async function readPiece(database: FirmDatabase, versionId: string, index: number): Promise<Buffer> {
  const [row] = await database.query(
    'SELECT content FROM public.document_contents WHERE version_id = $1 ORDER BY chunk_number LIMIT 1 OFFSET $2',
    [versionId, index],
  )
  return Buffer.from(row?.content?.slice(2) ?? '', 'hex')
}

/** Of what lies on the disk, not of what came: that is what will be shown. */
async function hashFile({ cache }: KeepParts, fileId: string, chunks: number): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for (let index = 0; index < chunks; index += 1) hash.update(await cache.run('readChunk', { fileId, index }))
  } catch (error) {
    if (error instanceof WorkstationError && error.code === 'file_unreadable') return null
    throw error
  }
  return hash.digest('hex')
}

/** Not what was filed: said in the trail, and fetched once more. After that a person has to look. */
async function reject(
  { cache, audit, log }: KeepParts,
  { version, file }: Missing,
  fileId: string,
): Promise<'mismatch'> {
  const problem = file?.problem === 'again' ? 'not_as_filed' : 'again'
  await cache.run('failFile', { fileId, problem })
  log.warn('documents.mismatch', { code: problem })
  await audit([
    {
      type: 'integrity',
      action: 'verified',
      table: 'document_versions',
      rowId: version.versionId,
      householdId: version.householdId,
      reason: `What came of the firm is not what was filed (SHA-256); ${problem === 'again' ? 'fetched once more' : 'given up'}`,
    },
  ])
  return 'mismatch'
}

const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0)
