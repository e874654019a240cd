import { putVarint, varintSize } from './varint.ts'

/**
 * The pages of a small SQLite database in memory with one table without indexes, built from the front to the back
 * (https://sqlite.org/fileformat2.html). Page 1 holds the schema, page 2 the table's root, the leaves follow.
 *
 * What holds at any time: every leaf but the last is closed; the pointers of the open leaf grow upwards and its cells
 * downwards, and they do not meet; rowids rise by one from 1.
 */
export interface ImagePages {
  /** @returns whether the row went in; false when the image is full. */
  add(row: EncodedRow): boolean
  /** Ends the image. @returns its bytes, the first of the memory it was given; null when it has no rows. */
  seal(): ImageMemory | null
  readonly rows: number
  /** The first bytes of the last row's values. */
  beginningOfLast(bytes: number): Uint8Array
}

/** A row's record as SQLite stores it, in two parts. */
export interface EncodedRow {
  /** The serial types, `headerSize` bytes of them, without the length that stands before them. */
  readonly header: Uint8Array
  readonly headerSize: number
  readonly body: Buffer
  readonly bodySize: number
}

/** Memory of an image: the thread that builds it shares it with the one that reads it, and neither copies. */
export type ImageMemory = Uint8Array<SharedArrayBuffer>

const PAGE_BYTES = 65_536
const LEAVES = 62
const FIRST_LEAF = 3
/** All pages, the first two included: what one image takes while it is built and carried over. */
export const IMAGE_BYTES = PAGE_BYTES * (FIRST_LEAF - 1 + LEAVES)
/** What a leaf holds of one row itself, as the file format fixes it. */
const MOST_PAYLOAD = PAGE_BYTES - 35

const INTERIOR_PAGE = 5
const LEAF_PAGE = 13
const LEAF_HEADER = 8
const INTERIOR_HEADER = 12
const POINTER = 2

/**
 * @param definition the `CREATE TABLE` of that name.
 * @param image `IMAGE_BYTES` to build in; whatever they held before is written over.
 */
export function createImagePages(table: string, definition: string, image: ImageMemory): ImagePages {
  const lastRowids: number[] = []
  let rows = 0
  let lastBody = 0
  let leaf = openLeaf(image, 0)

  function closeLeaf(): void {
    leaf.close()
    lastRowids.push(rows)
  }

  return {
    get rows() {
      return rows
    },
    beginningOfLast: (bytes) => image.subarray(lastBody, lastBody + bytes),
    add(row) {
      if (!leaf.hasRoomFor(row, rows + 1)) {
        if (lastRowids.length + 1 === LEAVES) return false
        closeLeaf()
        leaf = openLeaf(image, lastRowids.length)
      }
      rows += 1
      lastBody = leaf.add(row, rows)
      return true
    },
    seal() {
      if (rows === 0) return null
      closeLeaf()
      image.fill(0, 0, 2 * PAGE_BYTES)
      const pages = writeRoot(image, lastRowids)
      writeDatabaseHeader(image, pages)
      writeSchema(image, table, definition)
      return image.subarray(0, pages * PAGE_BYTES)
    },
  }
}

/** @param index of the leaf among the image's leaves. */
function openLeaf(image: ImageMemory, index: number) {
  const start = (FIRST_LEAF - 1 + index) * PAGE_BYTES
  let cells = 0
  let top = PAGE_BYTES
  return {
    hasRoomFor: (row: EncodedRow, rowid: number) => LEAF_HEADER + (cells + 1) * POINTER <= top - cellSize(row, rowid),
    /** @returns where the row's values begin in the image. */
    add(row: EncodedRow, rowid: number): number {
      top -= cellSize(row, rowid)
      putShort(image, start + LEAF_HEADER + cells * POINTER, top)
      cells += 1
      return putCell(image, start + top, rowid, row)
    },
    close() {
      // Between pointers and cells lies what the memory held before: no row of another image goes on.
      image.fill(0, start + LEAF_HEADER + cells * POINTER, start + top)
      writePageHeader(image, start, LEAF_PAGE, cells, top)
    },
  }
}

