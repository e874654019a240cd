import { createCipheriv, createDecipheriv } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { WorkstationError } from '#shared/ipc/errors.ts'

/** A file on the laptop's disk, encrypted in chunks under a key of its own. */
export interface SealedFile {
  readonly fileId: string
  /** 32 random bytes, which only the encrypted book holds. */
  readonly key: Uint8Array
  /** Bytes of each chunk in clear, in order. */
  readonly lengths: readonly number[]
}

const ALGORITHM = 'aes-256-gcm'
export const NONCE_BYTES = 12
const TAG_BYTES = 16
const OVERHEAD = NONCE_BYTES + TAG_BYTES

/** Where a book's files lie: beside it. Their names are random and say nothing. */
export function filesFolder(bookFile: string): string {
  return `${bookFile.replace(/\.db$/, '')}.files`
}

export function sealedPath(bookFile: string, fileId: string, whole: boolean): string {
  return join(filesFolder(bookFile), whole ? fileId : `${fileId}.part`)
}

/** Where a file lies now: a cut may have come between its new name and the note of it. */
export function findSealedFile(bookFile: string, fileId: string): string {
  const whole = sealedPath(bookFile, fileId, true)
  return existsSync(whole) ? whole : sealedPath(bookFile, fileId, false)
}

/** Bound into every chunk, so that none can stand in another's place, in another file, or for a shorter one. */
function associatedData({ fileId, lengths }: SealedFile, index: number): Buffer {
  return Buffer.from(`v1|${fileId}|${index}|${lengths.length}`, 'utf8')
}

/** @param nonce 12 random bytes, never used before. @returns nonce, ciphertext, and tag. */
export function sealChunk(file: SealedFile, index: number, nonce: Uint8Array, content: Uint8Array): Buffer {
  if (content.byteLength !== file.lengths[index]) throw new Error('a chunk has another length than was announced')
  const cipher = createCipheriv(ALGORITHM, file.key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(file, index))
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/** @throws WorkstationError `file_unreadable` for anything but the very chunk that was sealed there. */
export function openChunk(file: SealedFile, index: number, sealed: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, file.key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(associatedData(file, index))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw new WorkstationError('file_unreadable', undefined, undefined, { cause })
  }
}

function offsetOf({ lengths }: Pick<SealedFile, 'lengths'>, index: number): number {
  return lengths.slice(0, index).reduce((sum, length) => sum + length + OVERHEAD, 0)
}

/** Writes a chunk in its place; a torn one of an earlier attempt is written over. */
export function writeSealedChunk(
  path: string,
  file: SealedFile,
  index: number,
  nonce: Uint8Array,
  content: Uint8Array,
): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const sealed = sealChunk(file, index, nonce, content)
  const handle = openSync(path, index === 0 ? 'w' : 'r+', 0o600)
  try {
    for (let written = 0; written < sealed.length; ) {
      written += writeSync(handle, sealed, written, sealed.length - written, offsetOf(file, index) + written)
    }
  } finally {
    closeSync(handle)
  }
}

/** @throws WorkstationError `file_unreadable` when the file is missing, shorter, or not what was written. */
export function readSealedChunk(path: string, file: SealedFile, index: number): Buffer {
  const sealed = Buffer.alloc((file.lengths[index] ?? 0) + OVERHEAD)
  let handle: number
  try {
    handle = openSync(path, 'r')
  } catch (cause) {
    throw new WorkstationError('file_unreadable', undefined, undefined, { cause })
  }
  try {
    const read = readSync(handle, sealed, 0, sealed.length, offsetOf(file, index))
    return openChunk(file, index, sealed.subarray(0, read))
  } finally {
    closeSync(handle)
  }
}

/** Ends a file behind its last chunk and sees it safely on the disk. */
function settleSealedFile(path: string, file: Pick<SealedFile, 'lengths'>): void {
  const handle = openSync(path, 'r+')
  try {
    const length = offsetOf(file, file.lengths.length)
    if (fstatSync(handle).size > length) ftruncateSync(handle, length)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Sees the names in a folder safely on the disk. Windows has no such call, and needs none. */
function settleFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Gives a finished file its name for good. Repeated after a cut, it finds that done. */
export function nameSealedFile(bookFile: string, file: Omit<SealedFile, 'key'>): void {
  const partial = sealedPath(bookFile, file.fileId, false)
  if (!existsSync(partial)) return
  settleSealedFile(partial, file)
  renameSync(partial, sealedPath(bookFile, file.fileId, true))
  settleFolder(filesFolder(bookFile))
}

export function removeSealedFile(bookFile: string, fileId: string): void {
  for (const whole of [true, false]) rmSync(sealedPath(bookFile, fileId, whole), { force: true })
}

/** Removes every file that is not among the known ones: its key is gone, so nobody can read it any more. */
export function sweepSealedFiles(bookFile: string, known: ReadonlySet<string>): void {
  const folder = filesFolder(bookFile)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (!known.has(name.replace(/\.part$/, ''))) rmSync(join(folder, name), { force: true })
  }
}
