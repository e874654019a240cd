import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { type CycleRunner, createCycleRunner } from '#test/support/cycle-runner.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

// A trigger in the book's own file ends the work at one chosen write, as a full disk or a death there would. Whatever
// was committed before stays; a cursor among it would claim rows that are not here, and nothing would bring them again.

let firm: SmallFirm
let laptop: CycleRunner
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())
beforeEach(async () => {
  householdId = await firm.insertHousehold({ name: 'First' })
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'low', 'open' FROM generate_series(1, 3) AS n`,
    [householdId, firm.adviser.id],
  )
  laptop = await createCycleRunner(firm, firm.adviser)
})
afterEach(async () => {
  await laptop.close()
  await firm.emptyBook()
})

async function isInStep(): Promise<boolean> {
  const asAdviser = await firm.connectAs(firm.adviser)
  const there = await readFirmRows(asAdviser).finally(() => asAdviser.end())
  return JSON.stringify(readBookRows(laptop.file.path, laptop.file.key)) === JSON.stringify(there)
}

async function readPlace() {
  const { cursor } = await laptop.cache.run('readLoadState', null)
  return { cursor, reconciliation: await laptop.cache.run('readReconciliation', null) }
}

/** Runs a cycle that ends at the write. @returns whether it did, and whether the cursor moved past what it brought. */
async function failAt(write: string) {
  const before = await readPlace()
  laptop.tamper(`CREATE TRIGGER fail_point BEFORE ${write} BEGIN SELECT RAISE(ABORT, 'the fail point'); END`)
  const failed = await laptop.cycle().then(
    () => false,
    () => true,
  )
  laptop.tamper('DROP TRIGGER fail_point')
  const after = await readPlace()
  // Where another state of the firm's is compared, the note of it says that the book is not there yet.
  const moved = after.cursor?.snapshot !== before.cursor?.snapshot && after.reconciliation === null
  return { failed, isAhead: moved && !(await isInStep()) }
}

const change = (sql: string) => () => firm.query(sql)
const changeAll = change(`UPDATE tasks SET details = 'changed'`)

test.each<[string, () => Promise<unknown>, string]>([
  ['the first row of a table', changeAll, 'INSERT ON tasks'],
  ['the last row of a table', changeAll, `INSERT ON tasks WHEN NEW.title = 'Task 3'`],
  ['the words of a row', change(`UPDATE tasks SET title = 'Renamed' WHERE title = 'Task 2'`), 'INSERT ON search_rows'],
  ['a row that goes', () => firm.removeRows('tasks', `title = 'Task 1'`), 'DELETE ON tasks'],
  ['a household that came', () => firm.insertHousehold({ name: 'Second' }), 'INSERT ON households'],
  ['the cursor itself', changeAll, `INSERT ON sync_state WHEN NEW.name = 'cursor'`],
])('a pull that ends at %s leaves the cursor behind, and the next one brings it', async (_write, happen, write) => {
  await laptop.cycle()
  await happen()
  const cut = await failAt(write)
  await laptop.cycle()

  expect({ ...cut, inStep: await isInStep() }).toEqual({ failed: true, isAhead: false, inStep: true })
})

test.each([
  ['a table’s place', `UPDATE ON load_progress WHEN NEW.table_name = 'tasks'`],
  [
    'the last table’s end',
    `UPDATE OF complete ON load_progress WHEN NEW.complete = 1 AND NOT EXISTS (
     SELECT 1 FROM load_progress WHERE complete = 0 AND table_name <> NEW.table_name)`,
  ],
  ['the cursor itself', `INSERT ON sync_state WHEN NEW.name = 'cursor'`],
])('a first sync that ends at %s leaves no cursor, and the next one goes on', async (_write, write) => {
  const cut = await failAt(write)
  const { cursor } = await readPlace()
  await laptop.cycle()

  expect({ ...cut, cursor, inStep: await isInStep() }).toEqual({
    failed: true,
    isAhead: false,
    cursor: null,
    inStep: true,
  })
})

test('a comparison with another state that ends at a row is not over, and the next cycle goes on with it', async () => {
  await laptop.cycle()
  await firm.query('SET session_replication_role = replica')
  await firm.query(`UPDATE households SET name = 'Another', updated_at = now() + interval '1 second'`)
  await firm.query('SET session_replication_role = origin')
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  const cut = await failAt('INSERT ON households')
  await laptop.cycle()

  expect({ ...cut, inStep: await isInStep() }).toEqual({ failed: true, isAhead: false, inStep: true })
})
