import { createHash, type Hash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { eventHash, extendDigest, FIRST_DIGEST, findContradiction, type TrailEvent } from './event-hash.ts'

const FORMAT = 'adviser-workstation-trail-1'

/** What lies beside a bundle's events and tells what they must be. */
export interface TrailManifest {
  readonly format: typeof FORMAT
  /** `YYYY-MM` */
  readonly month: string
  readonly events: number
  readonly firstSequence: number | null
  readonly lastSequence: number | null
  /** SHA-256 of the compressed file, in hex. */
  readonly fileSha256: string
  /** Over the events' hashes in order; the trail of the database records it. */
  readonly digest: string
}

export interface BundleVerdict {
  readonly ok: boolean
  readonly manifest: TrailManifest
  /** Events that hold, up to the first that does not. */
  readonly events: number
  /** What is wrong, and with which event; null when nothing is. */
  readonly problem: string | null
}

export const bundleFile = (folder: string, month: string) => join(folder, `trail-${month}.jsonl.gz`)
export const manifestFile = (file: string) => file.replace(/\.jsonl\.gz$/, '.manifest.json')

/**
 * Writes a month's events as compressed lines and a manifest beside them, however many there are in little memory. Both
 * appear under their names when they are whole. Only their owner may read them.
 *
 * @param lines - one event of JSON each, in order of their sequence.
 * @throws WorkstationError `bad_input` when there is such a bundle already.
 */
export async function writeBundle(folder: string, month: string, lines: AsyncIterable<string>): Promise<TrailManifest> {
  const file = bundleFile(folder, month)
  if (existsSync(file)) {
    throw new WorkstationError('bad_input', `${file} is there already. Verify it, or move it away to write it anew.`)
  }
  const partial = `${file}.partial`
  const sum = summing()
  const hash = createHash('sha256')
  try {
    const out = createWriteStream(partial, { mode: 0o600 })
    await pipeline(Readable.from(withBreaks(lines, sum)), createGzip(), hashing(hash), out)
    const manifest: TrailManifest = { format: FORMAT, month, ...sum.result(), fileSha256: hash.digest('hex') }
    writeFileSync(manifestFile(file), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    renameSync(partial, file)
    return manifest
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
}

async function* withBreaks(lines: AsyncIterable<string>, sum: ReturnType<typeof summing>): AsyncGenerator<string> {
  for await (const line of lines) {
    sum.add(JSON.parse(line) as TrailEvent)
    // With the digest so far on every line, a line that is missing or moved is found where it was.
    yield `${line.slice(0, -1)},"digest":"${sum.digest()}"}\n`
  }
}

function summing() {
  let events = 0
  let firstSequence: number | null = null
  let lastSequence: number | null = null
  let digest = FIRST_DIGEST
  return {
    add(event: TrailEvent): void {
      events += 1
      firstSequence ??= event.sequence
      lastSequence = event.sequence
      digest = extendDigest(digest, event)
    },
    last: () => lastSequence,
    digest: () => digest,
    result: () => ({ events, firstSequence, lastSequence, digest }),
  }
}

/**
 * Reads a bundle back and recomputes every event's hash, the digest, and the file's own hash. Needs no database.
 *
 * @throws WorkstationError `not_found` when the file or its manifest is missing or is no bundle at all.
 */
export async function verifyBundle(file: string): Promise<BundleVerdict> {
  const manifest = readManifest(file)
  const sum = summing()
  const hash = createHash('sha256')
  let problem: string | null = null
  const readLines = async (chunks: AsyncIterable<Buffer>) => {
    for await (const line of splitLines(chunks)) problem ??= addLine(line, sum, manifest.month)
  }
  try {
    await pipeline(createReadStream(file), hashing(hash), createGunzip(), readLines)
  } catch {
    problem ??= `the file breaks off or is damaged after ${describeLast(sum.last())}`
  }
  const result = sum.result()
  problem ??= compareWithManifest(result, manifest, hash.digest('hex'))
  return { ok: problem === null, manifest, events: result.events, problem }
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

function readManifest(file: string): TrailManifest {
  const path = manifestFile(file)
  if (!file.endsWith('.jsonl.gz') || !existsSync(file) || !existsSync(path)) {
    throw new WorkstationError(
      'not_found',
      `There is no bundle ${basename(file)} with its manifest in ${dirname(file)}. Name the file that ends in .jsonl.gz.`,
    )
  }
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as TrailManifest
  if (manifest.format !== FORMAT) {
    throw new WorkstationError('not_found', `${path} is no manifest of this version. Use the version that wrote it.`)
  }
  return manifest
}

/** Takes one line in. @returns what is wrong with it; it then does not count. */
function addLine(line: string, sum: ReturnType<typeof summing>, month: string): string | null {
  const last = sum.last()
  const event = parseEvent(line)
  if (event === null) return `the line after ${describeLast(last)} is no event`
  const name = `event ${event.sequence}`
  if (last !== null && event.sequence <= last) return `${name} is out of order`
  if (eventHash(event) !== event.hash) return `${name} was changed`
  const contradiction = findContradiction(event)
  if (contradiction !== null) return `${name} was changed: its ${contradiction} is not what the laptop wrote`
  if (!event.recordedAt.startsWith(month)) return `${name} belongs to another month`
  if (extendDigest(sum.digest(), event) !== event.digest) {
    return `${name} does not follow ${describeLast(last)}: one between them is missing, or one was exchanged`
  }
  sum.add(event)
  return null
}

function parseEvent(line: string): (TrailEvent & { digest: string }) | null {
  try {
    return JSON.parse(line) as TrailEvent & { digest: string }
  } catch {
    return null
  }
}

const describeLast = (sequence: number | null) => (sequence === null ? 'its beginning' : `event ${sequence}`)

function compareWithManifest(
  found: Pick<TrailManifest, 'events' | 'firstSequence' | 'lastSequence' | 'digest'>,
  manifest: TrailManifest,
  fileSha256: string,
): string | null {
  if (found.firstSequence !== manifest.firstSequence) {
    return `events before ${describeLast(found.firstSequence)} are missing: it must begin with ${manifest.firstSequence}`
  }
  if (found.lastSequence !== manifest.lastSequence) {
    return `events after ${describeLast(found.lastSequence)} are missing or added: it must end with ${manifest.lastSequence}`
  }
  if (found.events !== manifest.events) {
    return `${found.events} events are there instead of ${manifest.events}, between ${found.firstSequence} and ${found.lastSequence}`
  }
  if (found.digest !== manifest.digest) return 'an event was exchanged: the digest over all of them differs'
  return fileSha256 === manifest.fileSha256 ? null : 'the events hold, but the file is not the one that was written'
}
