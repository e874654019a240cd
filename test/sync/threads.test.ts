import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Clock } from '#electron/platform/ports.ts'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createRelay, type Relay } from '#test/support/relay.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { threads } from '#test/support/threads.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

/** Several chunks of a first sync. */
const TASKS = 9_000
const A_CHUNK = 4_000
/** More rows than there are besides the tasks. */
const FEW = 100

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let relays: Record<'cache' | 'sync', Relay>

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  const householdId = await firm.insertHousehold({ name: 'Canary household' })
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Canary ' || n, $2, 'normal', 'open' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
})
afterAll(() => firm.close())
beforeEach(() => {
  laptop = createLaptop(firm)
  relays = {
    cache: createRelay('cache', threads.cacheWorker),
    sync: createRelay('sync', threads.syncWorker),
  }
})
afterEach(async () => {
  await workstation.stop()
  for (const relay of Object.values(relays)) relay.close()
  laptop.remove()
})

const start = (clock?: Clock) =>
  laptop.start({
    cacheWorker: relays.cache.script,
    syncWorker: relays.sync.script,
    // Without jitter, so that a test knows how long a timer is.
    ports: { random: { ...systemRandom, unit: () => 0.5 }, ...(clock ? { clock } : {}) },
  })

const credentials = () => ({ login: firm.adviser.login, password: firm.adviser.password })

const tasksInBook = async () => (await workstation.call('tasks.list', {})).length

/** Resolves with the first status of a first sync that has brought at least so many rows. */
const whileLoading = (rows: number) =>
  workstation.until('sync.changed', ({ phase, rowsSynced }) => phase === 'first_sync' && rowsSynced >= rows)

/** A clock whose timers run when the test says so. */
function createHandClock() {
  const timers = new Map<() => void, number>()
  const clock: Clock = {
    now: () => Date.now(),
    after(milliseconds, run) {
      timers.set(run, milliseconds)
      return () => timers.delete(run)
    },
  }
  /** Runs what waits for this long, as soon as something does. */
  const ring = async (milliseconds: number) => {
    for (;;) {
      const [run] = [...timers].find(([, after]) => after === milliseconds) ?? []
      if (run) return run()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { clock, ring }
}

test('no row that a sync brings passes the main thread', async () => {
  workstation = await start()
  await workstation.signIn(firm.adviser)
  await firm.query(`UPDATE tasks SET title = 'Canary too ' || title WHERE right(title, 1) = '7'`)
  await workstation.sync()
  const passed = [...(await relays.sync.messages(1)), ...(await relays.cache.messages(2))]

  const told = new Set(passed.map((message) => (JSON.parse(message) as { tell?: string }).tell))

  expect({
    rows: passed.filter((message) => message.includes('Canary')),
    told: ['phase', 'begun', 'loaded', 'changed'].filter((name) => told.has(name)),
    tasks: await tasksInBook(),
    changed: (await workstation.call('tasks.list', {})).filter(({ title }) => title.startsWith('Canary too')).length,
  }).toEqual({ rows: [], told: ['phase', 'begun', 'loaded', 'changed'], tasks: TASKS, changed: TASKS / 10 })
})

test('a sync thread that breaks down is a failed round, said in words, and the next one goes on from there', async () => {
  const { clock, ring } = createHandClock()
  workstation = await start(clock)
  const loading = whileLoading(A_CHUNK + FEW)
  await workstation.call('session.signIn', credentials())
  await loading
  const failed = workstation.until('sync.changed', ({ problem }) => problem !== null)
  relays.sync.crash()
  const { problem } = await failed
  const through = workstation.until('sync.changed', ({ phase, asOf }) => phase === 'idle' && asOf !== null)

  await ring(1_000)
  await through

  const begun = (await relays.sync.messages(1)).find((message) => message.includes('"tell":"begun"')) ?? ''
  const [progress] = (JSON.parse(begun) as { input: [{ table: string; done: number }[]] }).input
  expect({
    problem,
    wentOnFrom: (progress.find(({ table }) => table === 'tasks')?.done ?? 0) >= A_CHUNK,
    now: (await workstation.call('sync.status', {})).problem,
    tasks: await tasksInBook(),
  }).toEqual({
    problem: {
      code: 'internal',
      message: 'The sync stopped unexpectedly and begins again by itself. What you saved here is kept.',
    },
    wentOnFrom: true,
    now: null,
    tasks: TASKS,
  })
})

test('signing out in the middle of a sync keeps what has come, and the next sign-in goes on from there', async () => {
  workstation = await start()
  const loading = whileLoading(A_CHUNK + FEW)
  await workstation.call('session.signIn', credentials())
  await loading
  const out = await workstation.call('session.signOut', {})
  const again = whileLoading(1)

  await workstation.signIn(firm.adviser)

  expect({ out: out.state, wentOnFrom: (await again).rowsSynced >= A_CHUNK, tasks: await tasksInBook() }).toEqual({
    out: 'signed_out',
    wentOnFrom: true,
    tasks: TASKS,
  })
})

test('a firm that does not answer holds up nobody who signs out', async () => {
  const { clock, ring } = createHandClock()
  workstation = await start(clock)
  await firm.query('BEGIN')
  await firm.query('LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE')
  await workstation.call('session.signIn', credentials())
  for (let waiting: unknown = 0; waiting === 0; ) {
    const [row] = await firm.query(
      `SELECT count(*)::integer AS waiting FROM pg_locks WHERE NOT granted AND relation = 'tasks'::regclass`,
    )
    waiting = row?.waiting
  }

  const leaving = workstation.call('session.signOut', {})
  await ring(5_000)
  const out = await leaving
  await firm.query('ROLLBACK')
  await workstation.signIn(firm.adviser)

  expect({ out: out.state, tasks: await tasksInBook() }).toEqual({ out: 'signed_out', tasks: TASKS })
})
