import { type MessagePort, parentPort } from 'node:worker_threads'
import { type CachePort, openWriterPort } from '#electron/cache/cache-port.ts'
import type { Log } from '#electron/platform/ports.ts'
import { systemIds, systemRandom } from '#electron/platform/system-ports.ts'
import { linkThread } from '#electron/platform/thread-link.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { type CycleWatch, runCycle } from './cycle.ts'
import type { ForwardedLine, LineStart, RoundOrder } from './firm-line.ts'
import { keepDocuments } from './keep-documents.ts'

/**
 * The sync's thread: it has its own connections to the firm's database and its own line to the cache's writer, so that
 * what a round brings never passes the main thread.
 */
interface Open {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly deviceId: string
  readonly documents: LineStart['documents']
}

/** A connection that does not end properly is cut. */
const CLOSE_MILLISECONDS = 1_000

let open: Open | null = null
let halted = false

if (!parentPort) throw new Error('the sync worker is started by the line to the firm')
const link = linkThread(parentPort, { answer, explain: mapPostgresError })

async function answer(name: string, input: unknown): Promise<unknown> {
  if (name === 'open') return openAll(input as LineStart & { writer: MessagePort })
  if (name === 'halt') {
    halted = true
    return
  }
  if (!open) throw new Error('the line to the firm is not open')
  if (name === 'query') {
    const { text, values } = input as { text: string; values: readonly unknown[] }
    return open.database.query(text, values)
  }
  if (name === 'cycle') return cycle(open, input as RoundOrder)
  if (name === 'close') {
    const cut = new Promise((resolve) => setTimeout(resolve, CLOSE_MILLISECONDS))
    await Promise.race([open.database.end(), cut])
  }
}

async function openAll(start: LineStart & { writer: MessagePort }): Promise<void> {
  const { server, credentials, deviceId, documents, writer } = start
  const database = await openFirmDatabase(server, credentials)
  open = { database, cache: openWriterPort(writer), deviceId, documents }
}

function cycle({ database, cache, deviceId, documents }: Open, order: RoundOrder): Promise<void> {
  halted = false
  const began = performance.now()
  // The main thread's clock, which is the port, as it goes on from when the round was asked for.
  const clock = { now: () => order.now + (performance.now() - began) }
  const keep = { cache, log, clock, ids: systemIds, random: systemRandom, limits: documents, audit: watch.record }
  return runCycle(database, {
    cache,
    deviceId,
    log,
    watch,
    keepDocuments: (firm, keepWatch) => keepDocuments(firm, keep, keepWatch),
    ...order,
  })
}

const watch: CycleWatch = {
  phase: (...given) => link.tell('phase', given),
  met: async (...given) => void (await link.ask('met', given)),
  begun: (...given) => link.tell('begun', given),
  loaded: (...given) => link.tell('loaded', given),
  changed: (...given) => link.tell('changed', given),
  scopeChanged: async (...given) => void (await link.ask('scopeChanged', given)),
  record: async (...given) => void (await link.ask('record', given)),
  verifying: (...given) => link.tell('verifying', given),
  verified: (...given) => link.tell('verified', given),
  again: (...given) => link.tell('again', given),
  kept: (...given) => link.tell('kept', given),
  stopped: () => halted,
}

const forward =
  (level: ForwardedLine[0]): Log[typeof level] =>
  (event, fields) =>
    link.tell('log', [level, event, fields])

const log: Log = { info: forward('info'), warn: forward('warn'), error: forward('error') }
