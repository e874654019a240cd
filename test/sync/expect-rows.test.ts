import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { expectRows } from '#electron/sync/expect-rows.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

/** So many that the planner's count is taken. */
const MANY = 24_000

let firm: SmallFirm
let database: FirmDatabase

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  database = await openFirmDatabase(firm.database, firm.adviser)
  const mine = await firm.insertHousehold({ name: 'Mine' })
  const theirs = await firm.insertHousehold({ name: 'Theirs', advisorId: firm.colleague.id })
  const insert = `INSERT INTO tasks (id, household_id, owner_id, title, status, priority)
    SELECT gen_random_uuid(), $1, $2, 'Task', 'open', 'normal' FROM generate_series(1, $3)`
  await firm.query(insert, [mine, firm.adviser.id, MANY / 2])
  await firm.query(insert, [theirs, firm.colleague.id, MANY / 2])
})
afterAll(async () => {
  await database.end()
  await firm.close()
})

const expected = () => database.unitOfWork('repeatable read, read only', expectRows)
const hide = (table: string) => firm.query(`UPDATE pg_class SET reltuples = -1 WHERE oid = 'public.${table}'::regclass`)

test('a table that the planner never counted is counted, as is a small one; one without rows is not', async () => {
  await hide('tasks')
  await hide('households')

  const { tasks, households, meetings } = await expected()

  expect({ tasks, households, meetings }).toEqual({ tasks: MANY / 2, households: 1, meetings: 0 })
})

test('of a large table as many are expected as households are mine', async () => {
  await firm.query('ANALYZE households, tasks')

  const { tasks, households } = await expected()

  expect({ households, near: Math.abs(tasks - MANY / 2) < MANY / 20 }).toEqual({ households: 1, near: true })
})
