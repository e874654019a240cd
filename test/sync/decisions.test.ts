import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

// Two laptops of a team on one household: the adviser's is away, the assistant's is at the desk.

let firm: SmallFirm
let network: Network
let assistant: FirmUser
let laptops: readonly Laptop[]
let away: Workstation
let desk: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  assistant = await firm.addUser('assistant')
  network = await startNetwork(firm.database)
  laptops = [createLaptop(firm), createLaptop(firm)]
  away = (await laptops[0]?.start({ port: network.port })) as Workstation
  desk = (await laptops[1]?.start()) as Workstation
  await away.signIn(firm.adviser)
  await desk.signIn(assistant)
})
afterAll(async () => {
  await away.stop()
  await desk.stop()
  for (const laptop of laptops) laptop.remove()
  await network.close()
  await firm.close()
})

beforeEach(async () => {
  householdId = await firm.insertHousehold({ objective: 'income', horizon: 'under_3_years', liquidity: 'low' })
  await firm.insert('team_members', { householdId, userId: assistant.id, role: 'assistant' })
  await Promise.all([away.sync(), desk.sync()])
  network.cut()
})
afterEach(() => network.restore())

type Profile = Parameters<typeof away.call<'households.updateProfile'>>[1]['patch']
const change = (on: Workstation, patch: Profile) =>
  on.call('households.updateProfile', { householdId, patch, confirm: false })
const readFirm = async () =>
  (await firm.query('SELECT objective, horizon, liquidity FROM households WHERE id = $1', [householdId]))[0]
const readBook = async (on: Workstation) => {
  const { household } = await on.call('households.get', { householdId })
  return { objective: household.objective, horizon: household.horizon, liquidity: household.liquidity }
}
const readOutbox = async () => (await away.call('sync.outbox', {})).filter((entry) => entry.householdId === householdId)
const events = () =>
  firm.query(
    `SELECT action, changes, reason FROM audit_events
     WHERE household_id = $1 AND origin = 'laptop' AND type = 'sync' AND action = 'conflict_resolved' ORDER BY sequence`,
    [householdId],
  )

/** Both change the profile; the desk is first. */
async function collide(mine: Profile, theirs: Profile): Promise<string> {
  await change(away, mine)
  await change(desk, theirs)
  await desk.sync()
  network.restore()
  await away.sync()
  return (await readOutbox())[0]?.mutationId ?? ''
}

test('a conflict shows mine, theirs, and before, who it was and what else of the profile they changed', async () => {
  await collide({ objective: 'growth', horizon: 'over_10_years' }, { objective: 'preservation', liquidity: 'high' })

  const [conflict] = await readOutbox()
  expect({
    state: conflict?.state,
    theirsBy: conflict?.theirsBy,
    theirsAt: conflict?.theirsAt,
    fields: conflict?.fields,
    also: conflict?.alsoTheirs,
  }).toEqual({
    state: 'conflict',
    theirsBy: 'Test assistant',
    theirsAt: expect.stringMatching(/^\d{4}-.*Z$/),
    fields: [
      {
        ...{ name: 'objective', label: 'Objective', kind: 'choice', value: 'growth', collides: true },
        ...{ mine: 'Growth', theirs: 'Preservation', base: 'Income' },
      },
      {
        ...{ name: 'horizon', label: 'Horizon', kind: 'choice', value: 'over_10_years', collides: true },
        ...{ mine: 'Over 10 years', theirs: 'Under 3 years', base: 'Under 3 years' },
      },
    ],
    also: [{ label: 'Liquidity need', kind: 'choice', theirs: 'High', base: 'Low' }],
  })
})

