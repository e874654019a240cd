import type { RecordSpec } from '#shared/schema/define-record.ts'
import { createLineCutter, readCopyLine } from './copy-line.ts'
import { createLineEncoder, ID_BYTES } from './encode-line.ts'
import { createImagePages, type EncodedRow, fitsIntoLeaf, type ImageMemory, type ImagePages } from './image-pages.ts'
import type { ImagePool } from './image-pool.ts'

/** Rows of one table, to be written in the order they are handed out. */
export type BuiltRows =
  /** A SQLite database with the rows, in memory that goes back to the pool once it was read. */
  | { readonly kind: 'image'; readonly image: ImageMemory; readonly rows: number; readonly lastId: string }
  /** Rows that do not go into an image: their fields as text, NULL as null. */
  | { readonly kind: 'rows'; readonly fields: readonly (readonly (string | null)[])[]; readonly lastId: string }

export interface RowBuilder {
  /** Takes COPY text, cut anywhere. @returns what is ready to be written. @throws Error for what is not COPY text. */
  push(text: Uint8Array): BuiltRows[]
  /** No more comes. @returns the rest. @throws Error when the text ended within a line. */
  end(): BuiltRows[]
}

/** Few, since what does not go into an image is mostly large. */
const MOST_LOOSE_ROWS = 64

/**
 * Turns COPY text of a record's columns, in declaration order, into database images without making a value of
 * JavaScript for any field: to bind a row's values one by one takes longer than everything else together.
 *
 * What holds: the rows handed out so far and those kept here (in the image under way or among the loose ones, never in
 * both) are exactly the lines taken in, in their order, each once; `lastId` is the id of the last row of what it stands
 * with.
 *
 * @param table the name in the image.
 * @param definition its `CREATE TABLE`.
 * @param pool has the memory for the images; whoever reads one gives it back.
 */
export function createImageBuilder(record: RecordSpec, table: string, definition: string, pool: ImagePool): RowBuilder {
  const line = createLineEncoder(record)
  const fields = Object.keys(record.allFields).length
  const rows = createRowCollector(() => createImagePages(table, definition, pool.take()))
  const cutter = createLineCutter((text, at, end) => {
    if (line.encode(text, at, end) && fitsIntoLeaf(line)) rows.add(line)
    else rows.addLoose(readCopyLine(text.subarray(at, end), fields))
  })
  return {
    push(text) {
      cutter.push(text)
      return rows.takeReady()
    },
    end() {
      cutter.end()
      rows.finish()
      return rows.takeReady()
    },
  }
}

/**
 * Reads every row the general way, for what does not go into images.
 *
 * @param most rows that are handed out together.
 */
export function createValueBuilder(record: RecordSpec, most: number): RowBuilder {
  const count = Object.keys(record.allFields).length
  let fields: (string | null)[][] = []
  let ready: BuiltRows[] = []
  const close = () => {
    const lastId = fields.at(-1)?.[0]
    if (lastId) ready.push({ kind: 'rows', fields, lastId })
    fields = []
  }
  const cutter = createLineCutter((text, at, end) => {
    fields.push(readCopyLine(text.subarray(at, end), count))
    if (fields.length === most) close()
  })
  const takeReady = () => {
    const taken = ready
    ready = []
    return taken
  }
  return {
    push(text) {
      cutter.push(text)
      return takeReady()
    },
    end() {
      cutter.end()
      close()
      return takeReady()
    },
  }
}

/** Collects rows in the order they come, and hands them out in that order. */
function createRowCollector(createPages: () => ImagePages) {
  let pages = createPages()
  let loose: (string | null)[][] = []
  let ready: BuiltRows[] = []

  function closeImage(): void {
    const { rows } = pages
    const image = pages.seal()
    if (!image) return
    const lastId = Buffer.from(pages.beginningOfLast(ID_BYTES)).toString('latin1')
    ready.push({ kind: 'image', image, rows, lastId })
    pages = createPages()
  }

  function closeLoose(): void {
    const lastId = loose.at(-1)?.[0]
    if (!lastId) return
    ready.push({ kind: 'rows', fields: loose, lastId })
    loose = []
  }

  return {
    add(row: EncodedRow) {
      closeLoose()
      if (pages.add(row)) return
      closeImage()
      if (!pages.add(row)) throw new Error('a row that fits into a leaf did not fit into an empty image')
    },
    addLoose(fields: (string | null)[]) {
      closeImage()
      loose.push(fields)
      if (loose.length === MOST_LOOSE_ROWS) closeLoose()
    },
    finish() {
      closeImage()
      closeLoose()
    },
    takeReady() {
      const taken = ready
      ready = []
      return taken
    },
  }
}
