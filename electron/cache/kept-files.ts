import { WorkstationError } from '#shared/ipc/errors.ts'
import { type CommitRequest, commitChange, type Touched } from './commit-change.ts'
import { type Actor, appendAudit, type StampedEntry } from './local-audit.ts'
import type { CacheDatabase } from './open-cache.ts'
import { addPin, type Pin, removePin } from './pins.ts'
import {
  findSealedFile,
  nameSealedFile,
  readSealedChunk,
  removeSealedFile,
  type SealedFile,
  sealedPath,
  sweepSealedFiles,
  writeSealedChunk,
} from './sealed-files.ts'

/**
 * Where a kept file stands. `draft`: somebody is adding it. `captured`: added here, and not yet filed at the firm.
 * `arriving`: being fetched. `whole`: here, and proven to be what was filed.
 */
export type KeptState = 'draft' | 'captured' | 'arriving' | 'whole'

/** What went wrong with a fetched file: it was not what was filed, once (`again`) or twice; or it cannot be read. */
export type KeptProblem = 'again' | 'not_as_filed' | 'unreadable'

export interface KeptFile extends Omit<SealedFile, 'key'> {
  readonly versionId: string
  readonly householdId: string
  readonly state: KeptState
  readonly byteLength: number
  /** Chunks on the disk. */
  readonly stored: number
  /** Of a captured file: chunks at the firm. */
  readonly sent: number
  readonly problem: KeptProblem | null
}

const columns = `file_id AS fileId, version_id AS versionId, household_id AS householdId, state, lengths,
  byte_length AS byteLength, stored, sent, problem`

function withLengths<Row>(row: Row): Omit<Row, 'lengths'> & Pick<KeptFile, 'lengths'> {
  return { ...row, lengths: JSON.parse((row as { lengths: string }).lengths) as number[] }
}

/** A file with its key, which never leaves this thread. */
function readKept(db: CacheDatabase, fileId: string): KeptFile & SealedFile {
  const row = db.prepare(`SELECT ${columns}, key FROM kept_files WHERE file_id = ?`).get(fileId)
  if (row === undefined) throw new WorkstationError('file_unreadable')
  return withLengths(row as KeptFile & SealedFile)
}

export function readAllKept(db: CacheDatabase): KeptFile[] {
  return (db.prepare(`SELECT ${columns} FROM kept_files ORDER BY file_id`).all() as KeptFile[]).map(withLengths)
}

export type NewFile = SealedFile & Pick<KeptFile, 'versionId' | 'householdId' | 'byteLength'>