test('each field is decided by itself; both laptops and the firm end alike, and the trail has before and after', async () => {
  const mutationId = await collide({ objective: 'growth', horizon: 'over_10_years' }, { objective: 'preservation' })

  await away.call('sync.resolve', { mutationId, keep: { objective: 'theirs', horizon: 'mine' } })
  const shown = await readBook(away)
  await away.sync()
  await desk.sync()

  const agreed = { objective: 'preservation', horizon: 'over_10_years', liquidity: 'low' }
  expect({
    shown,
    firm: await readFirm(),
    away: await readBook(away),
    desk: await readBook(desk),
    left: await readOutbox(),
    events: await events(),
  }).toEqual({
    ...{ shown: agreed, firm: agreed, away: agreed, desk: agreed, left: [] },
    events: [
      {
        action: 'conflict_resolved',
        changes: { horizon: ['under_3_years', 'over_10_years'], objective: ['growth', 'preservation'] },
        reason: 'kept mine: Horizon; kept theirs: Objective',
      },
    ],
  })
})

test('a decision keeps what was typed on top meanwhile, and asks again only where that collides', async () => {
  const mutationId = await collide({ objective: 'growth' }, { objective: 'preservation' })
  await change(away, { objective: 'aggressive_growth' })
  await away.sync()
  const behind = (await readOutbox()).map(({ state, isBehind }) => ({ state, isBehind }))

  await away.call('sync.resolve', { mutationId, keep: 'theirs' })
  await away.sync()
  const [again] = await readOutbox()
  await away.call('sync.resolve', { mutationId: again?.mutationId ?? '', keep: 'mine' })
  await away.sync()

  expect({ behind, again: again?.fields[0], firm: await readFirm(), left: await readOutbox() }).toEqual({
    behind: [
      { state: 'conflict', isBehind: false },
      { state: 'waiting', isBehind: true },
    ],
    again: {
      ...{ name: 'objective', label: 'Objective', kind: 'choice', value: 'aggressive_growth', collides: true },
      ...{ mine: 'Aggressive growth', theirs: 'Preservation', base: 'Income' },
    },
    firm: { objective: 'aggressive_growth', horizon: 'under_3_years', liquidity: 'low' },
    left: [],
  })
})

test('another value than either can be sent in a conflict', async () => {
  const mutationId = await collide({ objective: 'growth' }, { objective: 'preservation' })

  await away.call('sync.retry', { mutationId, changes: { objective: 'growth_and_income' } })
  await away.sync()

  expect({
    firm: await readFirm(),
    left: await readOutbox(),
    events: (await events()).map(({ changes }) => changes),
  }).toEqual({
    firm: { objective: 'growth_and_income', horizon: 'under_3_years', liquidity: 'low' },
    left: [],
    events: [{ objective: ['preservation', 'growth_and_income'] }],
  })
})

/** A task that the firm refuses, since a rule of its own has changed. */
async function addRefusedTask(): Promise<string> {
  await firm.query(`ALTER TABLE tasks ADD CONSTRAINT short_titles CHECK (char_length(title) < 20) NOT VALID`)
  await away.call('tasks.add', { householdId, title: 'Send the whole form today', dueOn: null })
  network.restore()
  await away.sync()
  return (await readOutbox())[0]?.mutationId ?? ''
}
const allowLongTitles = () => firm.query('ALTER TABLE tasks DROP CONSTRAINT short_titles')
const sentTasks = () => firm.query('SELECT title, version FROM tasks WHERE household_id = $1', [householdId])
const shownTasks = async () =>
  (await away.call('tasks.list', {}))
    .filter((task) => task.householdId === householdId)
    .map(({ title, state }) => ({ title, state }))

