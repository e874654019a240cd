import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CachePort, openCachePort } from '#electron/cache/cache-port.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { runFirstSync } from '#electron/sync/first-sync.ts'
import { pushAudit, runPush } from '#electron/sync/push.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { threads } from '#test/support/threads.ts'

const deviceId = uuidv7()
const folder = makeTemporaryFolder()
let firm: SmallFirm
let database: FirmDatabase
let cache: CachePort
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
  const { host, port, database: name, caFile } = firm.database
  database = await openFirmDatabase({ host, port, database: name, caFile }, firm.adviser)
  await database.query(`SELECT app.register_device($1, 'laptop', 'test')`, [deviceId])
  const file = { path: join(folder, 'book.db'), key: new Uint8Array(32).fill(7), cipher: 'aegis256' as const }
  cache = await openCachePort(threads.cacheWorker, { file })
  const watch = { progress: () => undefined, begun: () => undefined, stopped: () => false }
  await runFirstSync(database, cache, deviceId, watch)
})
afterAll(async () => {
  await cache.close()
  await database.end()
  await firm.close()
})

/** The firm's database over a network that carries what is to be changed there and loses the answer. */
const deaf: FirmDatabase = {
  query: async (text, values) => {
    const rows = await database.query(text, values)
    if (text.includes('append_laptop_events')) throw lost()
    return rows
  },
  unitOfWork: async (isolation, work) => {
    await database.unitOfWork(isolation, work)
    throw lost()
  },
  opened: () => 1,
  end: async () => undefined,
}

const lost = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

const stamp = () => ({ id: uuidv7(), occurredAt: new Date().toISOString(), mutationId: uuidv7() })

async function commit(...mutations: LocalMutation[]): Promise<void> {
  await cache.run('commitChange', {
    actor: { deviceId, actorId: firm.adviser.id, actorLogin: firm.adviser.login, appVersion: 'test' },
    mutations: mutations.map((mutation) => ({ mutation, ...stamp() })),
    entries: [],
  })
}

test('units whose answer was lost are sent again and take effect once', async () => {
  const taskId = uuidv7()
  const task = { id: taskId, householdId, title: 'Once', ownerId: firm.adviser.id, priority: 'normal', status: 'open' }
  await commit({ table: 'households', operation: 'update', id: householdId, patch: { objective: 'growth' } })
  await commit(
    { table: 'tasks', operation: 'insert', row: task as never },
    { table: 'tasks', operation: 'update', id: taskId, patch: { priority: 'high' } },
  )

  const codes: string[] = []
  // Each attempt gets one unit further: the first sends the household and hears nothing, the second finds it applied.
  for (const over of [deaf, deaf, database]) {
    await runPush(over, cache, deviceId).catch((error: { code: string }) => codes.push(error.code))
  }

  expect({
    codes,
    household: await firm.query('SELECT objective, version FROM households WHERE id = $1', [householdId]),
    tasks: await firm.query('SELECT id, priority, version FROM tasks'),
    left: await cache.run('countOutbox', null),
    places: await firm.query('SELECT sequence FROM sync.applied_units ORDER BY 1'),
    events: await firm.query(
      `SELECT action, table_name FROM audit_events WHERE origin = 'server' AND actor_id = $1 ORDER BY sequence`,
      [firm.adviser.id],
    ),
  }).toEqual({
    codes: ['ECONNRESET', 'ECONNRESET'],
    household: [{ objective: 'growth', version: 2 }],
    tasks: [{ id: taskId, priority: 'high', version: 2 }],
    left: { waiting: 0, refused: 0, conflicts: 0 },
    places: [{ sequence: '1' }, { sequence: '2' }],
    events: [
      { action: 'update', table_name: 'households' },
      { action: 'create', table_name: 'tasks' },
      { action: 'update', table_name: 'tasks' },
    ],
  })
})

test('events whose answer was lost are sent again and stand in the trail once', async () => {
  const first = await pushAudit(deaf, cache, deviceId).catch((error: { code: string }) => error.code)
  await pushAudit(database, cache, deviceId)

  const events = await firm.query('SELECT device_sequence FROM audit_events WHERE device_id = $1 AND origin = $2', [
    deviceId,
    'laptop',
  ])
  expect({ first, events, unsent: await cache.run('readUnsentAudit', { limit: 10 }) }).toEqual({
    first: 'ECONNRESET',
    events: [{ device_sequence: '1' }, { device_sequence: '2' }, { device_sequence: '3' }],
    unsent: [],
  })
})
