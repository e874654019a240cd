import { expect, test } from 'vitest'
import { checkBeforeMeeting } from '#shared/domain/meeting-checks.ts'
import type { AccountFacts, MeetingFacts, PersonFacts, PositionFacts } from '#shared/domain/meeting-facts.ts'

const person: PersonFacts = {
  id: 'anna',
  name: 'Anna Müller',
  bornOn: '1980-01-01',
  diedOn: null,
  idType: 'passport',
  idExpiresOn: null,
}
const account: AccountFacts = {
  id: 'ira',
  name: 'Anna’s IRA',
  registration: 'traditional_ira',
  status: 'active',
  numberLast4: '1234',
  rmdRequired: false,
  ownerIds: ['anna'],
  beneficiaries: [{ class: 'primary', percent: '100' }],
  transactionTypesThisYear: [],
}
const fund: PositionFacts = {
  id: 'p1',
  asOf: '2026-11-23',
  marketValue: '1000',
  reconciliation: 'matched',
  securityId: 's1',
  symbol: 'VTI',
  securityType: 'etf',
  assetClass: 'us_equity',
}
const household: MeetingFacts['household'] = {
  profileConfirmedOn: '2026-06-01',
  status: 'active',
  retailInvestor: true,
}
const disclosures: MeetingFacts['disclosures'] = (['crs', 'adv_2a', 'adv_2b', 'privacy_notice'] as const).map(
  (kind) => ({
    kind,
    deliveredOn: '2026-03-01',
  }),
)
const inOrder: MeetingFacts = {
  today: '2026-11-24',
  household,
  disclosures,
  people: [person],
  accounts: [account],
  authorities: [],
  positions: [fund],
  target: null,
  openTasks: [],
}

function titles(facts: Partial<MeetingFacts>): string[] {
  return checkBeforeMeeting({ ...inOrder, ...facts }).map(({ title }) => title)
}

function withAccount(fields: Partial<AccountFacts>, bornOn = '1950-01-01'): Partial<MeetingFacts> {
  return { accounts: [{ ...account, ...fields }], people: [{ ...person, bornOn }] }
}

test('a household in order needs no word', () => {
  expect(checkBeforeMeeting(inOrder)).toEqual([])
})

test.each([
  [null, ['Profile never confirmed']],
  ['2025-11-24', []],
  ['2025-11-23', ['Profile out of date']],
])('a profile confirmed on %s gives %j', (profileConfirmedOn, expected) => {
  expect(titles({ household: { ...household, profileConfirmedOn } })).toEqual(expected)
})

test.each<[string, Partial<AccountFacts>, string[]]>([
  ['an IRA without beneficiary', { beneficiaries: [] }, ['No primary beneficiary']],
  [
    'an IRA with a contingent one alone',
    { beneficiaries: [{ class: 'contingent', percent: '100' }] },
    ['No primary beneficiary'],
  ],
  ['a joint account without', { registration: 'jtwros', beneficiaries: [] }, []],
  ['a closed IRA without', { status: 'closed', beneficiaries: [] }, []],
  ['a 529 without', { registration: 'plan_529', beneficiaries: [] }, ['No primary beneficiary']],
  [
    'shares of 99.999999%',
    { beneficiaries: [{ class: 'primary', percent: '99.999999' }] },
    ['Beneficiary shares do not total 100%'],
  ],
  [
    'thirds kept to six places',
    { beneficiaries: Array.from({ length: 3 }, () => ({ class: 'primary' as const, percent: '33.333333' })) },
    [],
  ],
  [
    'thirds kept to two places',
    { beneficiaries: Array.from({ length: 3 }, () => ({ class: 'primary' as const, percent: '33.33' })) },
    ['Beneficiary shares do not total 100%'],
  ],
  [
    'thirds that total 100%',
    {
      beneficiaries: [
        { class: 'primary', percent: '33.34' },
        { class: 'primary', percent: '33.33' },
        { class: 'primary', percent: '33.33' },
      ],
    },
    [],
  ],
])('%s', (_, fields, expected) => {
  expect(titles(withAccount(fields, '1980-01-01'))).toEqual(expected)
})

