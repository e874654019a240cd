import type pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let householdId: string

beforeEach(async () => {
  await firm?.close()
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
})
afterAll(async () => {
  await firm.close()
})

const connect = (user = firm.adviser): Promise<pg.Client> => firm.connectAs(user)

/** Takes the present month away, so that everything written now falls into the default partition. */
async function loseThisMonth(): Promise<string> {
  const [{ name } = {}] = await firm.query('SELECT audit.partition_of(audit.this_month()) AS name')
  await firm.query(`ALTER TABLE audit_events DETACH PARTITION audit.${name}`)
  await firm.query(`ALTER TABLE audit.${name} RENAME TO lost`)
  return name as string
}

const insertTask = (client: Pick<pg.Client, 'query'>) =>
  client.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     VALUES (gen_random_uuid(), $1, 'Write', $2, 'low', 'open')`,
    [householdId, firm.adviser.id],
  )

const inDefault = async () =>
  (await firm.query('SELECT count(*)::integer AS events FROM audit.events_default'))[0]?.events

test('the default partition is emptied when its month is made, while others write and call for it', async () => {
  await loseThisMonth()
  const writers = await Promise.all(Array.from({ length: 4 }, () => connect()))
  const callers = await Promise.all(Array.from({ length: 4 }, () => connect(firm.compliance)))
  for (let index = 0; index < 50; index += 1) await insertTask(writers[0] as pg.Client)
  const before = await firm.query('SELECT id, sequence FROM audit.events_default ORDER BY sequence')
  let done = false
  const writing = writers.map(async (writer) => {
    let written = 0
    while (!done || written < 20) {
      await insertTask(writer)
      written += 1
    }
    return written
  })
  // A call that finds the lock taken puts it off, as a start-up does; the next one goes on.
  const called: number[] = []
  const calling = callers.map(async (caller) => {
    for (let tries = 0; tries < 20 && !called.includes(1); tries += 1) {
      called.push((await caller.query('SELECT audit.ensure_partitions() AS made')).rows[0].made)
    }
  })
  await Promise.all(calling)
  done = true
  const written = (await Promise.all(writing)).reduce((sum, count) => sum + count, 0)
  const [after] = await firm.query(
    `SELECT count(*)::integer AS events, count(DISTINCT row_id)::integer AS rows, count(DISTINCT sequence)::integer AS sequences
     FROM audit_events WHERE table_name = 'tasks'`,
  )
  const kept = await firm.query('SELECT id, sequence FROM audit_events WHERE id = ANY ($1) ORDER BY sequence', [
    before.map(({ id }) => id),
  ])
  await Promise.all([...writers, ...callers].map((client) => client.end()))

  const all = written + 50
  expect({ made: called.reduce((sum, made) => sum + made, 0), waiting: await inDefault(), after, kept }).toEqual({
    made: 1,
    waiting: 0,
    after: { events: all, rows: all, sequences: all },
    kept: before,
  })
})

test('a call never fails: while something long reads the trail it puts the work off, and writing goes on', async () => {
  const name = await loseThisMonth()
  const writer = await connect()
  const reader = await connect(firm.compliance)
  await insertTask(writer)
  await reader.query('BEGIN')
  await reader.query('SELECT count(*) FROM audit_events')
  const meanwhile = (await writer.query('SELECT audit.ensure_partitions() AS made')).rows
  await insertTask(writer)
  await reader.query('COMMIT')
  const later = (await writer.query('SELECT audit.ensure_partitions() AS made')).rows
  const [there] = await firm.query(`SELECT count(*)::integer AS events FROM audit.${name} WHERE table_name = 'tasks'`)
  await writer.end()
  await reader.end()

  expect({ meanwhile, later, there }).toEqual({ meanwhile: [{ made: 0 }], later: [{ made: 1 }], there: { events: 2 } })
})

test('a caller whose snapshot is older than the lock moves nothing, since it would not see what to move', async () => {
  await loseThisMonth()
  const caller = await connect()
  await insertTask(caller)
  await caller.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  const { rows } = await caller.query('SELECT audit.ensure_partitions() AS made')
  await caller.query('COMMIT')
  await caller.end()

  expect({ rows, waiting: await inDefault() }).toEqual({ rows: [{ made: 0 }], waiting: 1 })
})

/** Puts an event in, as if the server's clock had been wrong by so many months. */
const insertEvent = (months: number) =>
  firm.query(
    `INSERT INTO audit_events (id, occurred_at, recorded_at, origin, actor_login, type, action, hash)
     VALUES (gen_random_uuid(), now(), audit.month_start(audit.this_month()) + make_interval(months => $1, days => 9),
       'server', 'clock', 'data', 'read', 'x')`,
    [months],
  )

test('events of a clock that is off are kept, and find their month as soon as it is made', async () => {
  for (const months of [-14, -1, 1, 5, 30]) await insertEvent(months)
  const before = await inDefault()
  await firm.query('SELECT audit.ensure_partitions()')
  const near = await inDefault()
  await firm.query('SELECT audit.ensure_partitions(6)')
  const far = await inDefault()
  const [{ misplaced } = {}] = await firm.query(
    `SELECT count(*)::integer AS misplaced FROM audit_events
     WHERE tableoid::regclass::text NOT IN ('audit.events_default', 'audit.' || audit.partition_of((recorded_at AT TIME ZONE 'UTC')::date))`,
  )

  expect({ before, near, far, misplaced }).toEqual({ before: 4, near: 2, far: 1, misplaced: 0 })
})

test('months begin at midnight UTC, wherever the caller’s clock stands', async () => {
  const caller = await connect()
  await caller.query(`SET TimeZone = 'America/New_York'`)
  await caller.query('SELECT audit.ensure_partitions(14)')
  await caller.end()
  await firm.query(`SET TimeZone = 'UTC'`)
  const bounds = await firm.query(
    `SELECT count(*)::integer AS months, count(*) FILTER (WHERE pg_get_expr(relpartbound, oid)
       !~ '^FOR VALUES FROM \\(''\\d{4}-\\d\\d-01 00:00:00\\+00''\\) TO \\(''\\d{4}-\\d\\d-01 00:00:00\\+00''\\)$')::integer AS crooked
     FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relname ~ '^events_\\d'
       AND relkind = 'r'`,
  )

  expect(bounds).toEqual([{ months: 15, crooked: 0 }])
})

test('nobody changes, deletes, or empties: the parent, a month, a new one, the new default, a detached one', async () => {
  const lost = await loseThisMonth()
  await insertTask({ query: firm.query } as unknown as pg.Client)
  await firm.query('SELECT audit.ensure_partitions(5)')
  const tables = await firm.query(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
     WHERE relname = 'audit_events' OR (nspname = 'audit' AND relkind = 'r' AND relname ~ '^(events_|lost)')`,
  )
  const answers: Record<string, unknown> = {}
  for (const { name } of tables) {
    for (const statement of [`UPDATE ${name} SET reason = 'x'`, `DELETE FROM ${name}`, `TRUNCATE ${name}`]) {
      const code = await firm.query(statement).catch((error: { code: string }) => error.code)
      if (code !== '42501') answers[statement] = code
    }
  }

  // The present month, five ahead, the default, the lost one, and the parent.
  expect({ lost: lost !== '', tables: tables.length, answers }).toEqual({ lost: true, tables: 9, answers: {} })
})

