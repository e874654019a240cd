import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccountRows } from '#electron/book-queries/accounts.ts'
import { type Book, isFirm } from '#electron/book-queries/book.ts'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readChanges } from '#electron/book-queries/changes.ts'
import { readColleagues } from '#electron/book-queries/colleagues.ts'
import { readComingDue } from '#electron/book-queries/coming-due.ts'
import { readDataQuality } from '#electron/book-queries/data-quality.ts'
import { readDistributions } from '#electron/book-queries/distributions.ts'
import { explainNumber } from '#electron/book-queries/explain-number.ts'
import { readExposure } from '#electron/book-queries/exposure.ts'
import { findFirmPage } from '#electron/book-queries/firm-page.ts'
import { readGains } from '#electron/book-queries/gains.ts'
import { readHouseholdRows } from '#electron/book-queries/household-list.ts'
import { readHousehold } from '#electron/book-queries/household-page.ts'
import { readMeetingPack } from '#electron/book-queries/meeting-pack.ts'
import { readMeetings } from '#electron/book-queries/meetings.ts'
import { readPerformance } from '#electron/book-queries/performance.ts'
import { readPositions } from '#electron/book-queries/positions.ts'
import { readPresentedMeeting } from '#electron/book-queries/presented-meeting.ts'
import { readOpenTasks } from '#electron/book-queries/tasks.ts'
import { readTransactions } from '#electron/book-queries/transactions.ts'
import { readWorkflows } from '#electron/book-queries/workflows.ts'
import { readBalancesOn } from '#electron/book-queries/year-end-balances.ts'
import { askLaptop, booleansPlugin, openBook } from '#electron/cache/book-dialect.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { openCacheForReading } from '#electron/cache/open-cache.ts'
import { operations } from '#electron/cache/operations.ts'
import { bookPath } from '#electron/features/session/open-session.ts'
import { policySchema } from '#electron/platform/policy.ts'
import { openFirmDatabase } from '#electron/postgres/connection.ts'
import { openFirmBook } from '#electron/postgres/firm-book.ts'
import { bookName } from '#electron/vault/secrets.ts'
import { addDays, compareDays, localDay } from '#shared/domain/dates.ts'
import { byId } from '#shared/domain/group.ts'
import { foldText } from '#shared/domain/search-text.ts'
import { errorMessages } from '#shared/ipc/errors.ts'
import { householdsQuestionSchema } from '#shared/ipc/household-questions.ts'
import type { TableName, User } from '#shared/records/index.ts'
import { readBookRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { loadDemo, type ScratchDemo } from '#test/support/demo-in-scratch.ts'
import type { FirmUser } from '#test/support/small-firm.ts'
import { startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop } from '#test/support/workstation.ts'

const now = new Date().toISOString()
const asked = { today: localDay(Date.parse(now)), now }

let demo: ScratchDemo
let laptop: Laptop

beforeAll(async () => {
  demo = await loadDemo(await openScratchDatabase(), 4, asked.today)
  laptop = createLaptop(demo)
})
afterAll(async () => {
  laptop?.remove()
  await demo?.close()
})

/** What is asked of one household, by the module that asks. */
const ofHousehold: Readonly<Record<string, (book: Book, householdId: string) => Promise<unknown>>> = {
  accounts: async (book, id) => sorted(await readAccountRows(book, id)),
  balances: async (book, id) => {
    const accounts = await book.selectFrom('accounts').where('householdId', '=', id).select('id').execute()
    const ids = accounts.map((account) => account.id).sort()
    return [...(await readBalancesOn(book, ids, `${Number(asked.today.slice(0, 4)) - 1}-12-31`))].sort()
  },
  changes: (book, id) => readChanges(book, id, `${Number(asked.today.slice(0, 4)) - 1}-01-01`, asked.today),
  colleagues: (book, id) => readColleagues(book, id, ''),
  distributions: (book, id) => readDistributions(book, id, asked.today),
  explanation: (book, householdId) => explainNumber(book, { householdId, assetClass: null, accountId: null }, asked),
  exposure: (book, id) => readExposure(book, id, asked.today),
  gains: (book, householdId) => readGains(book, { householdId, year: Number(asked.today.slice(0, 4)) }, asked.today),
  page: async (book, id) => {
    const { states: _, ...reading } = await readHousehold(book, id, asked)
    return { ...reading, accountRows: sorted(reading.accountRows) }
  },
  performance: (book, householdId) =>
    readPerformance(
      book,
      { householdId, accountId: null, from: addDays(asked.today, -400), to: asked.today },
      asked.today,
    ),
  positions: (book, id) => readPositions(book, id),
  transactions: (book, householdId) => readTransactions(book, { householdId, limit: 5000 }),
}

/** What is asked of a whole book. */
const ofBook: Readonly<Record<string, (book: Book) => Promise<unknown>>> = {
  'coming due': (book) => readComingDue(book, asked),
  distributions: (book) => readDistributions(book, null, asked.today),
  households: async (book) => [...byId(await readHouseholdRows(book, asked)).values()].sort(compareIds),
  meetings: async (book) => readMeetings(book, await readChangeStates(book), 'all'),
  quality: async (book) => [...(await readDataQuality(book, asked))].sort(([a], [b]) => (a < b ? -1 : 1)),
  tasks: async (book) => readOpenTasks(book, await readChangeStates(book), null),
  workflows: async (book) => readWorkflows(book, await readChangeStates(book), null),
}

const ofMeeting: Readonly<Record<string, (book: Book, meetingId: string) => Promise<unknown>>> = {
  pack: (book, id) => readMeetingPack(book, id, asked, null),
  presented: (book, id) => readPresentedMeeting(book, id, asked),
}

const compareIds = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

/** Rows in no order of their own, in that of their ids. */
function sorted<T extends object>(lists: T): T {
  return Object.fromEntries(
    Object.entries(lists).map(([name, rows]) => [name, [...(rows as { id: string }[])].sort(compareIds)]),
  ) as T
}

async function askEverything(book: Book): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  for (const [name, ask] of Object.entries(ofBook)) answers[name] = await ask(book)
  const households = await book.selectFrom('households').select('id').orderBy('id').execute()
  for (const [index, { id }] of households.entries()) {
    for (const [name, ask] of Object.entries(ofHousehold)) answers[`${name} of ${index}`] = await ask(book, id)
    const meetings = await book
      .selectFrom('meetings')
      .where('householdId', '=', id)
      .select('id')
      .orderBy('id')
      .execute()
    for (const { id: meetingId } of meetings.slice(0, 2)) {
      for (const [name, ask] of Object.entries(ofMeeting))
        answers[`${name} of ${meetingId}`] = await ask(book, meetingId)
    }
  }
  return answers
}

