import fc from 'fast-check'
import { expect, test } from 'vitest'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import type { SearchHit } from '#shared/ipc/search.ts'
import { addLargeHousehold, LARGE } from './large-household.ts'
import { callerOf, id, openTestBook, type TestBook, TODAY } from './support.ts'

const call = callerOf(householdsChannels, householdsHandlers)

/** Müller with two accounts and a next meeting, Łukasz without anything, Zorn with a task. */
function openSmallBook(): TestBook {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  const status = 'active'
  add('households', { id: id(10), name: 'Müller household', status, advisorId: id(2), nextReviewOn: '2027-01-10' })
  add('households', { id: id(11), name: 'Wiśniewski household', status, advisorId: id(2) })
  add('households', {
    id: id(12),
    name: 'Zorn household',
    status: 'prospect',
    advisorId: id(2),
    nextReviewOn: '2026-12-01',
  })
  add('persons', { id: id(20), householdId: id(10), firstName: 'Anna', lastName: 'Müller', bornOn: '1955-01-01' })
  add('persons', { id: id(21), householdId: id(10), firstName: 'Bo', lastName: 'Müller', bornOn: '1954-01-01' })
  add('persons', { id: id(22), householdId: id(11), firstName: 'Łukasz', lastName: 'Wiśniewski' })
  add('household_members', { id: id(30), householdId: id(10), personId: id(21), role: 'spouse', inRollUp: true })
  add('household_members', { id: id(31), householdId: id(10), personId: id(20), role: 'head', inRollUp: true })
  add('household_members', {
    id: id(32),
    householdId: id(10),
    personId: id(22),
    role: 'child',
    toDate: '2020-01-01',
    inRollUp: true,
  })
  add('household_members', { id: id(33), householdId: id(11), personId: id(22), role: 'head', inRollUp: true })
  const account = { householdId: id(10), status: 'active', registration: 'roth_ira', custodian: 'Fidelity' } as const
  add('accounts', { ...account, id: id(40), name: 'Retirement', numberLast4: '7731' })
  add('accounts', { ...account, id: id(41), name: 'Old account', status: 'closed' })
  add('account_owners', { id: id(50), householdId: id(10), accountId: id(40), personId: id(20), percent: '50' })
  add('account_owners', { id: id(51), householdId: id(10), accountId: id(40), personId: id(21), percent: '50' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  add('securities', { id: id(61), symbol: 'SOLD', name: 'Sold since', type: 'stock', assetClass: 'us_equity' })
  const position = {
    householdId: id(10),
    accountId: id(40),
    securityId: id(60),
    quantity: '1',
    reconciliation: 'matched',
  } as const
  add('positions', { ...position, id: id(70), asOf: '2026-11-20', marketValue: '999.99' })
  add('positions', { ...position, id: id(71), asOf: '2026-11-23', marketValue: '1000.10', costBasis: '400' })
  add('positions', { ...position, id: id(72), securityId: id(61), asOf: '2026-11-01', marketValue: '5000' })
  add('positions', {
    ...position,
    id: id(73),
    securityId: id(61),
    asOf: '2026-11-02',
    quantity: '0.00000000',
    marketValue: '0',
  })
  add('positions', { ...position, id: id(74), accountId: id(41), asOf: '2026-11-23', marketValue: '77777' })
  add('positions', { ...position, id: id(75), securityId: id(69), asOf: '2026-11-22', marketValue: '0.20' })
  const meeting = { householdId: id(10), subject: 'Review', status: 'planned' } as const
  add('meetings', { ...meeting, id: id(80), startsAt: '2026-11-24T11:30:00.000Z', endsAt: '2026-11-24T12:30:00.000Z' })
  add('meetings', { ...meeting, id: id(81), startsAt: '2026-11-23T09:00:00.000Z', endsAt: '2026-11-23T10:00:00.000Z' })
  add('meetings', { ...meeting, id: id(82), startsAt: '2027-05-01T09:00:00.000Z', endsAt: '2027-05-01T10:00:00.000Z' })
  add('tasks', {
    id: id(90),
    householdId: id(12),
    ownerId: id(2),
    title: 'Send Form CRS',
    status: 'open',
    priority: 'normal',
    dueOn: '2026-12-01',
  })
  add('tasks', {
    id: id(91),
    householdId: id(12),
    ownerId: id(2),
    title: 'Done already',
    status: 'done',
    priority: 'normal',
  })
  return testBook
}

test('a row tells what a household is, has, and waits for', async () => {
  const testBook = openSmallBook()
  testBook.addChange({ table: 'tasks', rowId: id(90), householdId: id(12), state: 'sending' })
  testBook.addChange({ table: 'households', rowId: id(12), householdId: id(12), state: 'refused' })

  const { rows, total, marketValue } = await call(testBook, 'households.list', {})

  const plain = { type: 'individual', serviceTier: 'platinum', openTasks: 0, nextMeetingAt: null, state: 'synced' }
  expect({ rows, total, marketValue }).toEqual({
    total: 3,
    marketValue: '1000.30',
    rows: [
      {
        ...plain,
        ...{ id: id(10), name: 'Müller household', status: 'active', people: 'Anna Müller, Bo Müller', accounts: 1 },
        ...{ marketValue: '1000.30', asOf: '2026-11-22', nextReviewOn: '2027-01-10', quality: 19 },
        nextMeetingAt: '2026-11-24T11:30:00.000Z',
      },
      {
        ...plain,
        ...{ id: id(11), name: 'Wiśniewski household', status: 'active', people: 'Łukasz Wiśniewski', accounts: 0 },
        ...{ marketValue: '0.00', asOf: null, nextReviewOn: null, quality: 4 },
      },
      {
        ...plain,
        ...{ id: id(12), name: 'Zorn household', status: 'prospect', people: '', accounts: 0, openTasks: 1 },
        ...{ marketValue: '0.00', asOf: null, nextReviewOn: '2026-12-01', quality: 9, state: 'refused' },
      },
    ],
  })
})

test('however the list is narrowed, it says how many there are in the book', async () => {
  const testBook = openSmallBook()

  const searched = await call(testBook, 'households.list', { search: 'zorn' })
  const prospects = await call(testBook, 'households.list', { status: 'prospect' })

  expect([searched, prospects].map(({ rows, total }) => [rows.length, total])).toEqual([
    [1, 3],
    [1, 3],
  ])
})

test.each([
  ['name', false, [10, 11, 12]],
  ['name', true, [12, 11, 10]],
  ['marketValue', true, [10, 11, 12]],
  ['marketValue', false, [11, 12, 10]],
  ['nextReviewOn', false, [12, 10, 11]],
  ['nextReviewOn', true, [10, 12, 11]],
  ['nextMeetingAt', true, [10, 11, 12]],
] as const)('sorted by %s, descending %s', async (sort, descending, expected) => {
  const { rows } = await call(openSmallBook(), 'households.list', { sort, descending })

  expect(rows.map((row) => row.id)).toEqual(expected.map(id))
})

test.each([
  ['mul', [10]],
  ['bo mueller', [10]],
  ['mueller fideltiy', [10]],
  ['anna wisniewsky', []],
  ['7713', []],
  ['anna 7731', [10]],
  ['ROTH', []],
  ['wisniewski', [11]],
  ['ret', [10]],
  ['household', [10, 11, 12]],
  ['send form', []],
  ['*', [10, 11, 12]],
])('the list filtered by %j', async (search, expected) => {
  const { rows } = await call(openSmallBook(), 'households.list', { search })

  expect(rows.map((row) => row.id)).toEqual(expected.map(id))
})

test('the list keeps to one status', async () => {
  const { rows } = await call(openSmallBook(), 'households.list', { status: 'prospect' })

  expect(rows.map((row) => row.id)).toEqual([id(12)])
})

test('search puts households and people first and says what each hit is', async () => {
  const testBook = openSmallBook()
  testBook.add('meeting_notes', {
    id: id(99),
    householdId: id(10),
    meetingId: id(80),
    kind: 'decision',
    body: 'The Müllers retire',
    writtenAt: '2026-11-01T10:00:00.000Z',
  })

  const hits = await call(testBook, 'households.search', { text: 'müll' })
  const accounts = await call(testBook, 'households.search', { text: '7731' })

  const person = { kind: 'person', householdId: id(10), subtitle: 'Person · Müller household', page: null, excerpt: [] }
  expect([hits, accounts]).toEqual([
    {
      hits: [
        {
          kind: 'household',
          id: id(10),
          page: null,
          householdId: id(10),
          title: 'Müller household',
          subtitle: 'Household · Active · Platinum',
          excerpt: [],
        },
        { ...person, id: id(21), title: 'Bo Müller' },
        { ...person, id: id(20), title: 'Anna Müller' },
        {
          kind: 'note',
          id: id(99),
          page: null,
          householdId: id(10),
          title: 'Decision, 1 Nov 2026',
          subtitle: 'Müller household',
          excerpt: [
            { text: 'The ', isMarked: false },
            { text: 'Müllers', isMarked: true },
            { text: ' retire', isMarked: false },
          ],
        },
      ],
      similar: { spellings: [], hits: [] },
    },
    {
      hits: [
        {
          kind: 'account',
          id: id(40),
          page: null,
          householdId: id(10),
          title: 'Retirement',
          subtitle: 'Account · Roth IRA ••••7731 · Müller household',
          excerpt: [],
        },
      ],
      similar: { spellings: [], hits: [] },
    },
  ])
})

test('a mistyped name is found after nothing else is, and what it was taken for is said', async () => {
  const testBook = openSmallBook()
  testBook.add('tasks', { id: id(98), householdId: id(11), title: 'Ask Mulelr about the deed' })

  const answers = await Promise.all(
    ['anna mulelr', 'mulelr', 'Wizniewsky', 'wisn', '7713', 'qqqqq'].map(async (text) => {
      const { hits, similar } = await call(testBook, 'households.search', { text })
      return {
        text,
        hits: hits.map(({ title }) => title),
        spellings: similar.spellings,
        similar: similar.hits.map(({ title }) => title),
      }
    }),
  )

  expect(answers).toEqual([
    { text: 'anna mulelr', hits: [], spellings: ['Müller'], similar: ['Anna Müller'] },
    {
      text: 'mulelr',
      hits: ['Ask Mulelr about the deed'],
      spellings: ['Müller'],
      similar: ['Müller household', 'Bo Müller', 'Anna Müller'],
    },
    { text: 'Wizniewsky', hits: [], spellings: ['Wiśniewski'], similar: ['Wiśniewski household', 'Łukasz Wiśniewski'] },
    { text: 'wisn', hits: ['Wiśniewski household', 'Łukasz Wiśniewski'], spellings: [], similar: [] },
    { text: '7713', hits: [], spellings: [], similar: [] },
    { text: 'qqqqq', hits: [], spellings: [], similar: [] },
  ])
})

test('the list says which name a mistyped word was taken for', async () => {
  const { rows, spellings } = await call(openSmallBook(), 'households.list', { search: 'anna mulelr' })

  expect({ rows: rows.map((row) => row.name), spellings }).toEqual({
    rows: ['Müller household'],
    spellings: ['Müller'],
  })
})

test('the very word comes before words that it begins, and each kind has a place', async () => {
  const testBook = openSmallBook()
  const { add } = testBook
  for (let n = 0; n < 600; n += 1) {
    add('persons', {
      id: id(2000 + n),
      householdId: id(11),
      firstName: 'Markus',
      lastName: `Holm${' von'.repeat(n % 7)}`,
    })
  }
  add('persons', { id: id(210), householdId: id(11), firstName: 'Mark', lastName: 'von und zu Holm von der Heide' })
  add('tasks', { id: id(220), householdId: id(11), title: 'Call Mark back' })

  const { hits } = await call(testBook, 'households.search', { text: 'mark', limit: 4 })

  expect(hits.map(({ title }) => title)).toEqual([
    'Mark von und zu Holm von der Heide',
    'Markus Holm',
    'Markus Holm',
    'Call Mark back',
  ])
})

test('a name typed whole comes before one that it begins, and what was written last before the rest', async () => {
  const testBook = openSmallBook()
  const { add } = testBook
  add('persons', { id: id(230), householdId: id(11), firstName: 'Rosa', lastName: 'Mullins-Featherstonehaugh' })
  add('persons', { id: id(231), householdId: id(11), firstName: 'Rosamund', lastName: 'Mull' })
  for (const [n, title] of [
    [240, 'Rosa Mullins called'],
    [241, 'Rosa Mullins called again'],
  ] as const) {
    add('tasks', { id: id(n), householdId: id(11), title })
  }

  const { hits } = await call(testBook, 'households.search', { text: 'rosa mul' })

  expect(hits.map(({ title }) => title)).toEqual([
    'Rosa Mullins-Featherstonehaugh',
    'Rosamund Mull',
    'Rosa Mullins called again',
    'Rosa Mullins called',
  ])
})

test('a document is found by what its pages say, once, with the passage and the page', async () => {
  const testBook = openSmallBook()
  const { add } = testBook
  const householdId = id(11)
  const document = { householdId, type: 'trust_certificate' } as const
  add('documents', { ...document, id: id(110), title: 'Certificate of trust' })
  add('documents', { ...document, id: id(111), title: 'Successor form' })
  for (const [version, documentId, versionNumber] of [
    [120, 110, 1],
    [121, 110, 2],
    [122, 111, 1],
  ] as const) {
    add('document_versions', { id: id(version), householdId, documentId: id(documentId), versionNumber })
  }
  const page = (n: number, versionId: number, pageNumber: number, content: string) =>
    add('document_pages', { id: id(n), householdId, versionId: id(versionId), pageNumber, content })
  page(130, 120, 1, 'Formerly the grandfather was named.')
  page(131, 121, 1, 'This certificate names nobody.')
  page(132, 121, 2, 'The successor trustee is\nAnna Müller; <b>see</b> the deed.')
  page(133, 122, 1, 'A successor, named again.')

  const answers = await Promise.all(
    ['successor', 'grandfather', 'succesor muller'].map(async (text) => {
      const { hits, similar } = await call(testBook, 'households.search', { text })
      return { hits: hits.map(tell), spellings: similar.spellings, similar: similar.hits.map(tell) }
    }),
  )

  expect(answers).toEqual([
    {
      hits: [
        [id(111), null, 'Successor form', 'Document · Trust certificate · Wiśniewski household', ''],
        [
          id(110),
          2,
          'Certificate of trust',
          'Document · Trust certificate · page 2 · Wiśniewski household',
          'The [successor] trustee is Anna Müller; <b>see</b> the deed.',
        ],
      ],
      spellings: [],
      similar: [],
    },
    {
      hits: [
        [
          id(110),
          null,
          'Certificate of trust',
          'Document · Trust certificate · page 1 · an earlier version · Wiśniewski household',
          'Formerly the [grandfather] was named.',
        ],
      ],
      spellings: [],
      similar: [],
    },
    {
      hits: [],
      spellings: ['successor'],
      similar: [
        [
          id(110),
          2,
          'Certificate of trust',
          'Document · Trust certificate · page 2 · Wiśniewski household',
          'The [successor] trustee is Anna [Müller]; <b>see</b> the deed.',
        ],
      ],
    },
  ])
})

/** A hit in short, with what is marked in brackets. */
function tell({ id: hitId, page, title, subtitle, excerpt }: SearchHit) {
  return [hitId, page, title, subtitle, excerpt.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('')]
}

test('every kind of record can be found', async () => {
  const testBook = openSmallBook()
  const { add } = testBook
  const householdId = id(11)
  add('entities', { id: id(100), householdId, name: 'Quixote Trust', type: 'llc' })
  add('documents', { id: id(101), householdId, title: 'Quixote agreement', type: 'advisory_agreement' })
  add('communications', {
    id: id(102),
    householdId,
    subject: 'Quixote called',
    channel: 'phone',
    occurredAt: '2026-11-02T10:00:00.000Z',
  })
  add('meetings', { id: id(103), householdId, subject: 'Quixote review', startsAt: '2026-11-03T10:00:00.000Z' })
  add('tasks', { id: id(104), householdId, title: 'Quixote form', dueOn: '2026-11-30' })

  const { hits } = await call(testBook, 'households.search', { text: 'quixote' })

  expect(hits.map(({ kind, subtitle }) => [kind, subtitle])).toEqual([
    ['entity', 'LLC · Wiśniewski household'],
    ['meeting', 'Meeting · Planned · 3 Nov 2026 · Wiśniewski household'],
    ['task', 'Task · Open · due 30 Nov 2026 · Wiśniewski household'],
    ['document', 'Document · Advisory agreement · Wiśniewski household'],
    ['communication', 'Phone · 2 Nov 2026 · Wiśniewski household'],
  ])
})

test('nothing a person types breaks the search', async () => {
  const testBook = openSmallBook()
  const hostile = [
    '"',
    '*',
    '-',
    'AND',
    'OR NOT',
    'NEAR(',
    'body:x',
    '^a',
    '{a b}:',
    "'; DROP TABLE households",
    '\u0000',
    '\ud800',
  ]
  for (const text of hostile) await call(testBook, 'households.search', { text })

  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (text) => {
      const { hits } = await call(testBook, 'households.search', { text })
      const { total } = await call(testBook, 'households.list', { search: text })

      expect([Array.isArray(hits), total <= 3]).toEqual([true, true])
    }),
    { numRuns: 60 },
  )
})

