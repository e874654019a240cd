import { expect, test } from 'vitest'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { createDraftsHandlers } from '#electron/features/drafts.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { peopleHandlers } from '#electron/features/people/handlers.ts'
import { accountsChannels } from '#shared/ipc/accounts.ts'
import { draftsChannels } from '#shared/ipc/drafts.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { peopleChannels } from '#shared/ipc/people.ts'
import { callerOf, id, openTestBook, type TestBook } from './support.ts'

const call = callerOf(peopleChannels, peopleHandlers)
const callHouseholds = callerOf(householdsChannels, householdsHandlers)
const callAccounts = callerOf(accountsChannels, accountsHandlers)

/** Two households: Clark with Anna, its head, whose primary it is; Diaz with nobody. */
function openBook(): TestBook {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  add('households', { id: id(10), name: 'Clark', status: 'active', advisorId: id(2) })
  add('households', { id: id(11), name: 'Diaz', status: 'active', advisorId: id(2) })
  add('persons', { id: id(20), householdId: id(10), firstName: 'Anna', lastName: 'Clark' })
  add('household_members', { id: id(30), householdId: id(10), personId: id(20), role: 'head', isPrimary: true })
  add('entities', { id: id(40), householdId: id(10), name: 'Clark Trust' })
  return testBook
}

const flags = {
  ...{ politicallyExposed: false, brokerAffiliated: false, accreditedInvestor: false },
  ...{ qualifiedClient: false, vulnerableClient: false, emailConsent: false },
}
const problemsOf = (error: { code: string; details?: unknown }) => [error.code, error.details]

test('a household is its adviser’s', async () => {
  const testBook = openBook()
  const household = {
    ...{ name: 'Wren', type: 'couple', status: 'prospect', serviceTier: 'gold', reviewCadence: 'annual' },
    retailInvestor: true,
  } as const

  const { householdId } = await callHouseholds(testBook, 'households.add', { household })
  const assistant = {
    ...testBook,
    context: { ...testBook.context, user: { ...testBook.context.user, role: 'assistant' } },
  }
  const refused = await callHouseholds(assistant as TestBook, 'households.add', { household }).catch(({ code }) => code)

  expect({ committed: testBook.committed, refused }).toEqual({
    committed: [{ table: 'households', operation: 'insert', row: { ...household, id: householdId, advisorId: id(2) } }],
    refused: 'forbidden',
  })
})

test('what a form sends of a new row is held to the record', () => {
  const parse = (person: object) =>
    peopleChannels['people.add'].input.safeParse({
      householdId: id(10),
      person: { firstName: 'Bo', lastName: 'Clark', ...flags, ...person },
      membership: { role: 'child', inRollUp: true },
    })

  const problems = [
    {},
    { lastName: '' },
    { state: 'mass' },
    { bornOn: '2020-01-02', diedOn: '2020-01-01' },
    { ssnLast4: '1234' },
  ].map((person) => parse(person).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [])

  expect(problems).toEqual([
    [],
    [['person.lastName', 'is needed']],
    [
      ['person.state', 'is longer than 2 characters'],
      ['person.state', 'is not a state code such as MA'],
    ],
    [['person.diedOn', 'is before Born']],
    [['person', 'Unrecognized key: "ssnLast4"']],
  ])
})

test('the first head becomes the household’s primary person; a second head is refused with a name', async () => {
  const testBook = openBook()
  const person = { firstName: 'Bo', lastName: 'Diaz', ...flags }
  const membership = { role: 'head', inRollUp: true } as const

  const { personId } = await call(testBook, 'people.add', { householdId: id(11), person, membership })
  const second = await call(testBook, 'people.add', { householdId: id(10), person, membership }).catch(problemsOf)

  expect({ committed: testBook.committed.map(({ table, operation }) => `${operation} ${table}`), second }).toEqual({
    committed: ['insert persons', 'insert household_members', 'update households'],
    second: [
      'bad_input',
      [
        {
          path: 'role',
          message: 'is taken: Anna Clark is head at that time. Choose another role, or end that membership first',
        },
      ],
    ],
  })
  const [household] = await testBook.book.selectFrom('households').where('id', '=', id(11)).selectAll().execute()
  expect(household?.primaryPersonId).toBe(personId)
})

test('joining as primary takes that from the former household first, and keeps the person with the new one', async () => {
  const testBook = openBook()
  const membership = {
    personId: id(20),
    role: 'other',
    fromDate: '2026-11-01',
    isPrimary: true,
    inRollUp: true,
  } as const

  const { membershipId } = await call(testBook, 'people.join', { householdId: id(11), membership })
  const seen = await call(testBook, 'people.memberships', { householdId: id(10) })
  const again = await call(testBook, 'people.join', { householdId: id(11), membership }).catch(problemsOf)

  expect({
    committed: testBook.committed,
    seen: seen.map(({ householdName, personName, isPrimary }) => [householdName, personName, isPrimary]),
    again: again as unknown,
  }).toEqual({
    committed: [
      { table: 'household_members', operation: 'update', id: id(30), patch: { isPrimary: false } },
      {
        table: 'household_members',
        operation: 'insert',
        row: { ...membership, id: membershipId, householdId: id(11) },
      },
      { table: 'persons', operation: 'update', id: id(20), patch: { householdId: id(11) } },
    ],
    seen: [
      ['Clark', 'Anna Clark', false],
      ['Diaz', 'Anna Clark', true],
    ],
    again: [
      'bad_input',
      [
        {
          path: 'fromDate',
          message:
            'meets another membership of Anna Clark in this household. Change the dates, or that membership instead',
        },
      ],
    ],
  })
})

