import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildRow, testId } from '#test/support/builders.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { type CycleRunner, createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const TASKS = 9_000

let firm: SmallFirm
let laptop: CycleRunner
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

beforeEach(async () => {
  householdId = await firm.insertHousehold()
  laptop = await createCycleRunner(firm, firm.adviser)
})
afterEach(async () => {
  await laptop.close()
  await firm.emptyBook()
})

async function isInStep(): Promise<boolean> {
  const asAdviser = await firm.connectAs(firm.adviser)
  const there = await readFirmRows(asAdviser)
  await asAdviser.end()
  return JSON.stringify(readBookRows(laptop.file.path, laptop.file.key)) === JSON.stringify(there)
}

test('a table with an added column is read again at the next contact, and goes on after a cut where it was', async () => {
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status, due_on)
     SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'normal', 'open', date '2027-01-01' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
  await laptop.cycle()
  laptop.tamper('UPDATE tasks SET due_on = NULL')
  await laptop.cache.run('writeValue', { name: 'to_read_again', value: JSON.stringify({ tasks: '' }) })
  const cut = laptop.cycle({
    beforeUnit: async (count) => {
      if (count === 2) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
    },
  })
  await cut.catch(() => undefined)
  const between = await isInStep()
  const { units } = await laptop.cycle()
  const quiet = await laptop.cycle()

  expect({ between, after: await isInStep(), units, quiet: quiet.units }).toEqual({
    between: false,
    after: true,
    // The second and the third chunk: the first was there.
    units: 2,
    quiet: 0,
  })
})

test('a change made with fields that this version does not know is parked in words, and others are sent', async () => {
  await laptop.cycle()
  const actor = { deviceId: laptop.deviceId, actorId: firm.adviser.id, actorLogin: 'adviser', appVersion: 'test' }
  for (const [mutationId, title] of [
    [testId(1), 'With another version'],
    [testId(2), 'With this one'],
  ] as const) {
    const row = buildRow('tasks', { id: uuidv7(), householdId, ownerId: firm.adviser.id, meetingId: null, title })
    const stamp = { id: uuidv7(), occurredAt: '2026-11-22T10:00:00.000Z' }
    const mutation = { table: 'tasks', operation: 'insert', row } as const
    await laptop.cache.run('commitChange', { actor, mutations: [{ mutation, mutationId, ...stamp }], entries: [] })
  }
  laptop.tamper(
    `UPDATE outbox SET patch = json_set(patch, '$.moonPhase', 'full'), made_under = 'other' WHERE mutation_id = ?`,
    testId(1),
  )

  await laptop.cycle()

  const outbox = await laptop.cache.run('query', {
    sql: 'SELECT state, reason, made_under FROM outbox',
    parameters: [],
  })
  expect({ outbox, sent: await firm.query('SELECT title FROM tasks') }).toEqual({
    outbox: [
      {
        state: 'refused',
        reason: expect.stringContaining('sets “moonPhase”, which tasks no longer have'),
        made_under: 'other',
      },
    ],
    sent: [{ title: 'With this one' }],
  })
})