test('the same questions have the same answers from the book and from the firm’s database', async () => {
  const adviser = demo.person('adviser')
  const workstation = await laptop.start()
  await workstation.signIn(adviser)
  await workstation.stop()
  const { host, port, database, caFile } = demo.database
  const { server } = policySchema.parse({ server: { host, port, database, caFile } })
  const name = bookName(server, adviser.login)
  const key = Buffer.from(laptop.keychain.secrets.get(`cache-key:${name}`) ?? '', 'hex')
  const db = openCacheForReading({ path: bookPath(laptop.profileFolder, name), key, cipher: 'aegis256' })
  const cache = { run: async (operation: 'query', input: never) => operations[operation](db, input) }
  const firm = await openFirmDatabase(server, adviser)
  const parts = {
    database: async () => firm,
    askLaptop: askLaptop(cache as never as CachePort),
    plugins: [booleansPlugin],
  }
  const { book: live, steady } = openFirmBook(parts)
  const book = openBook(cache as never as CachePort)
  try {
    const [mine, firms] = [await askEverything(book), await steady(() => askEverything(live))]
    expect({ sides: [isFirm(book), isFirm(live)], count: Object.keys(mine).length > 40 }).toEqual({
      sides: [false, true],
      count: true,
    })
    // By name first: all that differs at once would be too much to read.
    expect(Object.keys(mine).filter((asked) => !isDeepStrictEqual(firms[asked], mine[asked]))).toEqual([])
    expect(firms).toEqual(mine)
  } finally {
    db.close()
    await firm.end()
  }
})

