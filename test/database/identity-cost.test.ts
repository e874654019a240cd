import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { explain } from '#test/support/query-plans.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

test('who asks is found by the index of logins, however many people the firm has', async () => {
  await firm.query(`
    INSERT INTO users (id, login, display_name, role, active)
    SELECT gen_random_uuid(), 'former.' || place, 'Somebody who left', 'adviser', false FROM generate_series(1, 2000) AS place`)
  await firm.query('ANALYZE users')
  const adviser = await firm.connectAs(firm.adviser)
  const sql = 'SELECT app.user_id()'
  await adviser.query(sql)

  const { pages } = await explain(adviser, sql)

  await adviser.end()
  // The index and the row; all of the users are some thirty pages.
  expect(pages).toBeLessThanOrEqual(5)
})

/** One household of the adviser's, and one by team, in a firm where another has a thousand of both. */
async function makeUnevenBooks(): Promise<void> {
  const [own, other] = [await firm.insertHousehold(), await firm.insertHousehold({ advisorId: firm.colleague.id })]
  await firm.query(
    `INSERT INTO households (id, name, type, status, advisor_id, service_tier, review_cadence, retail_investor)
     SELECT gen_random_uuid(), name, type, status, advisor_id, service_tier, review_cadence, retail_investor
     FROM households, generate_series(1, 1000) WHERE id = $1`,
    [other],
  )
  await firm.query(
    `INSERT INTO team_members (id, household_id, user_id, role)
     SELECT gen_random_uuid(), id, CASE id WHEN $1 THEN $2::uuid ELSE $3::uuid END, 'assistant' FROM households
     WHERE id <> $4`,
    [other, firm.adviser.id, firm.colleague.id, own],
  )
  await firm.query('ANALYZE households, team_members')
}

test('which households are theirs is asked by a plan that is kept, however few they are', async () => {
  await makeUnevenBooks()
  await firm.query(`ALTER ROLE "${firm.adviser.login}" SET log_planner_stats = on`)
  const adviser = await firm.connectAs(firm.adviser)
  await adviser.query('SET client_min_messages = log')
  let plans = 0
  adviser.on('notice', ({ message }) => {
    if (message === 'PLANNER STATISTICS') plans += 1
  })
  const made: Record<string, number> = {}
  for (const name of ['my_household_ids', 'advised_household_ids', 'team_household_ids']) {
    // PostgreSQL judges by the first five whether a plan is worth keeping.
    for (let time = 0; time < 6; time += 1) await adviser.query(`SELECT app.${name}()`)
    plans = 0
    await adviser.query(`SELECT app.${name}()`)
    made[name] = plans
  }

  await adviser.end()
  // That of the statement itself.
  expect(made).toEqual({ my_household_ids: 1, advised_household_ids: 1, team_household_ids: 1 })
})