test('the page holds the household whole', async () => {
  const testBook = openTestBook()
  addLargeHousehold(testBook)
  testBook.addChange({ table: 'tasks', rowId: id(700), householdId: LARGE.household, state: 'waiting' })

  const page = await call(testBook, 'households.get', { householdId: LARGE.household })

  expect({
    ...page,
    ...{
      household: page.household.name,
      members: page.members.map(({ person, role, age }) => [person.firstName, role, age]),
    },
    ...{
      entities: page.entities.map(({ name }) => name),
      accounts: page.accounts.map((one) => [
        one.account.name,
        one.owners,
        one.beneficiaries,
        one.marketValue,
        one.asOf,
      ]),
    },
    ...{ rollUp: [page.rollUp.asOf, page.rollUp.newest, page.rollUp.total, page.rollUp.slices.length] },
    ...{
      activity: [page.activity.length, page.activity[0]],
      tasks: page.tasks.map((one) => [one.title, one.ownerName, one.householdName, one.state]),
    },
    nextMeeting: page.nextMeeting?.subject,
  }).toMatchSnapshot()
})

test('a number never leaves in ciphertext', async () => {
  const testBook = openSmallBook()
  testBook.add('persons', {
    id: id(20),
    householdId: id(10),
    firstName: 'Anna',
    lastName: 'Müller',
    ssnEncrypted: 'SECRET-SSN',
    idNumberEncrypted: 'SECRET-ID',
  })
  testBook.add('accounts', { id: id(40), householdId: id(10), name: 'Retirement', numberEncrypted: 'SECRET-NUMBER' })
  testBook.add('entities', { id: id(100), householdId: id(10), name: 'Trust', einEncrypted: 'SECRET-EIN' })

  const page = await householdsHandlers['households.get'](testBook.context, { householdId: id(10) })

  expect(JSON.stringify(page)).not.toContain('SECRET')
})

