import { expect, test } from 'vitest'
import { readChanges } from '#electron/book-queries/changes.ts'
import { readComingDue } from '#electron/book-queries/coming-due.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { peopleHandlers } from '#electron/features/people/handlers.ts'
import { mergingHandlers } from '#electron/features/people/merging.ts'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { createKeyRing, type KeyRing } from '#electron/vault/key-ring.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { sealFields } from '#electron/vault/seal-number.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { mergingChannels } from '#shared/ipc/merging.ts'
import { peopleChannels } from '#shared/ipc/people.ts'
import { type TableName, tableNames } from '#shared/records/index.ts'
import { callerOf, id, NOW, openTestBook, type TestBook, TODAY } from './support.ts'

const call = callerOf(mergingChannels, mergingHandlers)
const callPeople = callerOf(peopleChannels, peopleHandlers)
const callHouseholds = callerOf(householdsChannels, householdsHandlers)

const ring: KeyRing = createKeyRing([
  { keyId: 'field-1', purpose: 'field', state: 'active', key: new Uint8Array(32).fill(1) },
  { keyId: 'blind-1', purpose: 'blind', state: 'active', key: new Uint8Array(32).fill(2) },
])
/** In an area that is never issued. */
const SSN = '900-12-1120'

function seal(rowId: string): object {
  const keys = { field: ring.sealingKey(), blind: ring.indexingKey() }
  return sealFields(keys, { table: 'persons', field: 'ssnEncrypted', rowId }, SSN, systemRandom)
}

/** Anna Clark twice: in her own household, and with a number and a beneficiary's share in that of her son. */
function openBook(): TestBook {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  add('households', { id: id(10), name: 'Clark', status: 'active', advisorId: id(2), primaryPersonId: id(20) })
  add('households', { id: id(11), name: 'Diaz', status: 'active', advisorId: id(2) })
  const born = { bornOn: '1950-02-03', lastName: 'Clark', idExpiresOn: TODAY }
  add('persons', { ...born, id: id(20), householdId: id(10), firstName: 'Anna' })
  add('persons', { ...born, id: id(21), householdId: id(11), firstName: 'Ánna', city: 'Bath', ...seal(id(21)) })
  add('persons', { id: id(22), householdId: id(11), firstName: 'Bo', lastName: 'Diaz', bornOn: '1950-02-03' })
  add('household_members', { id: id(30), householdId: id(10), personId: id(20), role: 'head', isPrimary: true })
  add('household_members', { id: id(31), householdId: id(11), personId: id(21), role: 'parent', isPrimary: true })
  add('household_members', { id: id(32), householdId: id(11), personId: id(22), role: 'head', isPrimary: true })
  add('household_members', { id: id(33), householdId: id(11), personId: id(20), role: 'other', fromDate: TODAY })
  add('accounts', { id: id(50), householdId: id(11), name: 'Brokerage' })
  add('account_owners', { id: id(60), householdId: id(11), accountId: id(50), personId: id(22), percent: '50.000000' })
  add('account_owners', { id: id(61), householdId: id(11), accountId: id(50), personId: id(21), percent: '50.000000' })
  add('relationships', {
    ...{ id: id(70), householdId: id(11), fromPersonId: id(21), toPersonId: id(22), role: 'power_of_attorney' },
    toDate: '2026-12-01',
  })
  add('relationships', { id: id(71), householdId: id(11), fromPersonId: id(20), toPersonId: id(21), role: 'attorney' })
  add('disclosures', { id: id(80), householdId: id(11), personId: id(21), kind: 'crs', deliveredOn: TODAY })
  return testBook
}

const pair = { keptId: id(20), mergedId: id(21) }
const merge = (testBook: TestBook, take: string[] = []) => call(testBook, 'people.merge', { ...pair, take })
const sentenceOf = (error: { code: string; message: string }) => `${error.code}: ${error.message}`

/** Every row of the book, but for when it was changed. */
async function readAll({ book }: TestBook): Promise<Record<string, unknown>> {
  const tables = tableNames.filter((table) => !['compliance_reviews', 'document_contents'].includes(table))
  const rows = await Promise.all(
    tables.map(async (table) => {
      const found = await book
        .selectFrom(table as TableName)
        .selectAll()
        .execute()
        .catch(() => [])
      return [table, found.map(({ updatedAt: _at, updatedBy: _by, ...row }) => row)]
    }),
  )
  return Object.fromEntries(rows)
}