test('a refused change is corrected within the record’s rules and sent, with its former value in the trail', async () => {
  const mutationId = await addRefusedTask()

  const tooLong = await away.reply('sync.retry', { mutationId, changes: { title: 'x'.repeat(301) } })
  const ofAnother = await away.reply('sync.retry', { mutationId, changes: { householdId } })
  const done = await away.reply('sync.retry', { mutationId, changes: { status: 'done' } })
  const before = await shownTasks()
  await away.call('sync.retry', { mutationId, changes: { title: 'Send the form' } })
  const corrected = await shownTasks()
  await away.sync()
  await allowLongTitles()

  const problem = (path: string, message: string) => [{ path, message }]
  expect({
    refusals: [tooLong, ofAnother, done].map((reply) => (reply.ok ? null : reply.details)),
    before,
    corrected,
    sent: await sentTasks(),
    left: await readOutbox(),
    events: await events(),
  }).toEqual({
    refusals: [
      problem('title', 'is longer than 300 characters'),
      problem('householdId', 'cannot be corrected here'),
      problem('completedAt', 'is needed for this Status'),
    ],
    before: [{ title: 'Send the whole form today', state: 'refused' }],
    corrected: [{ title: 'Send the form', state: 'waiting' }],
    sent: [{ title: 'Send the form', version: 1 }],
    left: [],
    events: [
      {
        action: 'conflict_resolved',
        changes: expect.objectContaining({ title: ['Send the whole form today', 'Send the form'] }),
        reason: 'corrected and sent again',
      },
    ],
  })
})

test('a refused change is sent again as it is once the firm takes it', async () => {
  const mutationId = await addRefusedTask()
  await allowLongTitles()

  await away.call('sync.retry', { mutationId })
  await away.sync()

  expect({ sent: await sentTasks(), left: await readOutbox() }).toEqual({
    sent: [{ title: 'Send the whole form today', version: 1 }],
    left: [],
  })
})

test('a discarded change is gone from the book, and what was discarded is in the trail', async () => {
  const mutationId = await addRefusedTask()

  await away.call('sync.discard', { mutationId })
  const again = await away.reply('sync.discard', { mutationId })
  await away.sync()
  await allowLongTitles()

  expect({
    shown: await shownTasks(),
    again: again.ok ? null : again.code,
    sent: await sentTasks(),
    left: await readOutbox(),
    events: await events(),
  }).toEqual({
    shown: [],
    again: 'not_found',
    sent: [],
    left: [],
    events: [
      {
        action: 'conflict_resolved',
        changes: expect.objectContaining({ title: ['Send the whole form today', null] }),
        reason: 'discarded',
      },
    ],
  })
})

test('what was typed on a row whose adding is discarded stays visible until it is discarded too', async () => {
  const mutationId = await addRefusedTask()
  const [task] = (await away.call('tasks.list', {})).filter((row) => row.householdId === householdId)
  await away.call('tasks.setStatus', { taskId: task?.id ?? '', status: 'cancelled' })

  await away.call('sync.discard', { mutationId })
  await away.sync()
  const [left] = await readOutbox()
  await away.call('sync.discard', { mutationId: left?.mutationId ?? '' })
  await allowLongTitles()

  expect({ state: left?.state, reason: left?.reason, after: await readOutbox(), sent: await sentTasks() }).toEqual({
    state: 'refused',
    reason: 'It changes a record whose adding was discarded.',
    after: [],
    sent: [],
  })
})

test('a meeting marked as held, of which a part collides, is decided for that part and arrives whole', async () => {
  const meetingId = await firm.insert('meetings', buildRow('meetings', { householdId, status: 'planned' }))
  network.restore()
  await away.sync()
  network.cut()
  await away.call('meetings.markHeld', { meetingId })
  await firm.query(`UPDATE meetings SET status = 'cancelled' WHERE id = $1`, [meetingId])
  network.restore()
  await away.sync()
  const parked = await readOutbox()
  const sentBefore = await firm.query('SELECT count(*)::integer AS count FROM communications')

  await away.call('sync.resolve', { mutationId: parked[0]?.mutationId ?? '', keep: 'mine' })
  await away.sync()

  expect({
    parked: parked.map(({ table, state }) => `${table} ${state}`),
    isOne: parked[0]?.unitId === parked[1]?.unitId,
    sentBefore,
    meeting: await firm.query('SELECT status FROM meetings WHERE id = $1', [meetingId]),
    sentAfter: await firm.query('SELECT count(*)::integer AS count FROM communications'),
    left: await readOutbox(),
  }).toEqual({
    parked: ['meetings conflict', 'communications conflict'],
    isOne: true,
    sentBefore: [{ count: 0 }],
    meeting: [{ status: 'held' }],
    sentAfter: [{ count: 1 }],
    left: [],
  })
})
