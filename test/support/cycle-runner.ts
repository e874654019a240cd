import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { v7 as uuidv7 } from 'uuid'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import { unlock } from '#electron/cache/open-cache.ts'
import { policySchema } from '#electron/platform/policy.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { type CycleWatch, runCycle } from '#electron/sync/cycle.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import type { VerifiedBook } from '#shared/ipc/sync.ts'
import type { FirmUser, SmallFirm } from './small-firm.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { threads } from './threads.ts'

/** What a cycle told and asked. */
export interface Cycle {
  /** Questions to the firm's database outside units of work, and units of work. */
  readonly asked: number
  readonly units: number
  readonly rows: number
  readonly entries: readonly AuditEntry[]
  readonly purged: readonly string[]
  readonly gained: readonly string[]
  readonly verified: VerifiedBook | null
}

/** A book and a connection to the firm, of which a test runs one cycle at a time: sync without a session. */
export interface CycleRunner {
  readonly file: { readonly path: string; readonly key: Uint8Array }
  readonly cache: CachePort
  readonly deviceId: string
  cycle(options?: {
    readonly verifyAll?: boolean
    readonly beforeUnit?: (count: number) => Promise<void>
  }): Promise<Cycle>
  /** Runs SQL on the book's file past the workstation, as damage or a mistake would. */
  tamper(sql: string, ...values: unknown[]): void
  close(): Promise<void>
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export async function createCycleRunner(firm: SmallFirm, user: FirmUser): Promise<CycleRunner> {
  const file = { path: join(makeTemporaryFolder(), 'book.db'), key: new Uint8Array(randomBytes(32)) }
  const cache = await openCachePort(threads.cacheWorker, { file: { ...file, cipher: 'aegis256' } })
  const { host, port, database: name, caFile } = firm.database
  const { server } = policySchema.parse({ server: { host, port, database: name, caFile } })
  const database = await openFirmDatabase(server, user)
  const deviceId = uuidv7()
  const actor = { deviceId, actorId: user.id, actorLogin: user.login, appVersion: 'test' }
  await database.query('SELECT app.register_device($1, $2, $3)', [deviceId, 'test laptop', 'test'])
  const record = (entries: readonly AuditEntry[]) =>
    cache.run('appendAudit', {
      actor,
      entries: entries.map((entry) => ({ ...entry, id: uuidv7(), occurredAt: '2026-11-22T09:00:00.000Z' })),
    })
  const counted = countQuestions(database)
  return {
    file,
    cache,
    deviceId,
    async cycle({ verifyAll = false, beforeUnit = async () => undefined } = {}) {
      const counts = counted.restart(beforeUnit)
      const told = listen(record)
      const keepDocuments = async () => undefined
      const parts = { cache, deviceId, log: silent, verifyAll, now: 0, watch: told.watch, keepDocuments }
      await runCycle(counted.database, parts)
      return { ...counts, ...told.heard }
    },
    tamper(sql, ...values) {
      const db = new Database(file.path)
      unlock(db, { key: file.key, cipher: 'aegis256' })
      db.prepare(sql).run(...values)
      db.close()
    },
    async close() {
      await database.end()
      await cache.close()
    },
  }
}

/** The same database throughout, as the engine has it, counted anew in each cycle. */
function countQuestions(database: FirmDatabase) {
  let counts = { asked: 0, units: 0 }
  let beforeUnit: (count: number) => Promise<void> = async () => undefined
  const counting: FirmDatabase = {
    ...database,
    query: (text, values) => {
      counts.asked += 1
      return database.query(text, values)
    },
    unitOfWork: async (isolation, work) => {
      counts.units += 1
      await beforeUnit(counts.units)
      return database.unitOfWork(isolation, work)
    },
  }
  return {
    database: counting,
    restart(before: typeof beforeUnit) {
      counts = { asked: 0, units: 0 }
      beforeUnit = before
      return counts
    },
  }
}

function listen(record: CycleWatch['record']) {
  const heard = {
    rows: 0,
    entries: [] as AuditEntry[],
    purged: [] as string[],
    gained: [] as string[],
    verified: null as VerifiedBook | null,
  }
  const watch: CycleWatch = {
    phase: () => undefined,
    met: async () => undefined,
    begun: () => undefined,
    loaded: () => undefined,
    changed: (_tables, rows) => {
      heard.rows += rows
    },
    scopeChanged: async (purged, gained) => {
      heard.purged.push(...purged)
      heard.gained.push(...gained)
    },
    record: async (entries) => {
      heard.entries.push(...entries)
      await record(entries)
    },
    verifying: () => undefined,
    verified: (outcome) => {
      heard.verified = outcome
    },
    stopped: () => false,
    again: () => undefined,
    kept: () => undefined,
  }
  return { watch, heard }
}
