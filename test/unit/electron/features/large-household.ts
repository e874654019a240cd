import { id, type TestBook } from './support.ts'

/** Ids of the household below, for tests that ask for it. */
export const LARGE = { household: id(10), meeting: id(20), previousMeeting: id(21) } as const

const SECURITIES = [
  ['VTI', 'Vanguard Total Stock Market ETF', 'etf', 'us_equity', '312.45'],
  ['VXUS', 'Vanguard Total International Stock ETF', 'etf', 'intl_equity', '71.02'],
  ['VWO', 'Vanguard FTSE Emerging Markets ETF', 'etf', 'em_equity', '49.88'],
  ['BND', 'Vanguard Total Bond Market ETF', 'etf', 'taxable_fixed', '74.31'],
  ['MUB', 'iShares National Muni Bond ETF', 'etf', 'municipal_fixed', '106.77'],
  ['AAPL', 'Apple Inc.', 'stock', 'us_equity', '268.12'],
  ['MSFT', 'Microsoft Corporation', 'stock', 'us_equity', '471.90'],
  ['VNQ', 'Vanguard Real Estate ETF', 'etf', 'real_assets', '93.05'],
  ['GLD', 'SPDR Gold Shares, held in allocated form in London vaults', 'etf', 'commodities', '371.20'],
  ['USD', 'US dollar', 'cash', 'cash', '1'],
] as const

const NAMES = [
  'Joint brokerage',
  'Anneliese’s rollover IRA',
  'Łukasz’s Roth IRA',
  'Müller-Ørsted Family Trust portfolio',
] as const
const REGISTRATIONS = ['jtwros', 'rollover_ira', 'roth_ira', 'trust'] as const
const TYPES = ['dividend', 'buy', 'sell', 'advisory_fee', 'interest', 'reinvest'] as const

/** A household with people of many alphabets, four accounts, 40 positions, 200 transactions, tasks, and notes. */
export function addLargeHousehold(testBook: TestBook): void {
  const { add } = testBook
  add('users', { id: id(2), login: 'ada', displayName: 'Ada Adviser' })
  addPeople(testBook)
  for (const [index, [symbol, name, type, assetClass]] of SECURITIES.entries()) {
    add('securities', { id: id(100 + index), symbol, name, type, assetClass })
  }
  for (const [index, name] of NAMES.entries()) addAccount(testBook, index, name)
  addMeetings(testBook)
  for (let n = 0; n < 200; n += 1) addTransaction(testBook, n)
  const titles = [
    'Send the updated investment policy statement for signature',
    'Ask about the beneficiary form',
    'Plan gifts for the grandchildren before the end of the year',
  ]
  for (const [index, title] of titles.entries()) {
    add('tasks', {
      id: id(700 + index),
      householdId: LARGE.household,
      ownerId: id(2),
      title,
      status: 'open',
      priority: 'normal',
      dueOn: index === 2 ? null : `2026-1${index}-15`,
    })
  }
}

function addPeople({ add }: TestBook): void {
  const householdId = LARGE.household
  add('households', {
    id: householdId,
    name: 'Müller-Ørsted & Nguyễn family',
    status: 'active',
    advisorId: id(2),
    objective: 'growth_and_income',
    riskTolerance: 'moderate',
    horizon: 'over_10_years',
    liquidity: 'low',
    profileConfirmedOn: '2025-06-30',
    nextReviewOn: '2026-12-15',
  })
  const people = [
    ['Anneliese', 'Müller-Ørsted', 'head', '1951-03-04'],
    ['Łukasz', 'Wiśniewski', 'spouse', '1950-07-21'],
    ['Nguyễn Thị', 'Minh Khai', 'child', '1984-12-01'],
    ['Παναγιώτα', 'Παπαδοπούλου-Оленівська', 'other', '1988-02-29'],
  ] as const
  for (const [index, [firstName, lastName, role, bornOn]] of people.entries()) {
    const email = `${['anneliese', 'lukasz', 'khai', 'panagiota'][index]}@example.com`
    add('persons', {
      id: id(30 + index),
      householdId,
      firstName,
      lastName,
      bornOn,
      email,
      phone: `+1 555 010 00${index}0`,
      idExpiresOn: index === 0 ? '2026-12-20' : null,
      idType: 'passport',
    })
    add('household_members', { id: id(40 + index), householdId, personId: id(30 + index), role, inRollUp: true })
  }
  add('entities', { id: id(50), householdId, name: 'Müller-Ørsted Family Trust', type: 'revocable_trust' })
  add('relationships', { id: id(51), householdId, fromPersonId: id(30), toEntityId: id(50), role: 'trustee' })
  add('relationships', {
    id: id(52),
    householdId,
    fromPersonId: id(32),
    toPersonId: id(31),
    role: 'power_of_attorney',
    toDate: '2027-01-10',
  })
}

