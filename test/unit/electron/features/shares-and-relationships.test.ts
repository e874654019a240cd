import { expect, test } from 'vitest'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { peopleHandlers } from '#electron/features/people/handlers.ts'
import { accountsChannels, type BeneficiaryShare } from '#shared/ipc/accounts.ts'
import { peopleChannels } from '#shared/ipc/people.ts'
import { callerOf, id, openTestBook, type TestBook, TODAY } from './support.ts'

const callAccounts = callerOf(accountsChannels, accountsHandlers)
const callPeople = callerOf(peopleChannels, peopleHandlers)

/** Anna and Bo Clark with an account that both own; Dee Moss in a household of her own; a power of attorney on file. */
function openBook(): TestBook {
  const testBook = openTestBook()
  const { add } = testBook
  add('households', { id: id(10), name: 'Clark', advisorId: id(2) })
  add('households', { id: id(11), name: 'Moss', advisorId: id(2) })
  add('persons', { id: id(20), householdId: id(10), firstName: 'Anna', lastName: 'Clark' })
  add('persons', { id: id(21), householdId: id(10), firstName: 'Bo', lastName: 'Clark' })
  add('persons', { id: id(22), householdId: id(11), firstName: 'Dee', lastName: 'Moss' })
  add('household_members', { id: id(30), householdId: id(10), personId: id(20), role: 'head' })
  add('household_members', { id: id(31), householdId: id(10), personId: id(21), role: 'spouse' })
  add('household_members', { id: id(32), householdId: id(11), personId: id(22), role: 'head' })
  add('accounts', { id: id(40), householdId: id(10), name: 'Joint' })
  add('account_owners', { id: id(50), householdId: id(10), accountId: id(40), personId: id(20), percent: '60.000000' })
  add('account_owners', { id: id(51), householdId: id(10), accountId: id(40), personId: id(21), percent: '40.000000' })
  add('documents', { id: id(60), householdId: id(10), title: 'Power of attorney of Anna' })
  return testBook
}

const why = ({ message, details }: { message: string; details?: unknown }) => details ?? message

test('owners change in one unit: who is left out ends today, and what is the same is left alone', async () => {
  const testBook = openBook()

  await callAccounts(testBook, 'accounts.setOwners', {
    accountId: id(40),
    shares: [
      { id: id(50), partyId: id(20), percent: '60' },
      { id: null, partyId: id(22), percent: '40' },
    ],
  })
  const { owners } = await callAccounts(testBook, 'accounts.shares', { accountId: id(40) })
  const ended = await testBook.book.selectFrom('account_owners').where('id', '=', id(51)).select('endedOn').execute()

  expect({
    owners: owners.map(({ partyId, percent }) => [partyId, percent]),
    ended,
    units: testBook.committed.length,
  }).toEqual({
    owners: [
      [id(20), '60.000000'],
      [id(22), '40'],
    ],
    ended: [{ endedOn: TODAY }],
    units: 3,
  })
})

test('owners that are nobody, named twice, or no whole are refused, and nothing is saved', async () => {
  const testBook = openBook()
  const set = (shares: [string, string][]) =>
    callAccounts(testBook, 'accounts.setOwners', {
      accountId: id(40),
      shares: shares.map(([partyId, percent]) => ({ id: null, partyId, percent })),
    }).catch(why)

  const refused = [
    await set([]),
    await set([
      [id(20), '50'],
      [id(20), '50'],
    ]),
    await set([
      [id(20), '50'],
      [id(21), '49.999999'],
    ]),
    await set([
      [id(20), '100'],
      [id(21), '0'],
    ]),
    await set([[id(99), '100']]),
  ]

  expect({ refused, committed: testBook.committed }).toEqual({
    refused: [
      'An account has an owner. Name at least one.',
      'Somebody is named twice. Put their shares into one line.',
      'The shares make 99.999999% and not 100%: 0.000001 is missing.',
      [{ path: 'percent', message: 'is nothing; leave the line out instead' }],
      [{ path: 'partyId', message: 'is not in your book any more' }],
    ],
    committed: [],
  })
})

