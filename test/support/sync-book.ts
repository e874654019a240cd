import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import type { Choice } from '#electron/cache/decide-change.ts'
import { openCache } from '#electron/cache/open-cache.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { runFirstSync } from '#electron/sync/first-sync.ts'
import { runPull } from '#electron/sync/pull.ts'
import { runPush } from '#electron/sync/push.ts'
import type { FirmUser, SmallFirm } from './small-firm.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { threads } from './threads.ts'

/** One person's book and its way to the firm, without session and engine: for tests of what is sent and what comes. */
export interface SyncBook {
  readonly deviceId: string
  readonly path: string
  readonly cache: CachePort
  readonly database: FirmDatabase
  /** Changes that one command makes; they are sent when the test says so. */
  commit(...mutations: readonly LocalMutation[]): Promise<void>
  push(over?: FirmDatabase): Promise<string[]>
  pull(): Promise<void>
  /** The outbox as it stands: state, reason, and what is set. */
  outbox(): Promise<{ table: string; state: string; reason: string | null; patch: unknown }[]>
  /** Decides the first change that needs a person. */
  decide(choice: Choice): Promise<void>
  /** Alters the outbox beneath the workstation, as another version of it may have written it. */
  rewriteOutbox(assignment: string): Promise<void>
  read(table: string, id: string): Promise<Record<string, unknown> | undefined>
  close(): Promise<void>
}

interface SyncBookOptions {
  /** Default: a new one in a folder of its own, brought whole. */
  readonly path?: string
  readonly deviceId?: string
}

export async function openSyncBook(firm: SmallFirm, user: FirmUser, options: SyncBookOptions = {}): Promise<SyncBook> {
  const deviceId = options.deviceId ?? uuidv7()
  const path = options.path ?? join(makeTemporaryFolder(), 'book.db')
  const { host, port, database: name, caFile } = firm.database
  const database = await openFirmDatabase({ host, port, database: name, caFile }, user)
  await database.query(`SELECT app.register_device($1, 'laptop', 'test')`, [deviceId])
  const file = { path, key: new Uint8Array(32).fill(7), cipher: 'aegis256' } as const
  const cache = await openCachePort(threads.cacheWorker, { file })
  if (options.path === undefined) {
    const watch = { progress: () => undefined, begun: () => undefined, stopped: () => false }
    await runFirstSync(database, cache, deviceId, watch)
  }
  const actor = { deviceId, actorId: user.id, actorLogin: user.login, appVersion: 'test' }
  const stamp = () => ({ id: uuidv7(), occurredAt: new Date().toISOString() })
  const query = (sql: string, parameters: readonly unknown[] = []) => cache.run('query', { sql, parameters })
  return {
    deviceId,
    path,
    cache,
    database,
    async commit(...mutations) {
      const stamped = mutations.map((mutation) => ({ mutation, mutationId: uuidv7(), ...stamp() }))
      await cache.run('commitChange', { actor, mutations: stamped, entries: [] })
    },
    push: (over = database) => runPush(over, cache, deviceId),
    async pull() {
      const { cursor: previous } = await cache.run('readLoadState', null)
      if (previous === null) throw new Error('the book was not brought yet')
      const nothing = async () => undefined
      await runPull({ database, cache, deviceId, brought: nothing, record: nothing }, previous)
    },
    async outbox() {
      const rows = await query('SELECT table_name AS "table", state, reason, patch FROM outbox ORDER BY sequence')
      return (rows as { table: string; state: string; reason: string | null; patch: string }[]).map((row) => ({
        ...row,
        patch: JSON.parse(row.patch),
      }))
    },
    async decide(choice) {
      const [parked] = (await query(
        `SELECT mutation_id AS id FROM outbox WHERE state IN ('refused', 'conflict') AND reason IS NOT NULL ORDER BY sequence`,
      )) as { id: string }[]
      const mutationId = parked?.id ?? ''
      const unit = await cache.run('readUnitOf', { mutationId })
      await cache.run('decide', { mutationId, choice, actor, stamps: unit.map(stamp), newId: uuidv7() })
    },
    async rewriteOutbox(assignment) {
      const db = openCache(file)
      db.exec(`UPDATE outbox SET ${assignment}`)
      db.close()
    },
    read: async (table, id) => (await query(`SELECT * FROM ${table} WHERE id = ?`, [id]))[0] as never,
    async close() {
      await cache.close()
      await database.end()
    },
  }
}
