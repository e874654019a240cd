import { expect, test } from 'vitest'
import { createListsHandlers } from '#electron/features/lists/handlers.ts'
import { householdsQuestionSchema } from '#shared/ipc/household-questions.ts'
import { type ExportedList, listsChannels } from '#shared/ipc/lists.ts'
import { callerOf, id, openTestBook, type TestBook, TODAY } from './support.ts'

const callIn = (testBook: TestBook) => callerOf(listsChannels, createListsHandlers(testBook.run))
const question = householdsQuestionSchema.parse({})
const purpose = 'Annual programme review'

function openBook(): TestBook {
  const testBook = openTestBook()
  testBook.savePath = '/home/ada/list.csv'
  testBook.add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  testBook.add('households', { id: id(10), name: '=cmd()', status: 'active', advisorId: id(2) })
  testBook.add('households', { id: id(11), name: 'Birch, Anna', status: 'prospect', advisorId: id(2) })
  return testBook
}

const textOf = ({ written }: TestBook) => written.map(({ content }) => new TextDecoder('utf-8').decode(content))

test('a list leaves as its screen shows it, without formulas, and the trail says what, how many, and what for', async () => {
  const testBook = openBook()
  const list = { name: 'households', question, ids: null } as const

  const answer = await callIn(testBook)(testBook, 'lists.exportCsv', { list, purpose })

  const lines = textOf(testBook)[0]
    ?.split('\r\n')
    .map((line) => line.split(',').slice(0, 4).join(','))
  expect({ lines, asked: testBook.asked, rows: answer.rows }).toEqual({
    lines: ['Household,People,Status,Service tier', "'=cmd(),,Active,Platinum", '"Birch, Anna",,Prospect', ''],
    asked: [{ title: 'Export the list', suggestedName: `Households ${TODAY}.csv`, extension: 'csv' }],
    rows: 2,
  })
  expect(listsChannels['lists.exportCsv'].audit?.subject({ list, purpose }, answer)).toEqual({
    table: 'households',
    reason: `Households, 2 rows as CSV. Purpose: ${purpose}. SHA-256 ${answer.sha256}`,
  })
})

test('only what the question finds and what is marked leaves; a cancelled or empty export writes nothing', async () => {
  const testBook = openBook()
  const call = callIn(testBook)
  const marked = { name: 'households' as const, question, ids: [id(11), id(99)] } satisfies ExportedList
  const none = { name: 'households', question: { ...question, status: 'estate' }, ids: null } as const

  const one = await call(testBook, 'lists.exportCsv', { list: marked, purpose })
  const empty = call(testBook, 'lists.exportCsv', { list: none, purpose })
  await expect(empty).rejects.toMatchObject({
    code: 'bad_input',
    message: 'The list is empty: there is nothing to export.',
  })
  testBook.savePath = null
  const cancelled = await call(testBook, 'lists.exportCsv', { list: marked, purpose })

  const happened = [one, cancelled].map((answer) => listsChannels['lists.exportCsv'].audit?.happened?.(answer))
  expect({ rows: one.rows, happened, written: testBook.written.length }).toEqual({
    rows: 1,
    happened: [true, false],
    written: 1,
  })
})

test('tasks, meetings, holdings, and transactions leave by the same way', async () => {
  const testBook = openBook()
  const call = callIn(testBook)
  testBook.add('tasks', { id: id(20), householdId: id(11), ownerId: id(2), title: '@call', status: 'open' })
  testBook.add('meetings', { id: id(21), householdId: id(11), subject: 'Review', status: 'planned' })
  testBook.add('accounts', { id: id(30), householdId: id(11), name: 'IRA', status: 'active' })
  testBook.add('securities', { id: id(31), symbol: 'VTI', name: 'Total Market' })
  const common = { householdId: id(11), accountId: id(30), securityId: id(31), quantity: '2' }
  testBook.add('positions', { ...common, id: id(32), marketValue: '200.00' })
  testBook.add('transactions', { ...common, id: id(33), netAmount: '-200.00' })

  for (const list of [
    { name: 'tasks' },
    { name: 'meetings', status: 'planned' },
    { name: 'holdings', householdId: id(11) },
    { name: 'transactions', householdId: id(11), accountId: null },
  ] as const) {
    await call(testBook, 'lists.exportCsv', { list, purpose })
  }

  const texts = textOf(testBook)
  const found = ["'@call", 'Review', 'Total Market', ',-200.00,'].map((text, at) => texts[at]?.includes(text))
  expect({ found, lines: texts.map((text) => text.split('\r\n').length - 1) }).toEqual({
    found: [true, true, true, true],
    lines: [2, 2, 2, 2],
  })
})

test('a purpose is needed', () => {
  const purposes = ['', '   ', 'ok', ' Exam ', 'x'.repeat(301)]

  const accepted = purposes.map(
    (given) => listsChannels['lists.exportCsv'].input.safeParse({ list: { name: 'tasks' }, purpose: given }).success,
  )

  expect(accepted).toEqual([false, false, false, true, false])
})

test('how the list was looked at is kept in the book; what cannot be understood begins as new', async () => {
  const testBook = openBook()
  const call = callIn(testBook)
  const view = { status: 'active', tier: 'gold', quality: 'below_80', sort: 'quality', descending: true } as const

  const first = await call(testBook, 'lists.readView', {})
  await call(testBook, 'lists.keepView', { view })
  const kept = await call(testBook, 'lists.readView', {})
  await testBook.run('writeValue', { name: 'view_of_households', value: '{"sort":"colour"}' })
  const strange = await call(testBook, 'lists.readView', {})

  expect([first, kept, strange]).toEqual([{ view: null }, { view }, { view: null }])
})