test('whoever works on the whole firm sees all of it page by page, and an adviser asking the same sees the own book', async () => {
  const counted = await demo.owner.query(
    `SELECT count(*)::int AS firm, count(*) FILTER (WHERE advisor_id = $1)::int AS book FROM households`,
    [demo.person('adviser').id],
  )
  const { firm, book } = counted.rows[0] as { firm: number; book: number }
  const seen = await askPagesAs(['operations', 'compliance', 'adviser', 'administrator'])

  expect(seen).toEqual({ operations: firm, compliance: firm, adviser: book, administrator: 0 })
  expect(firm).toBeGreaterThan(book)
})

/** How many households each sees in the firm's list, by the policies alone. */
async function askPagesAs(roles: readonly User['role'][]): Promise<Record<string, number>> {
  const seen: Record<string, number> = {}
  for (const role of roles) {
    const { book, end } = await openAs(role)
    const { ids, total, matching } = await findFirmPage(book, householdsQuestionSchema.parse({}))
    await end()
    seen[role] = total === matching && matching === ids.length ? total : Number.NaN
  }
  return seen
}

async function openAs(role: User['role']) {
  const { host, port, database, caFile } = demo.database
  const { server } = policySchema.parse({ server: { host, port, database, caFile } })
  const firm = await openFirmDatabase(server, demo.person(role))
  const parts = { database: async () => firm, askLaptop: async () => [], plugins: [booleansPlugin] }
  return { ...openFirmBook(parts), end: () => firm.end() }
}

test('pages follow each other without a gap, in either order, and narrowed by a word', async () => {
  const { rows } = await demo.owner.query('SELECT id, name, next_review_on::text AS review FROM households')
  const byName = rows.toSorted((a, b) => (foldText(a.name) < foldText(b.name) ? -1 : 1)).map(({ id }) => id)
  const byReview = rows
    .toSorted(
      (a, b) =>
        -compareDays(a.review, b.review) * (a.review && b.review ? 1 : -1) ||
        byName.indexOf(a.id) - byName.indexOf(b.id),
    )
    .map(({ id }) => id)
  const word = foldText(rows[0].name).split(' ')[0] ?? ''
  const { book, end } = await openAs('operations')
  const pagesOf = async (question: object) => {
    const found: string[] = []
    for (;;) {
      const after = found.at(-1) ?? null
      const page = await findFirmPage(book, householdsQuestionSchema.parse({ ...question, after }), 2)
      found.push(...page.ids)
      if (page.next === null) return found
    }
  }

  const answers = {
    up: await pagesOf({}),
    down: await pagesOf({ descending: true }),
    review: await pagesOf({ sort: 'nextReviewOn', descending: true }),
    narrowed: await pagesOf({ search: word }),
    gone: await findFirmPage(book, householdsQuestionSchema.parse({ after: '0190a000-0000-7000-8000-000000000001' })),
  }
  const byValue = findFirmPage(book, householdsQuestionSchema.parse({ sort: 'marketValue' }))
  await expect(byValue).rejects.toMatchObject({ code: 'bad_input' })
  await end()

  expect(answers).toMatchObject({ up: byName, down: byName.toReversed(), review: byReview, gone: { ids: [] } })
  expect(answers.narrowed).toContain(rows[0].id)
  expect(answers.narrowed.length).toBeLessThan(rows.length)
})

test('operations open any household live, with their own tasks and search, and the trail says which; nothing is kept', async () => {
  const operations = demo.person('operations')
  const own = createLaptop(demo)
  const workstation = await own.start()
  await workstation.signIn(operations)
  const { rows, total } = await workstation.call('households.list', {})
  const [first] = rows
  if (first === undefined) throw new Error('the firm has households')
  const page = await workstation.call('households.get', { householdId: first.id })
  const found = await workstation.call('households.search', { text: first.name })
  const tasks = await workstation.call('tasks.list', {})
  const refused = [
    await workstation.reply('meetings.list', {}),
    await workstation.reply('lists.exportCsv', { list: { name: 'tasks' }, purpose: 'test' }),
    await workstation.reply('documents.open', { documentId: first.id }),
  ]
  const outbox = await workstation.call('sync.outbox', {})
  await workstation.sync()
  const read = await demo.owner.query(
    `SELECT count(*)::int AS times FROM audit_events WHERE action = 'read' AND household_id = $1 AND actor_id = $2`,
    [first.id, operations.id],
  )
  await workstation.stop()
  own.remove()

  expect({
    counts: [total, rows.length],
    name: page.household.name,
    found: found.hits[0]?.id,
    owners: [...new Set(tasks.map(({ ownerId }) => ownerId))],
    refused: refused.map((reply) => !reply.ok && reply.code),
    outbox,
    read: read.rows[0].times,
  }).toEqual({
    counts: [rows.length, total],
    name: first.name,
    found: first.id,
    owners: [operations.id],
    refused: ['forbidden', 'forbidden', 'forbidden'],
    outbox: [],
    read: 1,
  })
})

