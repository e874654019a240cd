import { expect, test } from 'vitest'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { numbersHandlers } from '#electron/features/numbers.ts'
import { peopleHandlers } from '#electron/features/people/handlers.ts'
import { createRouter } from '#electron/ipc/router.ts'
import { createKeyRing } from '#electron/vault/key-ring.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { accountsChannels } from '#shared/ipc/accounts.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { numbersChannels } from '#shared/ipc/numbers.ts'
import { peopleChannels } from '#shared/ipc/people.ts'
import { recordRouterOptions } from '#test/support/router-options.ts'
import { callerOf, id, openTestBook, type TestBook } from './support.ts'

const callHouseholds = callerOf(householdsChannels, householdsHandlers)
const callPeople = callerOf(peopleChannels, peopleHandlers)
const callAccounts = callerOf(accountsChannels, accountsHandlers)
const callNumbers = callerOf(numbersChannels, numbersHandlers)

const ring = createKeyRing([
  { keyId: 'field-1', purpose: 'field', state: 'active', key: new Uint8Array(32).fill(1) },
  { keyId: 'blind-1', purpose: 'blind', state: 'active', key: new Uint8Array(32).fill(2) },
])
/** Void since 1938. */
const SSN = ['078', '05', '1120'].join('-')
const OTHER_SSN = ['219', '09', '9999'].join('-')
const EIN = '98-7600001'
const ACCOUNT = 'X9900445566'
const CLEAR = [SSN, OTHER_SSN, EIN, ACCOUNT].flatMap((number) => [number, number.replaceAll('-', '')])

function openBook(): TestBook {
  const testBook = openTestBook()
  testBook.keyRing = ring
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  add('households', { id: id(10), name: 'Clark', advisorId: id(2) })
  add('persons', { id: id(20), householdId: id(10), firstName: 'Anna', lastName: 'Clark' })
  add('persons', { id: id(21), householdId: id(10), firstName: 'Bo', lastName: 'Clark' })
  add('entities', { id: id(40), householdId: id(10), name: 'Clark Trust' })
  add('accounts', { id: id(50), householdId: id(10), name: 'Brokerage' })
  add('accounts', { id: id(51), householdId: id(10), name: 'Old brokerage' })
  return testBook
}

const setSsn = (testBook: TestBook, ssnEncrypted: string | null, personId = id(20)) =>
  callHouseholds(testBook, 'households.updatePerson', { personId, patch: {}, numbers: { ssnEncrypted } })

/** Every table of the book that has one of the numbers in clear, in any column. */
async function findClear(testBook: TestBook): Promise<string[]> {
  const ask = (sql: string) => testBook.run('query', { sql, parameters: [] }) as Promise<Record<string, unknown>[]>
  const tables = await ask(`SELECT name FROM sqlite_master WHERE type = 'table'`)
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await ask(`SELECT * FROM "${name}"`)
    const text = JSON.stringify(rows, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    if (CLEAR.some((number) => text.includes(number))) found.push(String(name))
  }
  if (tables.length < 20) throw new Error('there was too little to search')
  return found
}

async function readPerson(testBook: TestBook, personId = id(20)) {
  return testBook.book.selectFrom('persons').where('id', '=', personId).selectAll().executeTakeFirstOrThrow()
}

test('numbers are sealed for their row, with what is shown and found of them, and nowhere in clear', async () => {
  const testBook = openBook()

  await callHouseholds(testBook, 'households.updatePerson', {
    ...{ personId: id(20), patch: { city: 'Bath' }, numbers: { ssnEncrypted: SSN.replaceAll('-', ' ') } },
  })
  await callPeople(testBook, 'people.updateEntity', { entityId: id(40), patch: {}, numbers: { einEncrypted: EIN } })
  await callAccounts(testBook, 'accounts.update', {
    accountId: id(50),
    patch: {},
    numbers: { numberEncrypted: ACCOUNT },
  })
  const person = await readPerson(testBook)
  const open = decryptField(
    ring.findKey,
    { table: 'persons', field: 'ssnEncrypted', rowId: id(20) },
    person.ssnEncrypted ?? '',
  )
  const changed = testBook.committed.map((one) => [one.table, 'patch' in one && Object.keys(one.patch).toSorted()])

  expect({ open, ending: person.ssnLast4, changed, clear: await findClear(testBook) }).toEqual({
    ...{ open: SSN, ending: '1120' },
    changed: [
      ['persons', ['city', 'ssnBlindIndex', 'ssnEncrypted', 'ssnLast4']],
      ['entities', ['einBlindIndex', 'einEncrypted', 'einLast4']],
      ['accounts', ['numberBlindIndex', 'numberEncrypted', 'numberLast4']],
    ],
    clear: [],
  })
})

