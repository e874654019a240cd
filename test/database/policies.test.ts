import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let adviser: pg.Client
let compliance: pg.Client

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  await firm.insertHousehold({ name: 'Mine' })
  await firm.insertHousehold({ name: 'Theirs', advisorId: firm.colleague.id })
  adviser = await firm.connectAs(firm.adviser)
  compliance = await firm.connectAs(firm.compliance)
})
afterAll(async () => {
  await adviser.end()
  await compliance.end()
  await firm.close()
})

const names = async (client: pg.Client) =>
  (await client.query('SELECT name FROM households ORDER BY name')).rows.map(({ name }) => name)

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it was allowed',
    (error: { code?: string }) => error.code,
  )

test('an adviser sees the own book, compliance the firm’s', async () => {
  expect({ adviser: await names(adviser), compliance: await names(compliance) }).toEqual({
    adviser: ['Mine'],
    compliance: ['Mine', 'Theirs'],
  })
})

test('a forged setting changes nothing for a personal login', async () => {
  await adviser.query(`SELECT set_config('app.current_user_id', $1, false)`, [firm.colleague.id])

  expect(await names(adviser)).toEqual(['Mine'])
})

test('a pooler login speaks for the person it names, transaction by transaction', async () => {
  const login = `pooler.${firm.adviser.id.slice(-8)}`
  await firm.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'pooler' IN ROLE firm_pooler`)
  const pooler = await firm.connectAs({ id: '', login, password: 'pooler' })

  await pooler.query('BEGIN')
  await pooler.query(`SELECT set_config('app.current_user_id', $1, true)`, [firm.colleague.id])
  const inside = await names(pooler)
  await pooler.query('COMMIT')
  const outside = await names(pooler)

  await pooler.end()
  await firm.query(`DROP ROLE "${login}"`)
  expect({ inside, outside }).toEqual({ inside: ['Theirs'], outside: [] })
})

test('an adviser can neither hand a household away nor write into somebody else’s', async () => {
  const away = failure(adviser.query('UPDATE households SET advisor_id = $1', [firm.colleague.id]))
  const away_code = await away
  const [theirs] = await firm.query(`SELECT id FROM households WHERE name = 'Theirs'`)
  const into = await failure(
    adviser.query(
      `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
       VALUES (gen_random_uuid(), $1, 'Not mine', $2, 'low', 'open')`,
      [theirs?.id, firm.adviser.id],
    ),
  )

  expect({ away: away_code, into }).toEqual({ away: '42501', into: '42501' })
})

test('a login whose person gets another role loses the rights of the former', async () => {
  const { id, login, password } = firm.colleague
  await firm.query(`UPDATE users SET role = 'examiner' WHERE id = $1`, [id])
  await firm.query('SELECT app.ensure_login($1, $2)', [login, password])
  const examiner = await firm.query(
    `SELECT granted.rolname FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid
     JOIN pg_roles AS holder ON holder.oid = member WHERE holder.rolname = $1`,
    [login],
  )
  await firm.query(`UPDATE users SET role = 'adviser' WHERE id = $1`, [id])
  await firm.query('SELECT app.ensure_login($1, $2)', [login, password])

  expect(examiner).toEqual([{ rolname: 'firm_examiner' }])
})

test('nobody changes or removes an audit event, not even the owner of the tables', async () => {
  const tries: Record<string, unknown> = {}
  for (const sql of ['UPDATE audit_events SET reason = $$x$$', 'DELETE FROM audit_events', 'TRUNCATE audit_events']) {
    tries[sql.split(' ')[0] ?? ''] = [await failure(firm.query(sql)), await failure(compliance.query(sql))]
  }

  expect(tries).toEqual({ UPDATE: ['42501', '42501'], DELETE: ['42501', '42501'], TRUNCATE: ['42501', '42501'] })
})

test('a row’s change is in the trail with before and after, author, and no bookkeeping fields', async () => {
  await adviser.query(`UPDATE households SET objective = 'growth' WHERE name = 'Mine'`)

  const events = await firm.query(
    `SELECT origin, actor_id, actor_login, type, action, table_name, changes FROM audit_events
     ORDER BY sequence DESC LIMIT 1`,
  )
  expect(events).toEqual([
    {
      origin: 'server',
      actor_id: firm.adviser.id,
      actor_login: firm.adviser.login,
      type: 'data',
      action: 'update',
      table_name: 'households',
      changes: { objective: [null, 'growth'] },
    },
  ])
})

test('events fall into the partition of their month, and partitions are made ahead once', async () => {
  const again = await adviser.query('SELECT audit.ensure_partitions() AS made')
  const places = await firm.query(
    `SELECT DISTINCT tableoid::regclass::text AS place, to_char(recorded_at AT TIME ZONE 'UTC', '"audit.events_"YYYY_MM') AS month
     FROM audit_events`,
  )

  expect({ made: again.rows, misplaced: places.filter(({ place, month }) => place !== month) }).toEqual({
    made: [{ made: 0 }],
    misplaced: [],
  })
})
