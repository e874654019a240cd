import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  nameSealedFile,
  readSealedChunk,
  type SealedFile,
  sealedPath,
  writeSealedChunk,
} from '#electron/cache/sealed-files.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const OVERHEAD = 28
const CHUNKS = ['first chunk', 'another one', 'end'].map((text) => Buffer.from(text))

/** A file of three chunks as it lies on the disk; the first two are of one length, so that they could change places. */
function writeFile(key: Buffer = randomBytes(32), fileId = 'file-one') {
  const book = join(makeTemporaryFolder(), 'book.db')
  const file: SealedFile = { fileId, key, lengths: CHUNKS.map(({ length }) => length) }
  const path = sealedPath(book, fileId, false)
  for (const [index, content] of CHUNKS.entries()) writeSealedChunk(path, file, index, randomBytes(12), content)
  nameSealedFile(book, file)
  return { file, path: sealedPath(book, fileId, true) }
}

function read(path: string, file: SealedFile): string[] {
  return file.lengths.map((_, index) => {
    try {
      return String(readSealedChunk(path, file, index))
    } catch (error) {
      return error instanceof WorkstationError ? error.code : 'another error'
    }
  })
}

test('a file is read as it was written, and nobody else may read it', () => {
  const { file, path } = writeFile()

  const content = readFileSync(path)
  expect({
    chunks: read(path, file),
    mode: statSync(path).mode & 0o777,
    inClear: CHUNKS.some((chunk) => content.includes(chunk)),
  }).toEqual({ chunks: CHUNKS.map(String), mode: 0o600, inClear: false })
})

const sizes = CHUNKS.map(({ length }) => length + OVERHEAD)
const [size = 0] = sizes
const UNREADABLE = 'file_unreadable'
const [FIRST = '', SECOND = '', LAST = ''] = CHUNKS.map(String)

test.each<[string, (sealed: Buffer) => Buffer, string[]]>([
  ['a flipped bit', (sealed) => flip(sealed, size + 20), [FIRST, UNREADABLE, LAST]],
  ['a flipped bit of a nonce', (sealed) => flip(sealed, 3), [UNREADABLE, SECOND, LAST]],
  ['a flipped bit of a tag', (sealed) => flip(sealed, size - 1), [UNREADABLE, SECOND, LAST]],
  [
    'chunks that changed places',
    (sealed) => Buffer.concat([sealed.subarray(size, 2 * size), sealed.subarray(0, size), sealed.subarray(2 * size)]),
    [UNREADABLE, UNREADABLE, LAST],
  ],
  [
    'a chunk written twice',
    (sealed) => Buffer.concat([sealed.subarray(0, size), sealed.subarray(0, size), sealed.subarray(2 * size)]),
    [FIRST, UNREADABLE, LAST],
  ],
  ['a cut in a chunk', (sealed) => sealed.subarray(0, -1), [FIRST, SECOND, UNREADABLE]],
  ['a chunk cut off', (sealed) => sealed.subarray(0, 2 * size), [FIRST, SECOND, UNREADABLE]],
  ['everything cut off', () => Buffer.alloc(0), [UNREADABLE, UNREADABLE, UNREADABLE]],
])('%s is refused, and the rest is read', (_, damage, expected) => {
  const { file, path } = writeFile()
  writeFileSync(path, damage(readFileSync(path)))

  expect(read(path, file)).toEqual(expected)
})

test('whichever bit is flipped, its chunk is refused and all others are read', () => {
  const { file, path } = writeFile()
  const sealed = readFileSync(path)
  const wrong: string[] = []
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const at = bit >> 3
    sealed[at] = (sealed[at] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(path, sealed)
    const damaged = Math.min(Math.floor(at / size), 2)
    const expected = CHUNKS.map((chunk, index) => (index === damaged ? UNREADABLE : String(chunk)))
    if (read(path, file).join() !== expected.join()) wrong.push(`bit ${bit}`)
    sealed[at] = (sealed[at] ?? 0) ^ (1 << (bit & 7))
  }

  expect(wrong).toEqual([])
})

test.each<[string, (file: SealedFile) => SealedFile]>([
  ['another key', (file) => ({ ...file, key: randomBytes(32) })],
  ['the name of another file', (file) => ({ ...file, fileId: 'file-two' })],
  ['fewer chunks than there were', (file) => ({ ...file, lengths: file.lengths.slice(0, 2) })],
  ['more chunks than there were', (file) => ({ ...file, lengths: [...file.lengths, 4] })],
])('under %s nothing is read', (_, pretend) => {
  const { file, path } = writeFile()
  const pretended = pretend(file)

  expect(read(path, pretended)).toEqual(pretended.lengths.map(() => UNREADABLE))
})

test('a chunk of another file under the same key is refused', () => {
  const key = randomBytes(32)
  const [mine, other] = [writeFile(key), writeFile(key, 'file-two')]
  writeFileSync(mine.path, readFileSync(other.path))

  expect(read(mine.path, mine.file)).toEqual(CHUNKS.map(() => UNREADABLE))
})

test('a chunk torn by a cut is written over, and what lay behind the end is cut off', () => {
  const book = join(makeTemporaryFolder(), 'book.db')
  const file: SealedFile = { fileId: 'file-one', key: randomBytes(32), lengths: CHUNKS.map(({ length }) => length) }
  const partial = sealedPath(book, file.fileId, false)
  writeSealedChunk(partial, file, 0, randomBytes(12), CHUNKS[0] as Buffer)
  writeFileSync(partial, Buffer.concat([readFileSync(partial), randomBytes(500)]))
  for (const index of [1, 2]) writeSealedChunk(partial, file, index, randomBytes(12), CHUNKS[index] as Buffer)
  nameSealedFile(book, file)

  const path = sealedPath(book, file.fileId, true)
  expect({ chunks: read(path, file), size: statSync(path).size }).toEqual({
    chunks: CHUNKS.map(String),
    size: sizes.reduce((sum, one) => sum + one, 0),
  })
})

function flip(sealed: Buffer, at: number): Buffer {
  const damaged = Buffer.from(sealed)
  damaged[at] = (damaged[at] ?? 0) ^ 1
  return damaged
}