test('a person is added with a number in one unit, and one who has it already is named, without it', async () => {
  const testBook = openBook()
  await setSsn(testBook, SSN)
  const flags = {
    ...{ politicallyExposed: false, brokerAffiliated: false, accreditedInvestor: false },
    ...{ qualifiedClient: false, vulnerableClient: false, emailConsent: false },
  }
  const add = (ssnEncrypted: string) =>
    callPeople(testBook, 'people.add', {
      ...{ householdId: id(10), person: { firstName: 'Cy', lastName: 'Clark', ...flags } },
      ...{ membership: { role: 'child', inRollUp: true }, numbers: { ssnEncrypted } },
    })

  const { personId } = await add(OTHER_SSN)
  const refused = await add(SSN).catch(({ code, message, details }) => ({ code, message, details }))
  const again = await setSsn(testBook, SSN)
  const moved = await setSsn(testBook, SSN, id(21)).catch(({ message }) => message)

  expect({ ending: (await readPerson(testBook, personId)).ssnLast4, refused, again, moved }).toEqual({
    ending: '9999',
    refused: {
      code: 'bad_input',
      message:
        'A person with this number is already in your book: Anna Clark (Clark). If the two are one person, merge them; else check the number.',
      details: [
        { path: 'numbers.ssnEncrypted', message: 'number is in your book already' },
        { path: 'known.persons', message: id(20) },
      ],
    },
    again: {},
    moved: expect.stringMatching(/^A person with this number is already in your book: Anna Clark/),
  })
  expect(JSON.stringify(refused)).not.toMatch(new RegExp(CLEAR.join('|')))
})

test('a number of an account that is known already is saved all the same once somebody says so', async () => {
  const testBook = openBook()
  const set = (accountId: string, evenIfKnown?: boolean) =>
    callAccounts(testBook, 'accounts.update', {
      ...{ accountId, patch: {}, numbers: { numberEncrypted: ACCOUNT } },
      ...(evenIfKnown === undefined ? {} : { evenIfKnown }),
    })

  await set(id(50))
  const refused = await set(id(51)).catch(({ message }) => message)
  await set(id(51), true)
  const rows = await testBook.book.selectFrom('accounts').select('numberLast4').execute()

  expect({ refused, rows }).toEqual({
    refused: 'An account with this number is already in your book: Brokerage. Check it, or save it all the same.',
    rows: [{ numberLast4: '5566' }, { numberLast4: '5566' }],
  })
})

test('a number that is taken away leaves nothing but the trail', async () => {
  const testBook = openBook()
  await setSsn(testBook, SSN)

  await setSsn(testBook, null)
  const { ssnEncrypted, ssnLast4, ssnBlindIndex } = await readPerson(testBook)

  expect({ ssnEncrypted, ssnLast4, ssnBlindIndex, clear: await findClear(testBook) }).toEqual({
    ...{ ssnEncrypted: null, ssnLast4: null, ssnBlindIndex: null },
    clear: [],
  })
})

test('without the firm’s keys nothing is saved, and a sentence says what to do', async () => {
  const testBook = Object.assign(openBook(), { keyRing: createKeyRing([]) })

  const answer = await setSsn(testBook, SSN).catch(({ code, message }) => `${code}: ${message}`)

  expect({ answer, committed: testBook.committed }).toEqual({
    answer:
      'forbidden: A number cannot be sealed here: this device was not given the firm’s keys. Leave the number empty to save the rest; connect and ask IT for a key grant to enter it.',
    committed: [],
  })
})

test('a number is shown for a reason, which the trail keeps without the number', async () => {
  const testBook = openBook()
  await setSsn(testBook, SSN)
  const given = { place: 'persons.ssnEncrypted', rowId: id(20), reason: 'A form of the custodian' }
  const { options, audited, logged } = recordRouterOptions({
    role: 'adviser',
    handlers: {
      'numbers.reveal': (...parameters) =>
        numbersHandlers['numbers.reveal'](testBook.context, parameters.at(-1) as never),
      'households.updatePerson': () => Promise.reject(new Error(`failed on ${SSN}`)),
    },
  })
  const page = { url: 'app://bundle/index.html', isTopFrame: true }
  const ask = (channel: string, input: object) => createRouter(options).call(channel, input, page)

  const shown = await ask('numbers.reveal', given)
  const bare = await Promise.all(
    [' a ', `for ${SSN}`, `to check ${ACCOUNT}`].map(
      async (reason) => (await ask('numbers.reveal', { ...given, reason })).ok,
    ),
  )
  const other = await callNumbers(testBook, 'numbers.reveal', { ...given, place: 'persons.taxIdEncrypted' }).catch(
    ({ message }) => message,
  )
  const wrong = { personId: id(20), patch: {}, numbers: { ssnEncrypted: `${SSN}7` } }
  const refused = await ask('households.updatePerson', wrong)
  const failed = await ask('households.updatePerson', { ...wrong, numbers: { ssnEncrypted: SSN } })

  expect({ shown, bare, other, audited }).toEqual({
    shown: { ok: true, value: { value: SSN, householdId: id(10) } },
    ...{ bare: [false, false, false], other: 'This number was never entered. There is nothing to show.' },
    audited: [
      {
        ...{ type: 'pii_access', action: 'reveal', table: 'persons', rowId: id(20), householdId: id(10) },
        reason: 'ssn: A form of the custodian',
      },
    ],
  })
  expect(JSON.stringify([audited, refused, failed, logged])).not.toMatch(new RegExp(CLEAR.join('|')))
})