/** The partitions that a question reads, as this login. */
async function partitionsRead(client: pg.Client, sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ${sql}`, values)
  const lines = rows.map((row) => row['QUERY PLAN'] as string).filter((line) => !line.includes('never executed'))
  return [...new Set(lines.flatMap((line) => /Scan.* on (events_\w+)/.exec(line)?.[1] ?? []))]
}

test('a question for one month reads one month, as typed and with parameters, by an adviser and by compliance', async () => {
  const month = (await firm.query('SELECT audit.partition_of(audit.this_month()) AS name'))[0]?.name
  const [span] = await firm.query(
    `SELECT audit.month_start(audit.this_month())::text AS first, audit.month_start(audit.next_month(audit.this_month()))::text AS next`,
  )
  const typed = `SELECT action FROM audit_events WHERE recorded_at >= '${span?.first}' AND recorded_at < '${span?.next}'`
  const asked = 'SELECT action FROM audit_events WHERE recorded_at >= $1 AND recorded_at < $2'
  const computed = `SELECT action FROM audit_events WHERE recorded_at >= audit.month_start(audit.this_month())
    AND recorded_at < audit.month_start(audit.next_month(audit.this_month()))`
  const found: Record<string, string[]> = {}
  for (const user of [firm.adviser, firm.compliance]) {
    const client = await connect(user)
    await client.query('SET plan_cache_mode = force_generic_plan')
    found[`${user.login} typed`] = await partitionsRead(client, typed)
    found[`${user.login} asked`] = await partitionsRead(client, asked, [span?.first, span?.next])
    found[`${user.login} computed`] = await partitionsRead(client, computed)
    await client.end()
  }

  expect(new Set(Object.values(found).map((names) => names.join()))).toEqual(new Set([month]))
})
