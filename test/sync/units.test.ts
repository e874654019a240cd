import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { openSyncBook, type SyncBook } from '#test/support/sync-book.ts'

let firm: SmallFirm
let book: SyncBook
let householdId: string
let accountId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

beforeEach(async () => {
  householdId = await firm.insertHousehold()
  const account = buildRow('accounts', { id: testId(1), householdId })
  accountId = await firm.insert('accounts', account)
  book = await openSyncBook(firm, firm.adviser)
})
afterEach(async () => {
  await book.close()
  await firm.emptyBook()
})

const beneficiary = (n: number, percent: string) =>
  buildRow('beneficiaries', {
    ...{ id: testId(n), householdId, accountId, percent, name: `Heir ${n}` },
    ...{ personId: null, entityId: null },
  })
const task = (n: number, title: string) =>
  buildRow('tasks', { id: testId(n), householdId, title, ownerId: firm.adviser.id })

const shares = () => firm.query('SELECT name, percent FROM beneficiaries ORDER BY name')

test('shares that make 100% together arrive together, though neither could alone', async () => {
  await book.commit(
    { table: 'beneficiaries', operation: 'insert', row: beneficiary(10, '60') },
    { table: 'beneficiaries', operation: 'insert', row: beneficiary(11, '40') },
  )

  await book.push()

  expect({ shares: await shares(), outbox: await book.outbox() }).toEqual({
    shares: [
      { name: 'Heir 10', percent: '60.000000' },
      { name: 'Heir 11', percent: '40.000000' },
    ],
    outbox: [],
  })
})

test('a unit that the firm refuses in part leaves nothing behind there, is parked whole, and holds up nobody else', async () => {
  await book.commit(
    { table: 'tasks', operation: 'insert', row: task(20, 'With the heirs') },
    { table: 'beneficiaries', operation: 'insert', row: beneficiary(10, '60') },
  )
  await book.commit({ table: 'tasks', operation: 'update', id: testId(20), patch: { title: 'Typed on top' } })
  await book.commit({ table: 'tasks', operation: 'insert', row: task(21, 'Another matter') })

  await book.push()

  expect({
    shares: await shares(),
    tasks: await firm.query('SELECT title FROM tasks'),
    outbox: (await book.outbox()).map(({ table, state, reason }) => ({ table, state, reason })),
    counts: await book.cache.run('countOutbox', null),
  }).toEqual({
    shares: [],
    tasks: [{ title: 'Another matter' }],
    outbox: [
      { table: 'tasks', state: 'refused', reason: null },
      {
        table: 'beneficiaries',
        state: 'refused',
        reason:
          'The shares of the beneficiaries of this class do not make 100%. Correct it and send it again, or discard it.',
      },
      { table: 'tasks', state: 'waiting', reason: null },
    ],
    counts: { waiting: 1, refused: 1, conflicts: 0 },
  })
})

test('what refers to a row that waits to be added waits with it, and all arrive once it is corrected', async () => {
  // Longer than the firm takes: as if its rule had changed while the laptop was away.
  const meeting = buildRow('meetings', { householdId, subject: 'x'.repeat(5000) })
  await book.commit({ table: 'meetings', operation: 'insert', row: meeting })
  await book.push()
  await book.commit({ table: 'tasks', operation: 'insert', row: { ...task(20, 'Prepare'), meetingId: meeting.id } })
  await book.commit({ table: 'tasks', operation: 'update', id: testId(20), patch: { title: 'Prepare well' } })
  await book.commit({ table: 'tasks', operation: 'insert', row: task(21, 'Of no meeting') })
  await book.push()
  const before = (await book.outbox()).map(({ table, state }) => `${table} ${state}`)
  const sentBefore = await firm.query('SELECT title FROM tasks')

  await book.decide({ kind: 'send', changes: { subject: 'Shorter' }, theirs: [] })
  await book.push()

  expect({
    before,
    sentBefore,
    meetings: await firm.query('SELECT subject FROM meetings'),
    tasks: await firm.query('SELECT title FROM tasks ORDER BY title'),
    left: await book.outbox(),
  }).toEqual({
    before: ['meetings refused', 'tasks waiting', 'tasks waiting'],
    sentBefore: [{ title: 'Of no meeting' }],
    meetings: [{ subject: 'Shorter' }],
    tasks: [{ title: 'Of no meeting' }, { title: 'Prepare well' }],
    left: [],
  })
})

test('two changes of one row by one command, and one typed on top, arrive in order on the versions they were made on', async () => {
  await book.commit(
    { table: 'accounts', operation: 'update', id: accountId, patch: { custodian: 'Growth' } },
    { table: 'accounts', operation: 'update', id: accountId, patch: { benchmark: 'World' } },
  )
  await book.commit({ table: 'accounts', operation: 'update', id: accountId, patch: { custodian: 'Income' } })

  await book.push()

  // An account asks a person about every concurrent change: a wrong version would have ended in a conflict.
  expect({
    account: await firm.query('SELECT custodian, benchmark, version FROM accounts'),
    left: await book.outbox(),
  }).toEqual({ account: [{ custodian: 'Income', benchmark: 'World', version: 4 }], left: [] })
})

test('a unit that meets a locked row waits for the next round, and what is behind nobody goes on', async () => {
  const other = await firm.connectAs(firm.colleague)
  await firm.query('BEGIN')
  await firm.query('SELECT FROM households WHERE id = $1 FOR UPDATE', [householdId])
  await book.commit({ table: 'households', operation: 'update', id: householdId, patch: { name: 'Renamed' } })
  await book.commit({ table: 'accounts', operation: 'update', id: accountId, patch: { custodian: 'Growth' } })

  await book.push()
  const during = { outbox: await book.outbox(), accounts: await firm.query('SELECT custodian FROM accounts') }
  await firm.query('COMMIT')
  await book.push()
  await other.end()

  expect({ during, name: await firm.query('SELECT name FROM households'), left: await book.outbox() }).toEqual({
    during: {
      outbox: [{ table: 'households', state: 'sending', reason: null, patch: { name: 'Renamed' } }],
      accounts: [{ custodian: 'Growth' }],
    },
    name: [{ name: 'Renamed' }],
    left: [],
  })
})

test('a deadlock and a serialization failure are tried again at once, a lost login parks nothing', async () => {
  const fails = (codes: string[]): FirmDatabase => ({
    ...book.database,
    unitOfWork: (isolation, work) => {
      const code = codes.shift()
      if (code === undefined) return book.database.unitOfWork(isolation, work)
      throw Object.assign(new Error('as the driver says it'), { code })
    },
  })
  await book.commit({ table: 'tasks', operation: 'insert', row: task(20, 'First') })
  await book.push(fails(['40P01', '40001']))
  await book.commit({ table: 'tasks', operation: 'insert', row: task(21, 'Second') })
  const code = await book.push(fails(['28P01'])).catch((error: { code: string }) => error.code)

  expect({
    code,
    tasks: await firm.query('SELECT title FROM tasks'),
    outbox: (await book.outbox()).map(({ state }) => state),
  }).toEqual({ code: '28P01', tasks: [{ title: 'First' }], outbox: ['sending'] })
})