test('a household that is not in the book is not found', async () => {
  await expect(call(openSmallBook(), 'households.get', { householdId: id(999) })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('a profile change holds what differs and, confirmed, the day and the person', async () => {
  const testBook = openSmallBook()
  testBook.add('households', { id: id(10), name: 'Müller household', objective: 'growth', taxBracket: '32.000000' })

  await call(testBook, 'households.updateProfile', {
    householdId: id(10),
    patch: { objective: 'growth', taxBracket: '32', riskTolerance: 'moderate' },
    confirm: true,
  })

  expect(testBook.committed).toEqual([
    {
      table: 'households',
      operation: 'update',
      id: id(10),
      patch: { riskTolerance: 'moderate', profileConfirmedOn: TODAY, profileConfirmedBy: id(2) },
    },
  ])
})

test('a profile can be confirmed as it is, but not left alone', async () => {
  const testBook = openSmallBook()

  await call(testBook, 'households.updateProfile', { householdId: id(10), patch: {}, confirm: true })
  const refused = call(testBook, 'households.updateProfile', { householdId: id(10), patch: {}, confirm: false })

  await expect(refused).rejects.toMatchObject({ code: 'bad_input' })
  const page = await call(testBook, 'households.get', { householdId: id(10) })
  expect([page.household.profileConfirmedOn, page.state]).toEqual([TODAY, 'waiting'])
})

test('a profile outside the book cannot be changed', async () => {
  const change = call(openSmallBook(), 'households.updateProfile', { householdId: id(999), patch: {}, confirm: true })

  await expect(change).rejects.toMatchObject({ code: 'not_found' })
})

test('of a person only what differs is changed', async () => {
  const testBook = openSmallBook()

  await call(testBook, 'households.updatePerson', {
    personId: id(20),
    patch: { firstName: 'Anna', email: 'anna@example.test', diedOn: '2026-11-01' },
  })

  expect(testBook.committed).toEqual([
    {
      table: 'persons',
      operation: 'update',
      id: id(20),
      patch: { email: 'anna@example.test', diedOn: '2026-11-01' },
    },
  ])
})

test('a person is held to the rules between fields, of which one may be stored already', async () => {
  const testBook = openSmallBook()

  const change = call(testBook, 'households.updatePerson', { personId: id(20), patch: { diedOn: '1954-12-31' } })

  await expect(change).rejects.toMatchObject({
    code: 'bad_input',
    details: [{ path: 'diedOn', message: 'is before Born' }],
  })
  expect(testBook.committed).toEqual([])
})

test('a person outside the book cannot be changed', async () => {
  const change = call(openSmallBook(), 'households.updatePerson', { personId: id(999), patch: { city: 'Boston' } })

  await expect(change).rejects.toMatchObject({ code: 'not_found' })
})