test('a future primary household does not move the person yet, and leaving is an end date', async () => {
  const testBook = openBook()
  await call(testBook, 'people.updateMembership', { membershipId: id(30), patch: { toDate: '2026-12-31' } })
  const membership = {
    personId: id(20),
    role: 'head',
    fromDate: '2027-01-01',
    isPrimary: true,
    inRollUp: true,
  } as const
  await call(testBook, 'people.join', { householdId: id(11), membership })
  const backwards = await call(testBook, 'people.updateMembership', {
    membershipId: id(30),
    patch: { fromDate: '2027-02-01' },
  }).catch(problemsOf)

  expect({ committed: testBook.committed.map(({ table, operation }) => `${operation} ${table}`), backwards }).toEqual({
    committed: ['update household_members', 'update persons', 'insert household_members'],
    backwards: ['bad_input', [{ path: 'toDate', message: 'is before From' }]],
  })
})

test('an account is owned whole by whoever opens it, a person or an entity, and by nobody outside the book', async () => {
  const testBook = openBook()
  const account = {
    ...{
      name: 'Brokerage',
      registration: 'trust',
      status: 'pending',
      management: 'discretionary',
      taxStatus: 'taxable',
    },
    ...{ custodian: 'Fidelity', lotMethod: 'fifo', feeBasis: 'none', billing: 'arrears' },
    ...{ custodyFlag: false, standingLetter: false, rmdRequired: false },
  } as const

  const { accountId } = await callAccounts(testBook, 'accounts.add', { householdId: id(10), account, ownerId: id(40) })
  const stranger = await callAccounts(testBook, 'accounts.add', {
    ...{ householdId: id(10), account, ownerId: id(99) },
  }).catch(({ message }) => message)
  const closed = await callAccounts(testBook, 'accounts.update', { accountId, patch: { status: 'closed' } }).catch(
    problemsOf,
  )

  expect({ owners: testBook.committed.slice(1), stranger, closed }).toEqual({
    owners: [
      {
        table: 'account_owners',
        operation: 'insert',
        row: {
          id: expect.any(String),
          householdId: id(10),
          accountId,
          personId: null,
          entityId: id(40),
          percent: '100',
        },
      },
    ],
    stranger: 'Whom you chose is not in your book any more. Choose another.',
    closed: ['bad_input', [{ path: 'closedOn', message: 'is needed for this Status' }]],
  })
})

test('a draft is kept under its form’s name, and goes when it is dropped or its household leaves', async () => {
  const testBook = openBook()
  testBook.add('accounts', { id: id(50), householdId: id(10), name: 'Brokerage' })
  const drafts = callerOf(draftsChannels, createDraftsHandlers(testBook.run))
  const [mine, other] = [`persons:${id(20)}`, 'households:new']
  await drafts(testBook, 'drafts.keep', { key: mine, householdId: id(10), body: '{"a":1}' })
  await drafts(testBook, 'drafts.keep', { key: mine, householdId: id(10), body: '{"a":2}' })
  await drafts(testBook, 'drafts.keep', { key: other, householdId: null, body: '{}' })

  await drafts(testBook, 'drafts.keep', { key: `beneficiaries:${id(50)}`, householdId: id(10), body: '{}' })
  const listed = await drafts(testBook, 'drafts.list', {})
  const kept = await drafts(testBook, 'drafts.read', { key: mine })
  await drafts(testBook, 'drafts.drop', { key: other })
  const dropped = await drafts(testBook, 'drafts.read', { key: other })
  await testBook.run('applyPull', {
    cursor: { snapshot: '10:10:', epoch: 'one', at: '2026-11-24T12:00:00.000Z' },
    ...{ upserts: [], removals: [], purged: [id(10)], gained: [], digests: [] },
    ...{ whole: { households: [], parts: [] }, compared: { households: [], firm: false } },
  })
  const purged = await drafts(testBook, 'drafts.read', { key: mine })

  expect({ listed: listed.map(({ what, householdName }) => [what, householdName]).toSorted() }).toEqual({
    listed: [
      ['Beneficiaries: Brokerage', 'Clark'],
      ['New household', null],
      ['Person: Anna Clark', 'Clark'],
    ],
  })
  expect({ kept, dropped, purged, outbox: testBook.committed }).toEqual({
    kept: { body: '{"a":2}', keptAt: '2026-11-24T12:00:00.000Z' },
    dropped: null,
    purged: null,
    outbox: [],
  })
})
