import { expect, test } from 'vitest'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { callerOf, id, openTestBook, type TestBook, TODAY } from './support.ts'

const call = callerOf(householdsChannels, householdsHandlers)

function openThree(role: 'adviser' | 'operations' = 'adviser'): TestBook {
  const testBook = openTestBook()
  const common = { advisorId: id(2), serviceTier: 'gold', status: 'active' } as const
  testBook.add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser', role: 'adviser', active: true })
  testBook.add('users', { id: id(3), login: 'bo', displayName: 'Bo Adviser', role: 'adviser', active: true })
  testBook.add('users', { id: id(4), login: 'cy', displayName: 'Cy Gone', role: 'adviser', active: false })
  testBook.add('households', { ...common, id: id(10), name: 'Ash', nextReviewOn: TODAY })
  testBook.add('households', { ...common, id: id(11), name: 'Birch' })
  testBook.add('households', { ...common, id: id(12), name: 'Cedar', status: 'terminated', terminatedOn: TODAY })
  Object.assign(testBook.context.user, { role })
  return testBook
}

const changesOf = (ids: number[], patch: object) => ids.map((n) => ({ householdId: id(n), patch }))

test('many households change in one unit, only in what differs, and the answer takes it back', async () => {
  const testBook = openThree()
  const patch = { serviceTier: 'silver', nextReviewOn: TODAY }

  const answer = await call(testBook, 'households.changeMany', { changes: changesOf([10, 11], patch) })
  const made = [...testBook.committed]
  const back = answer.before.map(({ householdId, patch: before }) => ({ householdId, patch: before }))
  await call(testBook, 'households.changeMany', { changes: back })
  const rows = await testBook.book.selectFrom('households').select(['id', 'serviceTier', 'nextReviewOn']).execute()

  expect({
    changed: answer.changed,
    made: made.map((mutation) => 'patch' in mutation && mutation.patch),
    rows,
  }).toEqual({
    changed: 2,
    made: [{ serviceTier: 'silver' }, { serviceTier: 'silver', nextReviewOn: TODAY }],
    rows: [
      { id: id(10), serviceTier: 'gold', nextReviewOn: TODAY },
      { id: id(11), serviceTier: 'gold', nextReviewOn: null },
      { id: id(12), serviceTier: 'gold', nextReviewOn: null },
    ],
  })
})

test('where one cannot be changed none is, and each refused row is named', async () => {
  const testBook = openThree()

  const dated = call(testBook, 'households.changeMany', { changes: changesOf([10, 12, 99], { nextReviewOn: TODAY }) })
  const given = call(testBook, 'households.changeMany', { changes: changesOf([11], { advisorId: id(3) }) })

  await expect(dated).rejects.toMatchObject({
    code: 'bad_input',
    message:
      'Nothing was changed: 2 of 3 households cannot be changed so. Cedar: it is terminated and has no next review. It is no longer in your book.',
    details: [
      { path: id(12), message: 'Cedar: it is terminated and has no next review.' },
      { path: id(99), message: 'It is no longer in your book.' },
    ],
  })
  await expect(given).rejects.toMatchObject({
    details: [{ path: id(11), message: 'Birch: only operations may give a household to another adviser.' }],
  })
  expect(testBook.committed).toEqual([])
})

test('operations give households to advisers who are there; others are offered nobody', async () => {
  const operations = openThree('operations')

  await call(operations, 'households.changeMany', { changes: changesOf([10], { advisorId: id(3) }) })
  const offered = await call(operations, 'households.advisers', {})
  const toAdviser = await call(openThree(), 'households.advisers', {})

  expect({ committed: operations.committed, offered, toAdviser }).toEqual({
    committed: [{ table: 'households', operation: 'update', id: id(10), patch: { advisorId: id(3) } }],
    offered: [
      { id: id(2), displayName: 'Ada Adviser' },
      { id: id(3), displayName: 'Bo Adviser' },
    ],
    toAdviser: [],
  })
})

test.each([
  ['nothing is chosen', []],
  ['nothing is to change', changesOf([10], {})],
  ['the tier is none', changesOf([10], { serviceTier: 'lead' })],
  ['the day is none', changesOf([10], { nextReviewOn: '2026-02-30' })],
  ['another field is sent', changesOf([10], { name: 'Else' })],
  [
    'there are too many',
    changesOf(
      Array.from({ length: 501 }, (_, n) => n),
      { serviceTier: 'gold' },
    ),
  ],
])('nothing is changed when %s', (_why, changes) => {
  expect(householdsChannels['households.changeMany'].input.safeParse({ changes }).success).toBe(false)
})

test('the list is narrowed by tier and by what is missing, and sorted by it', async () => {
  const testBook = openThree()
  testBook.add('documents', { id: id(50), householdId: id(11), type: 'advisory_agreement', signedOn: TODAY })
  testBook.add('documents', { id: id(51), householdId: id(12), type: 'advisory_agreement', signedOn: TODAY })
  testBook.add('documents', {
    ...{ id: id(52), householdId: id(10), type: 'advisory_agreement', signedOn: TODAY, supersededOn: TODAY },
  })
  testBook.add('disclosures', { id: id(53), householdId: id(11), kind: 'crs', deliveredOn: TODAY })

  const best = await call(testBook, 'households.list', { sort: 'quality', descending: true })
  const below = await call(testBook, 'households.list', { quality: 'below_60' })
  const gold = await call(testBook, 'households.list', { tier: 'platinum' })

  expect([best, below, gold].map(({ rows }) => rows.map(({ name, quality }) => `${name} ${quality}`))).toEqual([
    ['Birch 27', 'Cedar 27', 'Ash 9'],
    ['Ash 9', 'Birch 27', 'Cedar 27'],
    [],
  ])
})
