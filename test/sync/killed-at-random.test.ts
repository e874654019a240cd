import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { readFirmRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { LONG_TIMEOUT, readEffort } from '#test/support/effort.ts'
import { readFiled } from '#test/support/filed-documents.ts'
import { createKillableLaptop, type KillableLaptop } from '#test/support/killed-laptop.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const { long, seed } = readEffort()
const KILLS = long ? 200 : 12
const taskColumns = columnsOf(recordOf('tasks')).join(', ')
const FIRMS_TASKS = 3_000
const OWN_WORK = { tasks: 12, files: 0 }
const OWN_CAPTURE = { tasks: 0, files: 2 }

/** Where the deaths lie, and over how much of a whole run's time from there. */
const PHASES = [
  ['start', 1],
  ['first_sync', 0.2],
  ['pulling', 0.1],
  ['pushing', 0.3],
  ['pulling', 0.1],
  ['capturing', 0.5],
] as const

let firm: SmallFirm
let laptop: KillableLaptop
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Firm’s task', $2, 'low', 'open' FROM generate_series(1, $3::integer)`,
    [householdId, firm.adviser.id, FIRMS_TASKS],
  )
  laptop = createKillableLaptop(firm, makeTemporaryFolder(), householdId)
})
afterAll(async () => {
  await firm.close()
})

/** The firm changes all of its tasks at once. @returns the transaction that did. */
async function changeAll(round: number): Promise<string> {
  const [row] = await firm.query(
    `WITH changed AS (UPDATE tasks SET details = $1 WHERE title = 'Firm’s task')
     SELECT pg_current_xact_id()::text AS xid`,
    [String(round)],
  )
  return row?.xid as string
}

interface LeftBehind {
  readonly check: unknown
  readonly cursor: string | null
  /** The oldest of the firm's changes that the book still shows. */
  readonly oldest: number
  readonly unsent: readonly string[]
  /** Titles of documents that are on the laptop alone. */
  readonly unsentFiles: readonly string[]
}

function lookInto(db: CacheDatabase): LeftBehind {
  const cursor = db.prepare(`SELECT value FROM sync_state WHERE name = 'cursor'`).pluck().get() as string | undefined
  const oldest = db.prepare(`SELECT min(CAST(details AS INTEGER)) FROM tasks WHERE title = 'Firm’s task'`).pluck().get()
  return {
    check: db.pragma('quick_check', { simple: true }),
    cursor: cursor === undefined ? null : (JSON.parse(cursor) as { snapshot: string }).snapshot,
    oldest: (oldest as number | null) ?? Number.POSITIVE_INFINITY,
    unsent: db.prepare('SELECT row_id FROM outbox').pluck().all() as string[],
    unsentFiles: db
      .prepare(`SELECT patch ->> 'title' FROM outbox WHERE table_name = 'documents' AND operation = 'insert'`)
      .pluck()
      .all() as string[],
  }
}

/** The last of the firm's changes that a cursor claims to have seen. */
async function claimOf(cursor: string | null, transactions: readonly string[]): Promise<number> {
  if (cursor === null) return 0
  const seen = await firm.query(
    'SELECT pg_visible_in_snapshot(xid::xid8, $2::pg_snapshot) AS seen FROM unnest($1::text[]) AS xid',
    [transactions, cursor],
  )
  return seen.filter((row) => row.seen === true).length
}

interface Said {
  readonly saved: string[]
  readonly filed: string[]
}

async function whatIsWrong(left: LeftBehind | null, transactions: readonly string[], { saved, filed }: Said) {
  if (left === null) return []
  const sent = new Set((await firm.query('SELECT id FROM tasks')).map(({ id }) => id as string))
  const gone = saved.filter((id) => !sent.has(id) && !left.unsent.includes(id))
  const sentFiles = new Set((await readFiled(firm)).map(({ title }) => title))
  const goneFiles = filed.filter((title) => !sentFiles.has(title) && !left.unsentFiles.includes(title))
  const claim = await claimOf(left.cursor, transactions)
  return [
    ...(left.check === 'ok' ? [] : [`the file is damaged: ${left.check}`]),
    ...(left.oldest >= claim ? [] : [`the cursor stands at ${claim} and the rows at ${left.oldest}`]),
    ...gone.map((id) => `the saved task ${id} is gone`),
    ...goneFiles.map((title) => `the file ${title} is gone`),
  ]
}

test(
  'killed at any moment, the file is whole, the cursor behind its rows, and what was saved is kept',
  async () => {
    const whole = await createKillableLaptop(firm, makeTemporaryFolder(), householdId).run(OWN_WORK, null)
    const moments = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { numRuns: KILLS, seed })
    const transactions: string[] = []
    const said: Said = { saved: [], filed: [] }
    const wrong: string[] = []
    let killed = 0
    for (const [index, moment] of moments.entries()) {
      transactions.push(await changeAll(transactions.length + 1))
      const [phase, share] = PHASES[index % PHASES.length] ?? PHASES[0]
      const work = phase === 'capturing' ? OWN_CAPTURE : OWN_WORK
      const run = await laptop.run(work, { phase, after: moment * share * whole.milliseconds })
      killed += run.killed ? 1 : 0
      said.saved.push(...run.saved)
      said.filed.push(...run.filed)
      wrong.push(...(await whatIsWrong(laptop.read(lookInto), transactions, said)))
    }

    await laptop.run({ tasks: 0, files: 0 }, null)

    const client = await firm.connectAs(firm.adviser)
    const rows = await readFirmRows(client).finally(() => client.end())
    const shown = laptop.read((db) => db.prepare(`SELECT ${taskColumns} FROM tasks ORDER BY id`).raw().all())
    const twice = await firm.query(`SELECT device_sequence FROM audit_events WHERE origin = 'laptop'
    GROUP BY device_id, device_sequence HAVING count(*) > 1`)
    const half = (await readFiled(firm)).filter(({ versions, whole: isWhole }) => versions !== 1 || isWhole !== true)
    const unsent = laptop.read(lookInto)?.unsent
    expect({ wrong, half, some: said.filed.length > 0, killed: killed >= KILLS / 2, unsent, twice, shown }).toEqual({
      wrong: [],
      half: [],
      some: true,
      killed: true,
      unsent: [],
      twice: [],
      shown: rows.tasks,
    })
  },
  LONG_TIMEOUT,
)
