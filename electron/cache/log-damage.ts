import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

// SQLite's write-ahead log, by its file format: a head, then frames, each the new version of one page. Sums run on from
// frame to frame, so that what SQLite reads ends at the first frame that is not as it was written, without a word.

const LOG_HEAD = 32
const FRAME_HEAD = 24
const PAGE = 4096
const FRAME = FRAME_HEAD + PAGE
/** Of a log whose sums are of little-endian words; the next number stands for big-endian ones. */
const MAGIC = 0x377f0682
const FORMAT = 3_007_000

type Pair = readonly [number, number]

interface Frame {
  readonly page: number
  /** How many pages the book has, in the last frame of a transaction; 0 in all others. */
  readonly committed: number
  readonly salts: Pair
  readonly sum: Pair
}

const readPair = (log: Buffer, at: number): Pair => [log.readUInt32BE(at), log.readUInt32BE(at + 4)]
const isSame = (one: Pair, other: Pair) => one[0] === other[0] && one[1] === other[1]
const frameStart = (index: number) => LOG_HEAD + index * FRAME

function readFrame(log: Buffer, index: number): Frame {
  const at = frameStart(index)
  return {
    page: log.readUInt32BE(at),
    committed: log.readUInt32BE(at + 4),
    salts: readPair(log, at + 8),
    sum: readPair(log, at + 16),
  }
}

function addUp(log: Buffer, from: number, to: number, [first, second]: Pair, isBig: boolean): Pair {
  let one = first
  let other = second
  for (let at = from; at < to; at += 8) {
    one = (one + (isBig ? log.readUInt32BE(at) : log.readUInt32LE(at)) + other) >>> 0
    other = (other + (isBig ? log.readUInt32BE(at + 4) : log.readUInt32LE(at + 4)) + one) >>> 0
  }
  return [one, other]
}

function sumOfFrame(log: Buffer, index: number, before: Pair, isBig: boolean): Pair {
  const at = frameStart(index)
  return addUp(log, at + FRAME_HEAD, at + FRAME, addUp(log, at, at + 8, before, isBig), isBig)
}

interface Walk {
  /** Frames that are as they were written and follow what was before them. */
  readonly linked: ReadonlySet<number>
  /** The last frame of a transaction that SQLite would not reach; null where it reaches all of them. */
  readonly lost: number | null
  readonly salts: Pair
  readonly isBig: boolean
}

/**
 * Looks for transactions behind a break. What a transaction leaves behind that was never finished has no last frame, so
 * a workstation that was killed leaves no break of this kind; and one that lies in the last frame of all cannot be told
 * from a write that was cut off.
 */
function walkLog(log: Buffer): Walk {
  const magic = log.readUInt32BE(0)
  const isBig = magic === MAGIC + 1
  const isWhole = (isBig || magic === MAGIC) && isSame(addUp(log, 0, 24, [0, 0], isBig), readPair(log, 24))
  const linked = new Set<number>()
  let salts = readPair(log, 16)
  let broken = !isWhole
  let lost: number | null = null
  let stored = readPair(log, 24)
  let real = stored
  for (let index = 0; frameStart(index + 1) <= log.length; index += 1) {
    const frame = readFrame(log, index)
    const sums = [stored, real].map((before) => sumOfFrame(log, index, before, isBig))
    // Of a head that is damaged, nothing is known of what it was written with.
    const follows = (!isWhole || isSame(frame.salts, salts)) && sums.some((sum) => isSame(sum, frame.sum))
    if (follows) linked.add(index)
    else broken = true
    if (follows && broken && frame.committed > 0) {
      lost = index
      if (!isWhole) salts = frame.salts
    }
    real = sums[0] as Pair
    stored = frame.sum
  }
  return { linked, lost, salts, isBig }
}

function readLog(book: string): Buffer | null {
  const path = `${book}-wal`
  const log = existsSync(path) ? readFileSync(path) : null
  return log && log.length >= frameStart(1) ? log : null
}