function addAccount({ add }: TestBook, index: number, name: string): void {
  const householdId = LARGE.household
  const accountId = id(200 + index)
  add('accounts', {
    id: accountId,
    householdId,
    name,
    registration: REGISTRATIONS[index] ?? 'individual',
    status: 'active',
    custodian: 'Charles Schwab & Co.',
    numberLast4: `12${index}4`,
    rmdRequired: index === 1,
  })
  const owners = index === 0 ? [30, 31] : [index === 2 ? 31 : 30]
  for (const owner of owners) {
    const party = index === 3 ? { entityId: id(50) } : { personId: id(owner) }
    add('account_owners', {
      id: id(210 + index * 2 + owner - 30),
      householdId,
      accountId,
      ...party,
      percent: owners.length === 2 ? '50' : '100',
    })
  }
  if (index === 2) {
    add('beneficiaries', { id: id(230), householdId, accountId, personId: id(32), class: 'primary', percent: '60' })
    add('beneficiaries', { id: id(231), householdId, accountId, name: 'Red Cross', class: 'primary', percent: '30' })
  }
  for (const [at, [, , type, , price]] of SECURITIES.entries()) {
    const quantity = type === 'cash' ? 84_210.55 + index : 25 + ((at * 37 + index * 61) % 340)
    add('positions', {
      id: id(300 + index * 20 + at),
      householdId,
      accountId,
      securityId: id(100 + at),
      asOf: index === 3 ? '2026-09-30' : '2026-11-23',
      quantity: String(quantity),
      price,
      marketValue: (quantity * Number(price)).toFixed(2),
      costBasis: type === 'cash' ? null : (quantity * Number(price) * (0.7 + (at % 5) * 0.12)).toFixed(2),
      reconciliation: index === 1 && at === 3 ? 'break' : 'matched',
    })
  }
}

function addMeetings({ add }: TestBook): void {
  const householdId = LARGE.household
  add('meetings', {
    id: LARGE.meeting,
    householdId,
    subject: 'Annual review',
    kind: 'review',
    status: 'planned',
    startsAt: '2026-11-24T15:00:00.000Z',
    endsAt: '2026-11-24T16:30:00.000Z',
    location: 'At the clients’ home, 14 Elm Street, Concord',
    attendees: 'Anneliese Müller-Ørsted, Łukasz Wiśniewski, Ada Adviser',
    agenda: 'Profile, portfolio, distribution for this year, gifts to the grandchildren.',
  })
  add('meetings', {
    id: LARGE.previousMeeting,
    householdId,
    subject: 'Spring review',
    status: 'held',
    startsAt: '2026-05-12T14:00:00.000Z',
    endsAt: '2026-05-12T15:00:00.000Z',
    heldAt: '2026-05-12T15:02:00.000Z',
  })
  const note = { householdId, meetingId: LARGE.previousMeeting, createdBy: id(2) }
  add('meeting_notes', {
    ...note,
    id: id(60),
    kind: 'note',
    body: 'They want to help the eldest grandchild with college from 2027. Łukasz asked how much the trust may give without tax.',
    writtenAt: '2026-05-12T14:20:00.000Z',
  })
  add('meeting_notes', {
    ...note,
    id: id(61),
    kind: 'recommendation',
    body: 'Move a tenth of the cash into the bond fund in two steps.',
    basis: 'Cash is above the target of the policy statement, and nothing is needed before 2028.',
    writtenAt: '2026-05-12T14:40:00.000Z',
  })
}

function addTransaction({ add }: TestBook, n: number): void {
  const month = String(5 + Math.floor(n / 30)).padStart(2, '0')
  const type = TYPES[n % TYPES.length] ?? 'dividend'
  const hasSecurity = type !== 'advisory_fee' && type !== 'interest'
  add('transactions', {
    id: id(1000 + n),
    householdId: LARGE.household,
    accountId: id(200 + (n % 4)),
    securityId: hasSecurity ? id(100 + (n % 9)) : null,
    type,
    tradedOn: `2026-${month}-${String(13 + (n % 11)).padStart(2, '0')}`,
    quantity: hasSecurity ? String(1 + (n % 40)) : null,
    netAmount: ((n % 3 === 0 ? -1 : 1) * (100 + n * 13.37)).toFixed(2),
    status: 'posted',
  })
}
