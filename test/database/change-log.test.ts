import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

test('a change is logged once, and for the former household as well when the row moved to another', async () => {
  const [from, to] = [await firm.insertHousehold(), await firm.insertHousehold()]
  const row = { title: 'Call', ownerId: firm.adviser.id, priority: 'low', status: 'open' } as const
  const id = await firm.insert('tasks', { householdId: from, ...row })
  const logged: Record<string, unknown> = {}
  for (const [name, statement] of [
    ['changed', `UPDATE tasks SET title = 'Write'`],
    ['moved', `UPDATE tasks SET household_id = '${to}'`],
    ['ofTheFirm', `UPDATE users SET title = 'Partner'`],
  ] as const) {
    await firm.query('DELETE FROM sync.change_log')
    await firm.query(`${statement} WHERE id = $1`, [name === 'ofTheFirm' ? firm.adviser.id : id])
    const rows = await firm.query('SELECT household_id FROM sync.change_log')
    logged[name] = rows.map(({ household_id: household }) => household).sort()
  }

  expect(logged).toEqual({ changed: [from], moved: [from, to].sort(), ofTheFirm: [null] })
})