test('who may be here twice is told by name and birth, or by number, once for each pair', async () => {
  const testBook = openBook()
  testBook.add('persons', { id: id(23), householdId: id(11), firstName: 'B.', lastName: 'D.', ...seal(id(23)) })

  const clark = await call(testBook, 'people.duplicates', { householdId: id(10) })
  const diaz = await call(testBook, 'people.duplicates', { householdId: id(11) })

  const short = ({ here, other, reason }: (typeof clark.pairs)[number]) => [here.name, other.name, reason]
  expect([clark.pairs.map(short), diaz.pairs.map(short)]).toEqual([
    [['Anna Clark', 'Ánna Clark', 'name']],
    [
      ['Anna Clark', 'Ánna Clark', 'name'],
      ['Ánna Clark', 'B. D.', 'number'],
    ],
  ])
})

test('what a merge brings about is said before it is made, without a number in it', async () => {
  const { kept, numbers, lines, warnings, maySeal } = await call(openBook(), 'people.compare', pair)

  expect({ hidden: 'ssnEncrypted' in kept.person, numbers, lines, warnings, maySeal }).toEqual({
    hidden: false,
    numbers: [
      { name: 'ssnEncrypted', label: 'Social security number', kept: null, merged: 'ends 1120', isSame: false },
    ],
    lines: [
      { how: 'joins', text: 'Parent in Diaz' },
      { how: 'moves', text: '50% of Brokerage, as owner' },
      { how: 'moves', text: 'Power of attorney of Bo Diaz' },
      { how: 'ends', text: 'Attorney: Anna Clark' },
      { how: 'stays', text: '1 disclosure delivered' },
    ],
    warnings: ['They are recorded as related to each other. Make sure that this is one person; the relationship ends.'],
    maySeal: false,
  })
})

test('merged and taken back, the book is what it was, number and all', async () => {
  const testBook = openBook()
  testBook.keyRing = ring
  const before = await readAll(testBook)

  await merge(testBook, ['city', 'ssnEncrypted'])
  const kept = await testBook.book.selectFrom('persons').where('id', '=', id(20)).selectAll().executeTakeFirstOrThrow()
  const where = { table: 'persons', field: 'ssnEncrypted', rowId: id(20) }
  const number = decryptField(ring.findKey, where, kept.ssnEncrypted ?? '')
  const seen = await call(testBook, 'people.merged', { personId: id(21) })
  await call(testBook, 'people.undoMerge', { mergedId: id(21) })
  const after = await readAll(testBook)
  const again = await call(testBook, 'people.undoMerge', { mergedId: id(21) }).catch(sentenceOf)

  expect({ city: kept.city, ending: kept.ssnLast4, number, after, again }).toEqual({
    ...{ city: 'Bath', ending: '1120', number: SSN, after: before },
    again: 'bad_input: This merge was taken back already. There is nothing to do.',
  })
  expect(seen).toMatchObject({
    keptName: 'Anna Clark',
    keptHouseholdId: id(10),
    stays: ['1 disclosure delivered'],
    problem: null,
  })
})

test('the merge is one unit, and is taken back after the firm has it, too', async () => {
  const testBook = openBook()
  const before = await readAll(testBook)
  await merge(testBook)
  const units = await testBook.book.selectFrom('outbox').select('unitId').distinct().execute()
  const unitId = units[0]?.unitId ?? ''
  await testBook.run('acknowledge', { unitId, place: 1, rows: [] })

  await call(testBook, 'people.undoMerge', { mergedId: id(21) })

  expect({ units: units.length, after: await readAll(testBook) }).toEqual({ units: 1, after: before })
})