/**
 * Whether a book and its log are damaged in a way that SQLite does not say: the log within, so that it would pass over
 * what was saved after that; or the book at its end, whose pages it would read as zeros, since by the log they are there.
 */
export function isLogDamaged(book: string): boolean {
  const log = readLog(book)
  if (log === null) return false
  const walk = walkLog(log)
  return walk.lost !== null || lacksPages(book, log, walk)
}

/** Whether neither the book nor the transactions of its log have a page that by these is there. */
function lacksPages(book: string, log: Buffer, { linked }: Walk): boolean {
  const inLog = new Set<number>()
  let pages = 0
  let pending: number[] = []
  for (let index = 0; linked.has(index); index += 1) {
    const { page, committed } = readFrame(log, index)
    pending.push(page)
    if (committed === 0) continue
    for (const one of pending) inLog.add(one)
    pending = []
    pages = committed
  }
  const inBook = Math.floor(statSync(book).size / PAGE)
  for (let page = inBook + 1; page <= pages; page += 1) if (!inLog.has(page)) return true
  return false
}

/**
 * Makes the sums of a damaged log anew, so that SQLite reads on behind the break; what a page holds is then for the
 * page's own authentication to say. The log as it was is kept beside it.
 *
 * @returns whether a page may now show an earlier version: a frame was lost that does not say whose it was.
 */
export function mendLog(book: string): boolean {
  const log = readLog(book)
  const walk = log && walkLog(log)
  if (!log || !walk || walk.lost === null) return false
  const kept = Array.from({ length: walk.lost + 1 }, (_, index) => mendFrame(log, walk, index))
  const frames = kept.filter((frame) => frame !== null)
  renameSync(`${book}-wal`, `${book}-wal.damaged`)
  rmSync(`${book}-shm`, { force: true })
  writeFileSync(`${book}-wal`, makeLog(frames, walk.salts), { mode: 0o600 })
  return frames.length < kept.length
}

/**
 * A damaged frame stays, so that its page counts as damaged.
 *
 * @returns null for one whose head is not of this log, so that it says nothing.
 */
function mendFrame(log: Buffer, { linked, salts, isBig }: Walk, index: number): Buffer | null {
  const frame = Buffer.from(log.subarray(frameStart(index), frameStart(index + 1)))
  if (linked.has(index)) return frame
  if (isFlippedInHead(log, index, frame, isBig)) return frame
  frame.writeUInt32BE(0, 4)
  return isSame(readFrame(log, index).salts, salts) ? frame : null
}

/** Puts right one flipped bit in what says which page it is. @returns whether that was it. */
function isFlippedInHead(log: Buffer, index: number, frame: Buffer, isBig: boolean): boolean {
  const before = readPair(log, index === 0 ? 24 : frameStart(index - 1) + 16)
  const wanted = readPair(frame, 16)
  const flip = (bit: number) => {
    frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  }
  for (let bit = 0; bit < 64; bit += 1) {
    flip(bit)
    const sum = addUp(frame, FRAME_HEAD, FRAME, addUp(frame, 0, 8, before, isBig), isBig)
    if (isSame(sum, wanted)) return true
    flip(bit)
  }
  return false
}

function makeLog(frames: readonly Buffer[], salts: Pair): Buffer {
  const head = Buffer.alloc(LOG_HEAD)
  for (const [index, value] of [MAGIC, FORMAT, PAGE, 0, ...salts].entries()) head.writeUInt32BE(value, index * 4)
  let sum = addUp(head, 0, 24, [0, 0], false)
  writePair(head, 24, sum)
  for (const frame of frames) {
    writePair(frame, 8, salts)
    sum = addUp(frame, FRAME_HEAD, FRAME, addUp(frame, 0, 8, sum, false), false)
    writePair(frame, 16, sum)
  }
  return Buffer.concat([head, ...frames])
}

function writePair(bytes: Buffer, at: number, [first, second]: Pair): void {
  bytes.writeUInt32BE(first, at)
  bytes.writeUInt32BE(second, at + 4)
}
