import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createMigratedDatabase, nameScratchFolder } from '#build/database/scratch.ts'
import { type Database, setClock, startDatabase } from '#build/database/start-database.ts'
import type {} from '#build/test/scratch-cluster-setup.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

// A server that lives in another month: partitions are made by its clock in January 2027, for January to April.

const folder = nameScratchFolder()
let server: Database
let firm: SmallFirm
let householdId: string

beforeAll(async () => {
  const { server: name } = inject('scratchCluster')
  server = await startDatabase({ folder, server: name, durable: false, clock: '2027-01-15 12:00:00' })
  firm = await createSmallFirm(await createMigratedDatabase(server))
  householdId = await firm.insertHousehold()
})
afterAll(async () => {
  await firm.close()
  await server.stop()
  rmSync(folder, { recursive: true })
})

const addTask = (title: string) =>
  firm.insert('tasks', { householdId, title, ownerId: firm.adviser.id, priority: 'low', status: 'open' })

const hasReached = async (utc: string) =>
  (await firm.query('SELECT clock_timestamp() > $1 AS yes', [`${utc}Z`]))[0]?.yes

/** More than can be written in the seconds that a test waits for, so that a clock that does not go ends it too. */
const ENOUGH = 30_000

/** Writes one row after the other until the server's clock shows the time. @returns their ids. */
async function writeUntil(utc: string): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < ENOUGH && !(await hasReached(utc))) ids.push(await addTask(`Task ${ids.length}`))
  return ids
}

/** By partition, how many events of these rows lie in it. A month's name is only given to what is of that month. */
async function findEvents(ids: readonly string[]): Promise<Record<string, unknown>> {
  const rows = await firm.query(
    `SELECT CASE WHEN partition IN ('audit.events_default', month) THEN partition ELSE 'misplaced' END AS partition,
            count(*)::integer AS events
     FROM (SELECT tableoid::regclass::text AS partition,
                  'audit.events_' || to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY_MM') AS month
           FROM audit_events WHERE table_name = 'tasks' AND row_id = ANY ($1)) AS found
     GROUP BY 1`,
    [ids],
  )
  return Object.fromEntries(rows.map(({ partition, events }) => [String(partition), events]))
}

const sum = (counts: Record<string, unknown>) =>
  Object.values(counts).reduce<number>((all, one) => all + Number(one), 0)

test('while a month turns into the next, every write succeeds and its event lies in its month', async () => {
  setClock(server, '2027-01-31 23:59:58')
  const ids = await writeUntil('2027-02-01 00:00:01')
  const events = await findEvents(ids)

  expect({ events, total: sum(events) }).toEqual({
    events: { 'audit.events_2027_01': expect.any(Number), 'audit.events_2027_02': expect.any(Number) },
    total: ids.length,
  })
})

test.each([
  ['a month behind what partitions were made for', '2026-12-20 09:00:00'],
  ['a month ahead of them', '2027-05-20 09:00:00'],
])('with the clock %s, every write succeeds and is found', async (_, clock) => {
  setClock(server, clock)
  const ids = [await addTask('First'), await addTask('Second')]
  const [recorded] = await firm.query(
    `SELECT bool_and(to_char(recorded_at, 'YYYY-MM') = $2) AS that_month, count(*)::integer AS events FROM audit_events
     WHERE row_id = ANY ($1)`,
    [ids, clock.slice(0, 7)],
  )

  expect({ recorded, misplaced: (await findEvents(ids)).misplaced }).toEqual({
    recorded: { that_month: true, events: 2 },
    misplaced: undefined,
  })
})

test('with the clock set back over a month’s turn, every write succeeds and its event lies in its month', async () => {
  setClock(server, '2027-02-10 09:00:00')
  const later = await addTask('Later')
  setClock(server, '2027-01-10 09:00:00')
  const earlier = await addTask('Earlier')

  expect([await findEvents([later]), await findEvents([earlier])]).toEqual([
    { 'audit.events_2027_02': 1 },
    { 'audit.events_2027_01': 1 },
  ])
})