test('without the network the whole firm is not there and says so; with it, and on coming back, it is asked again', async () => {
  const own = createLaptop(demo)
  const network = await startNetwork(demo.database)
  const workstation = await own.start({ port: network.port })
  await workstation.signIn(demo.person('compliance'))
  await workstation.call('households.list', {})
  network.cut()
  const cut = await workstation.reply('households.list', {})
  const outbox = await workstation.call('sync.outbox', {})
  network.restore()
  const again = await workstation.call('households.list', {})
  const asked = workstation.until('book.changed', ({ tables }) => tables.includes('households'))
  workstation.backend.noticed('focus')
  await asked
  await workstation.stop()
  await network.close()
  own.remove()

  expect({ cut, outbox, again: again.total > 0 }).toMatchObject({
    cut: { ok: false, code: 'offline', message: errorMessages.offline },
    outbox: [],
    again: true,
  })
})

test('what operations change reaches the firm at once, is in the trail, and leaves nothing in the book', async () => {
  const operations = demo.person('operations')
  const own = createLaptop(demo)
  const workstation = await own.start()
  await workstation.signIn(operations)
  const { rows } = await workstation.call('households.list', {})
  const householdId = rows[0]?.id ?? ''
  const advisers = await workstation.call('households.advisers', {})
  const before = await workstation.call('households.get', { householdId })
  const other = advisers.find(({ id }) => id !== before.household.advisorId)?.id ?? ''

  await workstation.call('households.changeMany', { changes: [{ householdId, patch: { advisorId: other } }] })
  const { taskId } = await workstation.call('tasks.add', {
    ...{ householdId, meetingId: null, ownerId: null, title: 'Transfer form', details: null, dueOn: asked.today },
    ...{ priority: 'normal', repeat: null },
  })
  const after = await workstation.call('households.get', { householdId })
  await demo.owner.query('REVOKE UPDATE ON tasks FROM firm_operations')
  const refused = await workstation.reply('tasks.setStatus', { taskId, status: 'done' })
  await demo.owner.query('GRANT UPDATE ON tasks TO firm_operations')
  await workstation.call('tasks.setStatus', { taskId, status: 'done' })
  const { waiting, refused: parked } = await workstation.call('sync.status', {})
  const trail = await demo.owner.query(
    `SELECT table_name, action FROM audit_events WHERE actor_id = $1 AND household_id = $2 AND origin = 'server'
     ORDER BY recorded_at, sequence`,
    [operations.id, householdId],
  )
  await workstation.stop()
  const kept = await readTables(own, operations, ['households', 'tasks', 'persons'])
  own.remove()

  expect({
    adviser: [before.household.advisorId === other, after.household.advisorId === other],
    task: after.tasks.find(({ id }) => id === taskId)?.title,
    refused,
    parked: [waiting, parked],
    trail: trail.rows,
    kept,
  }).toEqual({
    adviser: [false, true],
    task: 'Transfer form',
    refused: {
      ok: false,
      code: 'refused',
      message: 'You may not change this. It may have been assigned to somebody else.',
    },
    parked: [0, 0],
    trail: [
      { table_name: 'households', action: 'update' },
      { table_name: 'tasks', action: 'create' },
      { table_name: 'tasks', action: 'update' },
    ],
    kept: { households: 0, tasks: 0, persons: 0 },
  })
})

/** How many rows of some tables a laptop has. */
async function readTables(own: Laptop, { login }: FirmUser, tables: readonly TableName[]) {
  const { host, port, database, caFile } = demo.database
  const { server } = policySchema.parse({ server: { host, port, database, caFile } })
  const name = bookName(server, login)
  const key = Buffer.from(own.keychain.secrets.get(`cache-key:${name}`) ?? '', 'hex')
  const rows = readBookRows(bookPath(own.profileFolder, name), key)
  return Object.fromEntries(tables.map((table) => [table, rows[table]?.length]))
}
