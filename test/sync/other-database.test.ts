import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { type CycleRunner, createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

// The change log cannot say what changed since the cursor: the whole book is compared, and only what differs is brought.

let firm: SmallFirm
let laptop: CycleRunner
let households: string[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

beforeEach(async () => {
  households = []
  for (const name of ['First', 'Second', 'Third']) households.push(await firm.insertHousehold({ name }))
  laptop = await createCycleRunner(firm, firm.adviser)
  await laptop.cycle()
})
afterEach(async () => {
  await laptop.close()
  await firm.emptyBook()
})

/** Changes the firm's rows as a restore does: the change log knows nothing of it. */
async function unlogged(...statements: readonly string[]): Promise<void> {
  await firm.query('SET session_replication_role = replica')
  for (const sql of statements) await firm.query(sql)
  await firm.query('RESET session_replication_role')
}

async function seeOutcome() {
  const asAdviser = await firm.connectAs(firm.adviser)
  const there = await readFirmRows(asAdviser)
  await asAdviser.end()
  const here = readBookRows(laptop.file.path, laptop.file.key)
  const { cursor } = await laptop.cache.run('readLoadState', null)
  const reconciling = await laptop.cache.run('readReconciliation', null)
  return { inStep: JSON.stringify(here) === JSON.stringify(there), reconciling, cursor }
}

/** One household fewer, one more, and one with another content under the same version. */
async function restoreAnotherState(): Promise<void> {
  const same = columnsOf(recordOf('households'))
    .filter((column) => !['id', 'name'].includes(column))
    .join(', ')
  await unlogged(
    `DELETE FROM households WHERE name = 'First'`,
    `UPDATE households SET name = 'Another', updated_at = now() + interval '1 second' WHERE name = 'Second'`,
    `INSERT INTO households (id, name, ${same}) SELECT gen_random_uuid(), 'Older', ${same} FROM households WHERE name = 'Third'`,
  )
}

test('a restored database: what differs is brought, what is the same is not, and the trail says so', async () => {
  await restoreAnotherState()
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  const { rows, entries, purged, gained } = await laptop.cycle()

  const [older] = await firm.query(`SELECT id FROM households WHERE name = 'Older'`)
  const { inStep, reconciling } = await seeOutcome()
  expect({ inStep, reconciling, rows, purged, gained, last: entries.at(-1)?.reason }).toEqual({
    inStep: true,
    reconciling: null,
    rows: 3,
    purged: [households[0]],
    gained: [older?.id],
    last: 'Compared with another state of the firm’s database: 3 parts of 3 households fetched anew',
  })
})

test('a cursor from the future is one of another database', async () => {
  await restoreAnotherState()
  const { cursor } = await laptop.cache.run('readLoadState', null)
  await laptop.cache.run('writeValue', {
    name: 'cursor',
    value: JSON.stringify({ ...cursor, snapshot: '999999999:999999999:' }),
  })
  await laptop.cycle()

  expect((await seeOutcome()).inStep).toBe(true)
})

test('a cursor older than the kept change log', async () => {
  await restoreAnotherState()
  const administrator = await firm.addUser('administrator')
  await firm.query(`UPDATE sync.change_log SET logged_at = now() - interval '40 days'`)
  const asAdministrator = await firm.connectAs(administrator)
  await asAdministrator.query(`SELECT sync.prune_change_log(interval '30 days')`)
  await asAdministrator.end()
  const first = await laptop.cycle()
  const second = await laptop.cycle()

  const { inStep, reconciling } = await seeOutcome()
  expect({ inStep, reconciling, told: first.entries.length > 0, second: [second.asked, second.units] }).toEqual({
    inStep: true,
    reconciling: null,
    told: true,
    second: [1, 0],
  })
})

test('a comparison that was cut goes on where it was, and the book counts as old until it is through', async () => {
  const before = await seeOutcome()
  await restoreAnotherState()
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  const cut = laptop.cycle({
    beforeUnit: async (count) => {
      if (count === 2) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
    },
  })
  await cut.catch(() => undefined)
  const between = await seeOutcome()
  await laptop.cycle()
  const after = await seeOutcome()

  expect({
    between: [between.inStep, between.reconciling !== null, between.cursor?.at === before.cursor?.at],
    after: [after.inStep, after.reconciling, after.cursor?.at === before.cursor?.at],
  }).toEqual({ between: [false, true, true], after: [true, null, false] })
})
