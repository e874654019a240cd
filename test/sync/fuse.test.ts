import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { type CycleRunner, createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const TASKS = 300

let firm: SmallFirm
let laptop: CycleRunner
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

beforeEach(async () => {
  householdId = await firm.insertHousehold()
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'normal', 'open' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
  laptop = await createCycleRunner(firm, firm.adviser)
  await laptop.cycle()
})
afterEach(async () => {
  await laptop.close()
  await firm.emptyBook()
})

const countTasks = async () => {
  const [row] = (await laptop.cache.run('query', {
    sql: 'SELECT count(*) AS total FROM tasks',
    parameters: [],
  })) as [{ total: number }]
  return row.total
}

/** Runs a cycle that is stopped. @returns what the person is told. */
async function stoppedCycle(): Promise<{ code?: string; message?: string }> {
  const error = await laptop.cycle().then(
    () => ({}),
    (caught: { code: string; message: string }) => caught,
  )
  return error
}

const trail = () =>
  firm.query(`SELECT action, changes, reason FROM audit_events WHERE type = 'integrity' AND device_id = $1`, [
    laptop.deviceId,
  ])

test('many rows that a broken policy hides are not removed: the person and the trail are told, and it heals', async () => {
  await firm.query(`DROP POLICY own_book ON tasks`)
  await firm.query(`UPDATE tasks SET title = title || '!'`)
  const stopped = await stoppedCycle()
  const kept = await countTasks()
  const told = await trail()

  await firm.query(`
    CREATE POLICY own_book ON tasks USING (household_id = ANY ((SELECT app.my_household_ids())::uuid[]))
    WITH CHECK (household_id = ANY ((SELECT app.my_household_ids())::uuid[]))`)
  const healed = await laptop.cycle()

  expect({ code: stopped.code, message: stopped.message, kept, told, rows: healed.rows }).toEqual({
    code: 'refused',
    message: expect.stringMatching(/no longer shows 300 of the \d+ rows.*Nothing was removed here/),
    kept: TASKS,
    told: [
      {
        action: 'verified',
        changes: { tasks: [TASKS, 0] },
        reason: expect.stringContaining('300 of them are there and not shown'),
      },
    ],
    rows: TASKS,
  })
})

test('rows that are back in a second snapshot are not removed', async () => {
  const columns = columnsOf(recordOf('tasks')).join(', ')
  await firm.query(`CREATE TABLE public.aside AS SELECT * FROM tasks`)
  await firm.removeRows('tasks')
  let units = 0
  const cycle = laptop.cycle({
    beforeUnit: async (count) => {
      units = count
      // Between the first and the second snapshot.
      if (count === 2) await firm.query(`INSERT INTO tasks (${columns}) SELECT ${columns} FROM aside`)
    },
  })
  const message = await cycle.then(
    () => 'removed',
    (error: Error) => error.message,
  )
  await firm.query('DROP TABLE public.aside')

  expect({ units, kept: await countTasks(), message }).toEqual({
    units: 2,
    kept: TASKS,
    message: expect.stringContaining('contradicts itself'),
  })
})

test('many rows that are truly gone are removed once a second snapshot says the same', async () => {
  await firm.removeRows('tasks')
  const { units, entries } = await laptop.cycle()

  expect({ units, kept: await countTasks(), entries }).toEqual({
    units: 2,
    kept: 0,
    entries: [
      {
        type: 'integrity',
        action: 'verified',
        changes: { tasks: [TASKS, 0] },
        reason: expect.stringMatching(/^300 of \d+ rows removed/),
      },
    ],
  })
})

test('a household that left by the log of assignments goes at once, however large', async () => {
  await firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [householdId, firm.colleague.id])
  const { units, entries, purged } = await laptop.cycle()

  expect({ units, kept: await countTasks(), entries, purged }).toEqual({
    units: 1,
    kept: 0,
    entries: [],
    purged: [householdId],
  })
})
