import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { findBook } from '#test/support/laptop-book.ts'
import { type Pooler, startPooler } from '#test/support/pooler.ts'
import { startPostgresNetwork } from '#test/support/postgres-proxy.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const TASKS = 2_000

let firm: SmallFirm
let pooler: Pooler
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  pooler = await startPooler(firm.database)
})
afterAll(async () => {
  await pooler.stop()
  await firm.close()
})
beforeEach(async () => {
  householdId = await firm.insertHousehold()
  await insertTasks()
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: pooler.port })
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})

async function insertTasks(): Promise<void> {
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Task ' || n, $2, 'low', 'open' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
}

const addTask = (title: string) => workstation.call('tasks.add', { householdId, title })

/** What the laptop shows beside what the firm shows its person. */
async function compare() {
  const { path, key } = findBook(laptop)
  const client = await firm.connectAs(firm.adviser)
  const theirs = await readFirmRows(client).finally(() => client.end())
  return { book: readBookRows(path, key), theirs }
}

test('through a pooler in transaction mode a book comes, changes travel both ways, and households come and go', async () => {
  await workstation.signIn(firm.adviser)
  await addTask('Sent through the pooler')
  const gained = await firm.insertHousehold({ name: 'Gained' })
  await firm.query('UPDATE tasks SET details = $1 WHERE title = $2', ['changed at the firm', 'Task 1'])
  await workstation.sync()
  const first = await compare()
  await firm.query('UPDATE households SET advisor_id = $1 WHERE id = $2', [firm.colleague.id, householdId])
  await workstation.sync()

  const { book, theirs } = await compare()
  const { state } = await workstation.call('session.status', {})
  expect({ state, sent: first.theirs.tasks?.length, first: first.book, left: theirs.households?.length, book }).toEqual(
    {
      state: 'open',
      sent: TASKS + 1,
      first: first.theirs,
      left: 1,
      book: theirs,
    },
  )
  expect(theirs.households?.[0]?.[0]).toBe(gained)
})

test('a pooler whose connections to the server end again and again loses nothing and doubles nothing', async () => {
  await workstation.signIn(firm.adviser)
  const typed: string[] = []
  let dropped = 0
  for (let round = 0; round < 8; round += 1) {
    for (const title of [`Round ${round}, first`, `Round ${round}, second`]) {
      await addTask(title)
      typed.push(title)
    }
    await firm.query('UPDATE tasks SET details = $1 WHERE title LIKE $2', [`Round ${round}`, 'Task 1%'])
    const syncing = workstation.sync()
    const phase = round % 2 === 0 ? 'pushing' : 'pulling'
    await workstation.until('sync.changed', (status) => status.phase === phase || status.phase === 'idle')
    dropped += await pooler.dropServerConnections()
    await syncing
  }
  await workstation.sync()

  const { book, theirs } = await compare()
  const sent = await firm.query(`SELECT title FROM tasks WHERE title LIKE 'Round%' ORDER BY title`)
  expect({ dropped: dropped > 4, sent, book }).toEqual({
    dropped: true,
    sent: typed.toSorted().map((title) => ({ title })),
    book: theirs,
  })
})

test('units whose answer is lost behind a pooler are sent again and take effect once', async () => {
  await workstation.stop()
  const wire = await startPostgresNetwork({ ...firm.database, port: pooler.port })
  workstation = await laptop.start({ port: wire.port })
  await workstation.signIn(firm.adviser)
  for (const nth of [1, 2, 3]) {
    for (let index = 0; index < 3; index += 1) await addTask(`Round ${nth}, ${index}`)
    wire.breakAt({ at: 'commit', nth, when: 'after' })
    await workstation.sync()
    wire.restore()
  }
  await workstation.sync()

  const { book, theirs } = await compare()
  const sent = await firm.query(
    `SELECT title, count(*)::integer AS times FROM tasks WHERE title LIKE 'Round%' GROUP BY 1`,
  )
  await wire.close()
  expect({ sent: sent.length, twice: sent.filter(({ times }) => times !== 1), book }).toEqual({
    sent: 9,
    twice: [],
    book: theirs,
  })
})

test('a pooler’s refusal of a password or a login reads like the server’s own', async () => {
  const replies = [
    await workstation.reply('session.signIn', { login: firm.adviser.login, password: 'mistyped' }),
    await workstation.reply('session.signIn', { login: 'nobody.at.all', password: 'mistyped' }),
  ]

  expect(replies.map((reply) => (reply.ok ? 'in' : reply.code))).toEqual(['wrong_password', 'wrong_password'])
})

test('a password that was changed at the firm counts for the next sign-in through a pooler, and the former does not', async () => {
  const { login, password } = firm.adviser
  await workstation.signIn(firm.adviser)
  await firm.query('SELECT app.ensure_login($1, $2)', [login, 'a new one'])
  const replies: string[] = []
  for (const tried of [password, 'a new one']) {
    const reply = await workstation.reply('session.signIn', { login, password: tried })
    replies.push(reply.ok ? 'in' : reply.code)
  }
  await workstation.sync()
  const { problem } = await workstation.call('sync.status', {})
  await firm.query('SELECT app.ensure_login($1, $2)', [login, password])

  expect({ replies, problem }).toEqual({ replies: ['wrong_password', 'in'], problem: null })
})

test('a pooler that is started anew under a workstation costs a round, and units whose answer it lost take effect once', async () => {
  await workstation.signIn(firm.adviser)
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 3; index += 1) await addTask(`Round ${round}, ${index}`)
    const under = workstation.until('sync.changed', ({ phase }) => phase === 'pushing')
    const syncing = workstation.sync()
    await under
    await pooler.restart()
    await syncing
  }
  await workstation.sync()

  const { book, theirs } = await compare()
  const sent = await firm.query(
    `SELECT title, count(*)::integer AS times FROM tasks WHERE title LIKE 'Round%' GROUP BY 1`,
  )
  expect({ sent: sent.length, twice: sent.filter(({ times }) => times !== 1), book }).toEqual({
    sent: 12,
    twice: [],
    book: theirs,
  })
})
