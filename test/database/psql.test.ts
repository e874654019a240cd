import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { runPsql, runStatements } from '#test/support/psql.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  await firm.insertHousehold({ name: 'Mine' })
  await firm.insertHousehold({ name: 'Theirs', advisorId: firm.colleague.id })
})
afterAll(() => firm.close())

const adviser = () => ({ user: firm.adviser.login, password: firm.adviser.password })

test('a session of psql is bound like any other, a forged setting included', async () => {
  const outcomes = await runStatements(firm.database, adviser(), [
    'SELECT id FROM households',
    `SET app.current_user_id = '${firm.colleague.id}'`,
    'SELECT id FROM households',
    'DELETE FROM households',
    'BEGIN',
    `UPDATE households SET advisor_id = '${firm.colleague.id}'`,
    'SELECT 1',
    'ROLLBACK',
    `UPDATE households SET name = 'Ours'`,
  ])

  expect(outcomes).toEqual([1, 0, 1, '42501', 0, '42501', '25P02', 0, 1])
})

test('psql says by its exit code whether it came to the end, and gives errors as their SQLSTATE alone', async () => {
  const wrong = await runPsql(firm.database, { ...adviser(), password: 'guess' }, 'SELECT 1;')
  const stopped = await runPsql(firm.database, adviser(), `SELECT 'Marigold'::integer; SELECT 1;`, [
    '-v',
    'ON_ERROR_STOP=1',
  ])

  expect({ wrong: [wrong.code, wrong.stdout], stopped }).toEqual({
    wrong: [2, ''],
    stopped: { code: 3, stdout: '', stderr: 'ERROR:  22P02\n' },
  })
})