test('what was changed since, what the firm refused, and what is long ago is said, and nothing is taken back', async () => {
  const changed = openBook()
  await merge(changed, ['city'])
  await callHouseholds(changed, 'households.updatePerson', { personId: id(20), patch: { city: 'Bern' } })
  const before = await readAll(changed)
  const other = openBook()
  other.add('persons', { id: id(24), householdId: id(10), firstName: 'Old', lastName: 'Clark', mergedIntoId: id(20) })

  const parked = openBook()
  await merge(parked)
  const [unit] = await parked.book.selectFrom('outbox').select(['unitId', 'mutationId']).limit(1).execute()
  await parked.run('park', {
    ...{ unitId: unit?.unitId ?? '', state: 'refused' },
    verdicts: [{ mutationId: unit?.mutationId ?? '', reason: 'no', theirs: null }],
  })

  const answers = [
    await call(parked, 'people.undoMerge', { mergedId: id(21) }).catch(sentenceOf),
    await call(changed, 'people.undoMerge', { mergedId: id(21) }).catch(sentenceOf),
    await call(other, 'people.undoMerge', { mergedId: id(24) }).catch(sentenceOf),
  ]

  expect({ answers, same: await readAll(changed) }).toEqual({
    answers: [
      'bad_input: The firm has not taken this merge yet: decide about it on the sync page. Discarding it there takes it back as well.',
      'bad_input: This was changed since the merge: person. So nothing was taken back; change by hand what should be as before.',
      'bad_input: This merge was made on another laptop, or too long ago, and cannot be taken back here. Change by hand what should be otherwise.',
    ],
    same: before,
  })
})

test('whoever was merged is chosen, found, counted, and told of nowhere', async () => {
  const testBook = openBook()
  testBook.add('household_members', { id: id(34), householdId: id(11), personId: id(20), role: 'other' })
  await merge(testBook)

  const asked = { today: TODAY, now: NOW }
  const [page, parties, memberships, ties, list, found, byName] = await Promise.all([
    callHouseholds(testBook, 'households.get', { householdId: id(11) }),
    callPeople(testBook, 'people.parties', { householdId: id(11) }),
    callPeople(testBook, 'people.memberships', { householdId: id(11) }),
    callPeople(testBook, 'people.relationships', { householdId: id(11) }),
    callHouseholds(testBook, 'households.list', {}),
    callHouseholds(testBook, 'households.search', { text: 'Clark', limit: 10 }),
    callHouseholds(testBook, 'households.list', { search: 'Clark' }),
  ])
  const due = await readComingDue(testBook.book, asked)
  const changes = await readChanges(testBook.book, id(11), '2026-11-01', TODAY)
  const join = await callPeople(testBook, 'people.join', {
    householdId: id(10),
    membership: { personId: id(21), role: 'other', isPrimary: false, inRollUp: true },
  }).catch(sentenceOf)
  const twice = await call(testBook, 'people.merge', { keptId: id(22), mergedId: id(21), take: [] }).catch(sentenceOf)

  const isMerged = (row: object) => JSON.stringify(row).includes(id(21)) || JSON.stringify(row).includes('Ánna')
  expect({
    members: page.members.map(({ person }) => person.id).filter((one) => one === id(21)),
    shown: [parties, memberships, ties, due, changes, found.hits].map((rows) => (rows as object[]).filter(isMerged)),
    people: list.rows.map(({ people }) => people),
    byName: byName.rows.map(({ name }) => name),
    owners: page.accounts.map(({ owners }) => owners.map(({ name }) => name)),
    join,
    twice,
  }).toEqual({
    members: [],
    shown: [[], [], [], [], [], []],
    people: ['Anna Clark', 'Bo Diaz, Anna Clark, Anna Clark'],
    byName: ['Clark'],
    owners: [['Bo Diaz', 'Anna Clark']],
    join: 'bad_input: Whom you chose is not in your book any more. Choose another.',
    twice: 'bad_input: Ánna Clark was merged already. Merge the person whom that record was merged into.',
  })
})

test('a number is not taken over without the keys, and nothing else is then', async () => {
  const testBook = openBook()

  const answer = await merge(testBook, ['ssnEncrypted']).catch(sentenceOf)

  expect({ answer, committed: testBook.committed }).toEqual({
    answer:
      'forbidden: A number cannot be taken over here: this device was not given the firm’s keys. Keep the numbers of the record that stays, or connect and ask IT for a key grant.',
    committed: [],
  })
})