/** Makes room for a file that is coming, chunk by chunk. One of the same version that came so far is begun anew. */
export function beginFile(
  db: CacheDatabase,
  file: NewFile & { readonly state: 'draft' | 'arriving'; readonly problem: KeptProblem | null },
): void {
  const former = db.prepare('SELECT file_id FROM kept_files WHERE version_id = ?').pluck().get(file.versionId)
  db.transaction(() => {
    db.prepare('DELETE FROM kept_files WHERE version_id = ?').run(file.versionId)
    db.prepare(
      `INSERT INTO kept_files (file_id, version_id, household_id, state, key, lengths, byte_length, problem)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      file.fileId,
      file.versionId,
      file.householdId,
      file.state,
      Buffer.from(file.key),
      JSON.stringify(file.lengths),
      file.byteLength,
      file.problem,
    )
  })()
  if (former !== undefined) removeSealedFile(db.name, former as string)
}

export interface ChunkInput {
  readonly fileId: string
  readonly index: number
  /** 12 random bytes. */
  readonly nonce: Uint8Array
  readonly content: Uint8Array
}

/**
 * Encrypts the next chunk onto the disk.
 * @throws WorkstationError `bad_input` when it is not the next, `disk_full` when there is no room.
 */
export function storeChunk(db: CacheDatabase, { fileId, index, nonce, content }: ChunkInput): void {
  const file = readKept(db, fileId)
  if (index !== file.stored || content.byteLength !== file.lengths[index]) {
    throw new WorkstationError('bad_input', 'The file changed while it was read. Choose it again.')
  }
  writeSealedChunk(sealedPath(db.name, fileId, false), file, index, nonce, content)
  db.prepare('UPDATE kept_files SET stored = ? WHERE file_id = ?').run(index + 1, fileId)
}

/** @throws WorkstationError `file_unreadable` when what lies there is not what was written. */
export function readChunk(db: CacheDatabase, { fileId, index }: { fileId: string; index: number }): Uint8Array {
  return readSealedChunk(findSealedFile(db.name, fileId), readKept(db, fileId), index)
}

/** A fetched file was found to be what was filed. */
export function finishFile(db: CacheDatabase, { fileId }: { fileId: string }): void {
  nameSealedFile(db.name, readKept(db, fileId))
  db.prepare(`UPDATE kept_files SET state = 'whole', problem = NULL WHERE file_id = ?`).run(fileId)
}

export interface Capture {
  readonly fileId: string
  /** The document and its version, as rows to add. */
  readonly change: CommitRequest
  readonly pin: Pin
}

/** A file added here, its document, the outbox, and the trail: in one transaction, once the file is safe on the disk. */
export function fileCapture(db: CacheDatabase, { fileId, change, pin }: Capture): Touched {
  const file = readKept(db, fileId)
  if (file.stored !== file.lengths.length)
    throw new WorkstationError('bad_input', 'The file is not whole. Choose it again.')
  nameSealedFile(db.name, file)
  return db.transaction(() => {
    db.prepare(`UPDATE kept_files SET state = 'captured' WHERE file_id = ?`).run(fileId)
    addPin(db, pin)
    return commitChange(db, change)
  })()
}

/** How much of a captured file the firm has. All of it lets its version go out. */
export function markSent(db: CacheDatabase, { fileId, sent }: { fileId: string; sent: number }): void {
  db.prepare('UPDATE kept_files SET sent = ? WHERE file_id = ?').run(sent, fileId)
}

/**
 * Notes why a file is not here, and drops what there is of it. One that was to be sent is kept as it is, and its version
 * parked for a person to decide.
 */
export function failFile(db: CacheDatabase, { fileId, problem }: { fileId: string; problem: KeptProblem }): void {
  db.prepare(
    `UPDATE kept_files SET problem = ?, state = iif(state = 'whole', 'arriving', state),
       stored = iif(state = 'captured', stored, 0) WHERE file_id = ?`,
  ).run(problem, fileId)
  const { state, versionId } = readKept(db, fileId)
  if (state === 'arriving') removeSealedFile(db.name, fileId)
  db.prepare(
    `UPDATE outbox SET state = 'refused', reason = 'The file was damaged on this laptop and cannot be sent. Add it again.'
     WHERE state IN ('waiting', 'sending') AND coalesce(unit_id, mutation_id) IN (
       SELECT coalesce(unit_id, mutation_id) FROM outbox WHERE table_name = 'document_versions' AND row_id = ?)`,
  ).run(versionId)
}

/** Forgets a file that was being added. The file before its key: on a full disk that is what makes room to forget the key. */
export function dropDraft(db: CacheDatabase, { fileId }: { fileId: string }): void {
  if (readKept(db, fileId).state !== 'draft') return
  removeSealedFile(db.name, fileId)
  db.prepare('DELETE FROM kept_files WHERE file_id = ?').run(fileId)
}

/** A household that leaves takes its keys with it; what was added here and not yet sent waits for a person, as all of that. */
export function forgetFilesOf(db: CacheDatabase, householdId: string): void {
  db.prepare(`DELETE FROM kept_files WHERE household_id = ? AND state <> 'captured'`).run(householdId)
  db.prepare('DELETE FROM pins WHERE household_id = ?').run(householdId)
}

/** The book is emptied: everything that can be fetched again goes, and what was added here and not yet sent stays. */
export function forgetFiles(db: CacheDatabase): void {
  db.exec(`DELETE FROM kept_files WHERE state <> 'captured'`)
  db.exec('DELETE FROM pins')
}

/** After a start: what was being added when the workstation ended was never filed, and files without a key are noise. */
export function tidyFiles(db: CacheDatabase): void {
  db.exec(`DELETE FROM kept_files WHERE state = 'draft'`)
  for (const file of readAllKept(db)) if (file.state !== 'arriving') nameSealedFile(db.name, file)
  sweepOrphans(db)
}

/** Removes files whose keys are gone. */
export function sweepOrphans(db: CacheDatabase): void {
  sweepSealedFiles(db.name, new Set(db.prepare('SELECT file_id FROM kept_files').pluck().all() as string[]))
}

export interface PinChange {
  readonly pin: Pin
  readonly keep: boolean
  readonly actor: Actor
  /** What the trail says, where the pin was not already so. */
  readonly entry: StampedEntry
}

/** Somebody keeps something here, or no longer, and the trail has it. */
export function changePin(db: CacheDatabase, { pin, keep, actor, entry }: PinChange): void {
  db.transaction(() => {
    if (keep ? addPin(db, pin) : removePin(db, pin)) appendAudit(db, actor, [entry])
  })()
}