test('each class of beneficiaries is a whole of its own; one may be a name, and none is no fault', async () => {
  const testBook = openBook()
  const line = { id: null, class: 'primary', partyId: null, name: null, percent: '100', perStirpes: false } as const
  const set = (shares: BeneficiaryShare[]) =>
    callAccounts(testBook, 'accounts.setBeneficiaries', { accountId: id(40), shares }).catch(why)

  await set([
    { ...line, partyId: id(21) },
    { ...line, class: 'contingent', name: ' Red Cross ', percent: '50' },
    { ...line, class: 'contingent', partyId: id(22), percent: '50', perStirpes: true },
  ])
  const refused = [
    await set([
      { ...line, percent: '50', name: 'x' },
      { ...line, class: 'contingent', name: 'y', percent: '50' },
    ]),
    await set([line]),
  ]
  const { beneficiaries } = await callAccounts(testBook, 'accounts.shares', { accountId: id(40) })
  await set([])
  const cleared = await callAccounts(testBook, 'accounts.shares', { accountId: id(40) })

  expect({
    refused,
    beneficiaries: beneficiaries.map((share) => [
      share.class,
      share.partyId ?? share.name,
      share.percent,
      share.perStirpes,
    ]),
    cleared: cleared.beneficiaries,
  }).toEqual({
    refused: [
      'The shares make 50% and not 100%: 50 is missing.',
      [{ path: 'partyId', message: 'is needed: choose somebody of your book, or type a name' }],
    ],
    beneficiaries: [
      ['primary', id(21), '100', false],
      ['contingent', 'Red Cross', '50', false],
      ['contingent', id(22), '50', true],
    ],
    cleared: [],
  })
})

test('a relationship is added once and shown on both sides, in the household of either', async () => {
  const testBook = openBook()
  await callPeople(testBook, 'people.addRelationship', {
    ...{ householdId: id(10), fromId: id(22), toId: id(20) },
    relationship: { role: 'power_of_attorney', toDate: '2027-01-15', evidenceDocumentId: id(60) },
  })
  await callPeople(testBook, 'people.addRelationship', {
    ...{ householdId: id(10), fromId: id(20), toId: id(21), relationship: { role: 'spouse' } },
  })
  const turned = await callPeople(testBook, 'people.addRelationship', {
    ...{ householdId: id(10), fromId: id(21), toId: id(20), relationship: { role: 'spouse' } },
  }).catch(why)
  const itself = await callPeople(testBook, 'people.addRelationship', {
    ...{ householdId: id(10), fromId: id(21), toId: id(21), relationship: { role: 'child' } },
  }).catch(why)

  const sidesIn = async (householdId: string) =>
    (await callPeople(testBook, 'people.relationships', { householdId })).map(
      ({ partyName, direction, role, otherName, evidenceTitle }) => [
        partyName,
        direction,
        role,
        otherName,
        evidenceTitle,
      ],
    )

  expect({ clark: await sidesIn(id(10)), moss: await sidesIn(id(11)), turned, itself }).toEqual({
    clark: [
      ['Anna Clark', 'has', 'power_of_attorney', 'Dee Moss', 'Power of attorney of Anna'],
      ['Anna Clark', 'is', 'spouse', 'Bo Clark', null],
      ['Bo Clark', 'is', 'spouse', 'Anna Clark', null],
    ],
    moss: [['Dee Moss', 'is', 'power_of_attorney', 'Anna Clark', 'Power of attorney of Anna']],
    turned: [{ path: 'role', message: 'is recorded between the two for that time already. Change that one instead' }],
    itself: [{ path: 'toId', message: 'is the same as the other' }],
  })
})

test('a relationship is ended, evidenced, and held to its dates', async () => {
  const testBook = openBook()
  const { relationshipId } = await callPeople(testBook, 'people.addRelationship', {
    ...{ householdId: id(10), fromId: id(22), toId: id(20) },
    relationship: { role: 'power_of_attorney', fromDate: '2026-01-01' },
  })

  const backwards = await callPeople(testBook, 'people.updateRelationship', {
    relationshipId,
    patch: { toDate: '2025-12-31' },
  }).catch(why)
  await callPeople(testBook, 'people.updateRelationship', {
    ...{ relationshipId, patch: { toDate: '2026-12-31' }, evidenceDocumentId: id(60) },
  })

  const stored = await testBook.book
    .selectFrom('relationships')
    .select(['toDate', 'evidenceDocumentId', 'fromPersonId', 'toPersonId'])
    .execute()
  expect({ backwards, stored }).toEqual({
    backwards: [{ path: 'toDate', message: 'is before From' }],
    stored: [{ toDate: '2026-12-31', evidenceDocumentId: id(60), fromPersonId: id(22), toPersonId: id(20) }],
  })
})
