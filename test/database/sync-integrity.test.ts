import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { clusterFiles } from '#build/database/cluster.ts'
import { createMigratedDatabase, nameScratchFolder } from '#build/database/scratch.ts'
import { asSuperuser, startDatabase } from '#build/database/start-database.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { runStatements } from '#test/support/psql.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let administrator: FirmUser

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  administrator = await firm.addUser('administrator')
})
afterAll(() => firm.close())

async function ask(user: FirmUser, sql: string, values: unknown[] = []): Promise<Record<string, unknown>> {
  const client = await firm.connectAs(user)
  try {
    const { rows } = await client.query(sql, values)
    return rows[0] ?? {}
  } catch (error) {
    return { refused: (error as { code: string }).code }
  } finally {
    await client.end()
  }
}

const readEpoch = async (user: FirmUser) => (await ask(user, 'SELECT sync.present_epoch() AS epoch')).epoch

test('everybody reads the same epoch, and only administrators begin another, with a reason that the trail keeps', async () => {
  const [before, same] = [await readEpoch(firm.adviser), await readEpoch(administrator)]
  const refused = await ask(firm.adviser, `SELECT sync.begin_epoch('for fun')`)
  const nameless = await ask(administrator, `SELECT sync.begin_epoch(' ')`)
  await ask(administrator, `SELECT sync.begin_epoch('Restored the backup of Tuesday')`)
  const after = await readEpoch(firm.adviser)

  expect({
    same: before === same,
    form: String(before).match(/^[0-9a-f-]{36}\/\d+\/[0-9a-f]{8}$/) !== null,
    refused,
    nameless,
    changed: after !== before,
    trail: await firm.query(
      `SELECT actor_login, reason FROM audit_events WHERE type = 'integrity' AND action = 'restore'`,
    ),
  }).toEqual({
    same: true,
    form: true,
    refused: { refused: '42501' },
    nameless: { refused: 'AW006' },
    changed: true,
    trail: [{ actor_login: administrator.login, reason: 'Restored the backup of Tuesday' }],
  })
})

test('a standby answers with the epoch of what it copies until it is promoted, and then with another', async () => {
  const options = { folder: nameScratchFolder(), server: inject('scratchCluster').server, durable: true }
  const primary = await startDatabase(options)
  const { database } = await createMigratedDatabase(primary)
  const read = async (client: pg.Client) =>
    (await client.query('SELECT sync.present_epoch() AS epoch')).rows[0].epoch.split('/')
  const before = await asSuperuser(primary, database, read)
  await primary.stop()
  writeFileSync(join(clusterFiles(primary.folder).cluster, 'standby.signal'), '')
  const standby = await startDatabase(options)
  const [copied, promoted] = await asSuperuser(standby, database, async (client) => {
    const recovering = await read(client)
    await client.query('SELECT pg_promote(true)')
    return [recovering, await read(client)]
  }).finally(() => standby.stop())
  rmSync(primary.folder, { recursive: true, force: true })

  expect({ copied, promoted }).toEqual({
    copied: before,
    promoted: [...before.slice(0, 2), '00000002'],
  })
})

test('pruned pointers are missing to cursors that did not see their transactions, and to no others', async () => {
  const look = (snapshot: unknown) =>
    ask(firm.adviser, `SELECT sync.look($1::pg_snapshot, gen_random_uuid(), 'x') ->> 'expired' AS expired`, [snapshot])
  const snapshot = async () => (await firm.query('SELECT pg_current_snapshot()::text AS now'))[0]?.now
  const old = await snapshot()
  await firm.insertHousehold()
  // A transaction that is open throughout keeps its own pointers, and nobody else waits for it.
  const open = await firm.connectAs(firm.adviser)
  await open.query('BEGIN')
  await open.query('SELECT pg_current_xact_id()')
  const seen = await snapshot()
  await firm.query(`UPDATE sync.change_log SET logged_at = now() - interval '40 days'`)
  const tooSoon = await ask(administrator, `SELECT sync.prune_change_log(interval '6 days')`)
  const refused = await ask(firm.compliance, `SELECT sync.prune_change_log(interval '30 days')`)
  const before = await look(old)
  const pruned = await ask(administrator, `SELECT sync.prune_change_log(interval '30 days') > 0 AS some`)
  const left = await firm.query(`SELECT FROM sync.change_log WHERE logged_at < now() - interval '30 days'`)
  const answers = { before, old: await look(old), seen: await look(seen) }
  await open.query('ROLLBACK')
  await open.end()

  expect({ tooSoon, refused, pruned, left, answers }).toEqual({
    tooSoon: { refused: 'AW006' },
    refused: { refused: '42501' },
    pruned: { some: true },
    left: [],
    answers: { before: { expired: 'false' }, old: { expired: 'true' }, seen: { expired: 'false' } },
  })
})

test('rows that are hidden from their own adviser are told from rows that are gone or somebody else’s', async () => {
  const mine = await firm.insertHousehold()
  const theirs = await firm.insertHousehold({ advisorId: firm.colleague.id })
  const gone = '00000000-0000-4000-8000-000000000001'
  const missing = { households: [mine, theirs, gone], persons: [gone], users: [firm.colleague.id, gone] }
  const answers = await ask(firm.adviser, 'SELECT sync.count_hidden($1)::integer AS hidden', [JSON.stringify(missing)])
  const unknown = await ask(firm.adviser, `SELECT sync.count_hidden('{"pg_class\\" --": []}')`)

  expect({ answers, unknown }).toEqual({ answers: { hidden: 2 }, unknown: { refused: '42P01' } })
})

test('the functions of sync are refused to a login that is no member of the firm', async () => {
  const login = `stray.${process.pid}.${inject('scratchCluster').port}`
  await firm.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'stray'`)
  const outcomes = await runStatements(firm.database, { user: login, password: 'stray' }, [
    `SELECT sync.count_hidden('{}')`,
    `SELECT sync.prune_change_log(interval '30 days')`,
    `SELECT sync.prune_arriving_pieces(interval '30 days')`,
    `SELECT sync.begin_epoch('x')`,
  ])
  await firm.query(`DROP ROLE "${login}"`)

  expect(outcomes).toEqual(['42501', '42501', '42501', '42501'])
})