test.each<[string, string, Partial<AccountFacts>, boolean]>([
  ['73 this year', '1953-12-31', {}, true],
  ['72 this year', '1954-01-01', {}, false],
  ['born in 1960, 66', '1960-01-01', {}, false],
  ['of age, rmd taken', '1950-01-01', { transactionTypesThisYear: ['rmd'] }, false],
  ['of age, given to charity', '1950-01-01', { transactionTypesThisYear: ['qcd'] }, false],
  ['of age, dividends alone', '1950-01-01', { transactionTypesThisYear: ['dividend'] }, true],
  ['of age, not required', '1950-01-01', { rmdRequired: false }, false],
  ['young, inherited', '1990-01-01', { registration: 'inherited_ira' }, true],
])('a minimum distribution: %s', (_, bornOn, fields, isDue) => {
  const facts = withAccount({ rmdRequired: true, ...fields }, bornOn)

  expect(titles(facts)).toEqual(isDue ? ['Minimum distribution not taken'] : [])
})

test.each([
  ['1959-12-31', true],
  ['1960-01-01', false],
])('in 2033, one born on %s must distribute: %s', (bornOn, isDue) => {
  const today = '2033-06-01'
  const recent = disclosures.map((one) => ({ ...one, deliveredOn: today }))
  const current = { household: { ...household, profileConfirmedOn: today }, disclosures: recent }
  const facts = { ...withAccount({ rmdRequired: true }, bornOn), ...current, today, positions: [] }

  expect(titles(facts)).toEqual(isDue ? ['Minimum distribution not taken'] : [])
})

test('IRAs of one owner are satisfied from any of them, a 401(k) only from itself', () => {
  const ira = { ...account, rmdRequired: true }
  const accounts: AccountFacts[] = [
    { ...ira, transactionTypesThisYear: ['rmd'] },
    { ...ira, id: 'ira2', name: 'Second IRA' },
    { ...ira, id: '401k', name: 'Old plan', registration: 'plan_401k' },
  ]

  const checks = checkBeforeMeeting({ ...inOrder, accounts, people: [{ ...person, bornOn: '1950-06-01' }] })

  expect(checks.map(({ detail }) => detail)).toEqual([
    'No distribution was recorded in 2026 from Old plan ••••1234. Anna Müller reaches age 76 this year. Settle how much, and when.',
  ])
})

test.each<[string, string | null, string[]]>([
  ['2027-02-22', null, ['ID expires soon']],
  ['2027-02-23', null, []],
  ['2026-11-23', null, ['ID expired']],
  ['2026-11-23', '2026-10-01', []],
])('an ID until %s, of one who died %s, gives %j', (idExpiresOn, diedOn, expected) => {
  expect(titles({ people: [{ ...person, idExpiresOn, diedOn }] })).toEqual(expected)
})

test('a power of attorney that ends counts only where none outlasts it', () => {
  const power = { from: 'Bo', to: 'Anna', role: 'power_of_attorney', toDate: '2026-12-01' } as const
  const answers = [
    titles({ authorities: [power] }),
    titles({ authorities: [{ ...power, toDate: '2026-11-01' }] }),
    titles({ authorities: [power, { ...power, from: 'Cy', toDate: null }] }),
  ]

  expect(answers).toEqual([['Power of attorney expires soon'], ['Power of attorney expired'], []])
})

test('one stock above a fifth is a concentration; funds, treasuries, and exactly a fifth are not', () => {
  const others = { ...fund, marketValue: '800' }
  const stock = { ...fund, id: 'p2', securityId: 's2', symbol: 'AAPL', securityType: 'stock' } as const
  const answers = [
    titles({ positions: [others, { ...stock, marketValue: '200' }] }),
    titles({ positions: [others, { ...stock, marketValue: '100' }, { ...stock, id: 'p3', marketValue: '101' }] }),
    titles({ positions: [others, { ...stock, securityType: 'treasury', marketValue: '900' }] }),
  ]

  expect(answers).toEqual([[], ['Concentration in AAPL'], []])
})