/** The record's header begins with its own length. */
const lengthSize = (headerSize: number) => (headerSize + 1 < 0x80 ? 1 : 2)
const payloadSize = ({ headerSize, bodySize }: EncodedRow) => lengthSize(headerSize) + headerSize + bodySize

function cellSize(row: EncodedRow, rowid: number): number {
  const payload = payloadSize(row)
  return varintSize(payload) + varintSize(rowid) + payload
}

/** Whether a row fits into a leaf without overflow pages, which images do not have. */
export const fitsIntoLeaf = (row: EncodedRow): boolean => payloadSize(row) <= MOST_PAYLOAD

/** @returns where the values begin. */
function putCell(image: Uint8Array, place: number, rowid: number, row: EncodedRow): number {
  const { header, headerSize, body, bodySize } = row
  let at = putVarint(image, place, payloadSize(row))
  at = putVarint(image, at, rowid)
  at = putVarint(image, at, lengthSize(headerSize) + headerSize)
  for (let index = 0; index < headerSize; index += 1) image[at + index] = header[index] as number
  body.copy(image, at + headerSize, 0, bodySize)
  return at + headerSize
}

/** @returns how many pages the database has. */
function writeRoot(image: Uint8Array, lastRowids: readonly number[]): number {
  const root = PAGE_BYTES
  const leaves = lastRowids.length
  // An interior page without cells is damage to SQLite, so a single leaf is the root itself.
  if (leaves === 1) {
    image.copyWithin(root, root + PAGE_BYTES, root + 2 * PAGE_BYTES)
    return FIRST_LEAF - 1
  }
  let top = PAGE_BYTES
  for (const [index, rowid] of lastRowids.slice(0, -1).entries()) {
    top -= 4 + varintSize(rowid)
    putLong(image, root + top, FIRST_LEAF + index)
    putVarint(image, root + top + 4, rowid)
    putShort(image, root + INTERIOR_HEADER + index * POINTER, top)
  }
  writePageHeader(image, root, INTERIOR_PAGE, leaves - 1, top)
  putLong(image, root + 8, FIRST_LEAF + leaves - 1)
  return FIRST_LEAF - 1 + leaves
}

/** @param top where the cells begin, counted from the page's first byte; 65,536 is written as 0. */
function writePageHeader(image: Uint8Array, page: number, kind: number, cells: number, top: number): void {
  image[page] = kind
  putShort(image, page + 1, 0)
  putShort(image, page + 3, cells)
  putShort(image, page + 5, top % PAGE_BYTES)
  image[page + 7] = 0
}

function writeDatabaseHeader(image: Uint8Array, pages: number): void {
  image.set(Buffer.from('SQLite format 3\0', 'latin1'), 0)
  // A page size of 65,536 is written as 1; then versions for rollback journals, no reserved bytes, fixed fractions.
  image.set([0, 1, 1, 1, 0, 64, 32, 32], 16)
  putLong(image, 24, 1)
  putLong(image, 28, pages)
  putLong(image, 40, 1)
  putLong(image, 44, 4)
  putLong(image, 56, 1)
  putLong(image, 92, 1)
  putLong(image, 96, 3_053_004)
}

/** The one row of the schema: type, name, table, root page, definition. */
function writeSchema(image: Uint8Array, table: string, definition: string): void {
  const texts = ['table', table, table].map((text) => Buffer.from(text, 'utf8'))
  const sql = Buffer.from(definition, 'utf8')
  const header = new Uint8Array(16)
  let size = 1
  for (const text of texts) size = putVarint(header, size, 13 + 2 * text.length)
  header[size++] = 1
  size = putVarint(header, size, 13 + 2 * sql.length)
  header[0] = size
  const record = Buffer.concat([header.subarray(0, size), ...texts, Buffer.from([2]), sql])
  const top = PAGE_BYTES - varintSize(record.length) - 1 - record.length
  writePageHeader(image, 100, LEAF_PAGE, 1, top)
  putShort(image, 100 + LEAF_HEADER, top)
  const at = putVarint(image, top, record.length)
  image.set(record, putVarint(image, at, 1))
}

function putShort(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8
  bytes[at + 1] = value & 0xff
}

function putLong(bytes: Uint8Array, at: number, value: number): void {
  putShort(bytes, at, value >>> 16)
  putShort(bytes, at + 2, value & 0xffff)
}
