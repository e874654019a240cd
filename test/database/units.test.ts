import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { asSuperuser, type Database } from '#build/database/start-database.ts'
import { loadMigrations } from '#build/migrations/load-migrations.ts'
import { revertMigration, runMigrations } from '#build/migrations/run-migrations.ts'
import { testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const DEVICE = testId(0xd1)
const OTHER_DEVICE = testId(0xd2)

let firm: SmallFirm
let adviser: pg.Client
let another: pg.Client

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  adviser = await firm.connectAs(firm.adviser)
  another = await firm.connectAs(firm.adviser)
  for (const device of [DEVICE, OTHER_DEVICE]) {
    await adviser.query(`SELECT app.register_device($1, 'laptop', 'test')`, [device])
  }
})
afterAll(async () => {
  await adviser.end()
  await another.end()
  await firm.close()
})

const begin = async (client: pg.Client, device: string, place: number, unit: number) =>
  (await client.query('SELECT sync.begin_unit($1, $2, $3) AS answer', [device, place, testId(unit)])).rows[0].answer
const placeOf = async (device: string, sent: number | null) =>
  (await adviser.query('SELECT sync.place_of($1, $2) AS answer', [device, sent])).rows[0].answer

/** Applies a unit whole, with one change that made a row's second version. */
async function applyUnit(device: string, place: number, unit: number): Promise<unknown> {
  await adviser.query('BEGIN')
  const answer = await begin(adviser, device, place, unit)
  if (answer.state === 'new') {
    const results = JSON.stringify({ [testId(unit + 0x100)]: [1, 2] })
    await adviser.query('SELECT sync.finish_unit($1, $2, $3)', [device, testId(unit), results])
  }
  await adviser.query('COMMIT')
  return answer
}

test('a unit has its place once: repeated it is known, and another at its place or past the end is refused', async () => {
  const answers = {
    first: await applyUnit(DEVICE, 1, 1),
    second: await applyUnit(DEVICE, 2, 2),
    repeated: await applyUnit(DEVICE, 1, 1),
    fromAnotherBook: await applyUnit(OTHER_DEVICE, 1, 2),
    taken: await applyUnit(DEVICE, 2, 3),
    ahead: await applyUnit(DEVICE, 9, 4),
    ofAnotherBook: await applyUnit(OTHER_DEVICE, 1, 5),
  }
  const places = {
    mine: await placeOf(DEVICE, 0),
    upToDate: await placeOf(DEVICE, 2),
    unknown: await placeOf(DEVICE, null),
    never: await placeOf(testId(0xd9), 0),
  }

  const result = (unit: number) => ({ [testId(unit + 0x100)]: [1, 2] })
  const trail = [0, '0'.repeat(64)]
  expect({ answers, places }).toEqual({
    answers: {
      first: { state: 'new' },
      second: { state: 'new' },
      repeated: { state: 'known', device: DEVICE, sequence: 1, results: result(1) },
      fromAnotherBook: { state: 'known', device: DEVICE, sequence: 2, results: result(2) },
      taken: { state: 'taken', by: testId(2) },
      ahead: { state: 'ahead', last: 2 },
      ofAnotherBook: { state: 'new' },
    },
    places: {
      mine: { last: 2, beyond: [testId(1), testId(2)], trail },
      upToDate: { last: 2, beyond: [], trail },
      unknown: { last: 2, beyond: [], trail },
      never: { last: 0, beyond: [], trail: null },
    },
  })
})

test('a second attempt waits for the first that still runs, and then knows it', async () => {
  await adviser.query('BEGIN')
  const first = await begin(adviser, DEVICE, 3, 0x30)
  await another.query('BEGIN')
  const second = begin(another, DEVICE, 3, 0x30)
  await adviser.query('COMMIT')
  const answer = await second
  await another.query('COMMIT')

  expect({ first, answer }).toEqual({
    first: { state: 'new' },
    answer: { state: 'known', device: DEVICE, sequence: 3, results: null },
  })
})

test('a unit of somebody else is not answered, though its place is taken', async () => {
  const colleague = await firm.connectAs(firm.colleague)
  await colleague.query('BEGIN')
  const answer = (await colleague.query('SELECT sync.begin_unit($1, 1, $2) AS answer', [DEVICE, testId(0x40)])).rows[0]
    .answer
  await colleague.query('ROLLBACK')
  const seen = (await colleague.query('SELECT count(*)::integer AS units FROM sync.applied_units')).rows
  await colleague.end()

  expect({ answer, seen }).toEqual({ answer: { state: 'taken', by: null }, seen: [{ units: 0 }] })
})

const FORMER = `
  INSERT INTO users (id, login, display_name, role, active)
  VALUES ('${testId(1)}', 'former', 'Former', 'adviser', true);
  INSERT INTO app.devices (id, user_id, name, app_version)
  VALUES ('${testId(2)}', '${testId(1)}', 'one', '1'), ('${testId(3)}', '${testId(1)}', 'two', '1');
  INSERT INTO sync.applied_mutations (mutation_id, device_id, user_id, applied_at)
  VALUES ('${testId(12)}', '${testId(2)}', '${testId(1)}', '2026-02-01'),
    ('${testId(13)}', '${testId(2)}', '${testId(1)}', '2026-01-01'),
    ('${testId(14)}', '${testId(3)}', '${testId(1)}', '2026-03-01')`

test('what was applied before there were units is a unit each, in the order it came, and goes back', async () => {
  const server: Database = { ...inject('scratchCluster'), stop: async () => undefined }
  const owner = { user: 'adviser_owner', password: randomBytes(12).toString('base64url') }
  const database = `firm_${randomBytes(5).toString('hex')}`
  const run = (sql: string) => asSuperuser(server, database, async (client) => (await client.query(sql)).rows)
  await asSuperuser(server, 'postgres', async (client) => {
    await client.query(`ALTER ROLE ${owner.user} PASSWORD '${owner.password}'`)
    await client.query(`CREATE DATABASE ${database} OWNER ${owner.user}`)
  })
  const { host, port, caFile } = server
  const target = { host, port, caFile, database, ...owner }
  const upTo = (await loadMigrations()).filter(({ name }) => Number(name.slice(-13)) <= 1764300020000)
  await runMigrations(target, upTo.slice(0, -1))
  await run(FORMER)

  await runMigrations(target, upTo)
  const units = await run('SELECT unit_id, device_id, sequence FROM sync.applied_units ORDER BY unit_id')
  const mutations = await run('SELECT mutation_id = unit_id AS is_own FROM sync.applied_mutations')
  const reverted = await revertMigration(target, upTo)
  const former = await run('SELECT mutation_id FROM sync.applied_mutations ORDER BY 1')
  await asSuperuser(server, 'postgres', (client) => client.query(`DROP DATABASE ${database} WITH (FORCE)`))

  expect({ units, mutations, reverted, former }).toEqual({
    units: [
      { unit_id: testId(12), device_id: testId(2), sequence: '2' },
      { unit_id: testId(13), device_id: testId(2), sequence: '1' },
      { unit_id: testId(14), device_id: testId(3), sequence: '1' },
    ],
    mutations: [{ is_own: true }, { is_own: true }, { is_own: true }],
    reverted: 'UnitsOfWork1764300020000',
    former: [{ mutation_id: testId(12) }, { mutation_id: testId(13) }, { mutation_id: testId(14) }],
  })
})