test('checks on values name the figures they rest on, what needs settling first', () => {
  const cash = {
    ...fund,
    id: 'p2',
    assetClass: 'cash',
    securityType: 'cash',
    symbol: 'USD',
    marketValue: '250',
  } as const
  const stale = { ...fund, id: 'p3', marketValue: '750', asOf: '2026-11-16', reconciliation: 'break' } as const

  const checks = checkBeforeMeeting({ ...inOrder, positions: [fund, cash, stale] })

  expect(checks).toEqual([
    {
      severity: 'attention',
      title: 'Positions do not reconcile',
      detail: '1 position worth $750.00 does not agree with the custodian: VTI.',
    },
    {
      severity: 'notice',
      title: 'Values out of date',
      detail: '1 of 3 positions was valued more than 7 days ago, the oldest on 16 Nov 2026.',
    },
    { severity: 'notice', title: 'Idle cash', detail: 'Cash is 12.5% of the household ($250.00 of $2,000.00).' },
  ])
})

test('overdue tasks are counted and the oldest is named', () => {
  const openTasks = [
    { title: 'Due today', dueOn: '2026-11-24' },
    { title: 'Call', dueOn: '2026-11-20' },
    { title: 'Send the IPS', dueOn: '2026-10-12' },
    { title: 'Some day', dueOn: null },
  ]

  expect(checkBeforeMeeting({ ...inOrder, openTasks })).toEqual([
    {
      severity: 'notice',
      title: '2 overdue tasks',
      detail: 'Overdue the longest: “Send the IPS”, due 12 Oct 2026. Settle it, or say when it will be.',
    },
  ])
})

test.each<[string, Partial<MeetingFacts['household']>, string[]]>([
  ['a retail client without Form CRS', {}, ['Disclosure not delivered']],
  ['another client without Form CRS', { retailInvestor: false }, []],
  ['a prospect without Form CRS', { status: 'prospect' }, ['Disclosures to deliver']],
  ['a former client without Form CRS', { status: 'terminated' }, []],
])('%s', (_, fields, expected) => {
  const given = disclosures.filter(({ kind }) => kind !== 'crs')

  expect(titles({ household: { ...household, ...fields }, disclosures: given })).toEqual(expected)
})

test.each([
  ['2025-07-27', []],
  ['2025-07-26', ['Brochure delivered long ago']],
])('a brochure last delivered on %s gives %j', (deliveredOn, expected) => {
  const given = disclosures.map((one) => (one.kind === 'adv_2a' ? { ...one, deliveredOn } : one))

  expect(titles({ disclosures: given })).toEqual(expected)
})

test('what was never delivered is named, with what to do', () => {
  expect(checkBeforeMeeting({ ...inOrder, disclosures: [] })).toEqual([
    {
      severity: 'attention',
      title: 'Disclosure not delivered',
      detail:
        'No delivery is recorded of Form CRS, Form ADV 2A, Form ADV 2B, Privacy notice. Deliver it now, and record how.',
    },
  ])
})

test.each<[string, MeetingFacts['authorities'], string[]]>([
  [
    'a successor trustee whose term ends',
    [{ role: 'successor_trustee', from: 'Ben', to: 'The trust', toDate: '2026-12-31' }],
    ['Successor trustee expires soon'],
  ],
  ['a marriage that ended', [{ role: 'spouse', from: 'Ben', to: 'Anna', toDate: '2026-01-31' }], []],
  [
    'a trustee followed by another',
    [
      { role: 'trustee', from: 'Ben', to: 'The trust', toDate: '2026-11-30' },
      { role: 'trustee', from: 'Eva', to: 'The trust', toDate: null },
    ],
    [],
  ],
  [
    'a trustee followed by a power of another kind',
    [
      { role: 'trustee', from: 'Ben', to: 'The trust', toDate: '2026-11-01' },
      { role: 'power_of_attorney', from: 'Eva', to: 'The trust', toDate: null },
    ],
    ['Trustee expired'],
  ],
])('%s', (_, authorities, expected) => {
  expect(titles({ authorities })).toEqual(expected)
})
