import { expect, test } from 'vitest'
import { type ChangeFacts, changesSince } from '#shared/domain/changes-since.ts'

const old = { createdAt: '2020-01-01T09:00:00.000Z', updatedAt: '2020-01-01T09:00:00.000Z' }
const quiet: ChangeFacts = {
  since: '2026-05-12',
  today: '2026-11-24',
  household: { profileConfirmedOn: '2026-05-11', clientSince: '2020-01-01', status: 'active' },
  members: [{ name: 'Anna', fromDate: '2020-01-01', toDate: null, ...old }],
  people: [{ name: 'Anna', diedOn: null, ...old }],
  relationships: [],
  accounts: [],
  beneficiaries: [],
  transactions: [],
  documents: [],
  disclosures: [],
  tasks: [],
}
const ira: ChangeFacts['accounts'][number] = {
  ...{ name: 'IRA', numberLast4: '1234', registration: 'traditional_ira' as const, custodian: 'Harbour' },
  ...{ openedOn: '2026-06-01', closedOn: null, ...old },
}
const lines = (facts: Partial<ChangeFacts>) =>
  changesSince({ ...quiet, ...facts }).map(({ on, title, detail }) => [on, title, detail].join(' | '))

test('where nothing happened, nothing is told', () => {
  expect(lines({})).toEqual([])
})

test('the newest comes first; what is older than the meeting stays out', () => {
  const accounts = [
    ira,
    { ...ira, name: 'Old plan', openedOn: '2010-01-01', closedOn: '2026-05-12' },
    { ...ira, name: 'Older', openedOn: '2010-01-01', closedOn: '2026-05-11' },
  ]

  expect(lines({ accounts })).toEqual([
    '2026-06-01 | IRA opened | Traditional IRA · Harbour · ••••1234',
    '2026-05-12 | Old plan closed | Traditional IRA · Harbour · ••••1234',
  ])
})

test('people come, go, die, and change; one who is new was not changed', () => {
  const now = '2026-07-01T10:00:00.000Z'
  const people = [
    { name: 'Ben', diedOn: '2026-06-30', createdAt: old.createdAt, updatedAt: now },
    { name: 'Eva', diedOn: null, createdAt: now, updatedAt: now },
  ]
  const members = [
    { name: 'Ben', fromDate: '2020-01-01', toDate: '2026-06-30', ...old },
    { name: 'Eva', fromDate: null, toDate: null, createdAt: now, updatedAt: now },
  ]

  expect(lines({ people, members })).toEqual([
    '2026-07-01 | Details of Ben were changed | ',
    '2026-07-01 | Eva joined the household | ',
    '2026-06-30 | Ben died | ',
    '2026-06-30 | Ben left the household | ',
  ])
})

test('an authority that ended is told; one that is to end is not', () => {
  const tie = { role: 'power_of_attorney', from: 'Ben', to: 'Anna', fromDate: '2020-01-01', ...old } as const
  const relationships = [
    { ...tie, toDate: '2026-11-24' },
    { ...tie, toDate: '2026-11-25' },
  ]

  expect(lines({ relationships })).toEqual(['2026-11-24 | Power of attorney ended | Ben for Anna'])
})

test('beneficiaries of one account and day are one line', () => {
  const heir = {
    ...{ class: 'primary' as const, percent: '50.000000', endedOn: null, accountName: 'IRA' },
    ...{ createdAt: '2026-08-01T09:00:00.000Z', updatedAt: '2026-08-01T09:00:00.000Z' },
  }
  const beneficiaries = [
    { ...heir, name: 'Eva' },
    { ...heir, name: 'Max' },
    { ...heir, name: 'Ben', percent: '100.000000', createdAt: old.createdAt, endedOn: '2026-08-01' },
  ]

  expect(lines({ beneficiaries })).toEqual([
    '2026-08-01 | Beneficiaries of IRA ended | Ben (primary, 100%)',
    '2026-08-01 | Beneficiaries of IRA named | Eva (primary, 50%), Max (primary, 50%)',
  ])
})

test('money in and out is added up exactly; what was reversed, earned, or earlier is left out', () => {
  const posted = { type: 'deposit', status: 'posted', tradedOn: '2026-06-02' } as const
  const transactions = [
    { ...posted, netAmount: '0.10' },
    { ...posted, netAmount: '0.20', tradedOn: '2026-07-03' },
    { ...posted, type: 'withdrawal' as const, netAmount: '-1500.00' },
    { ...posted, netAmount: '999.00', status: 'reversed' as const },
    { ...posted, netAmount: '999.00', tradedOn: '2026-05-11' },
    { ...posted, netAmount: '999.00', type: 'dividend' as const },
  ]

  expect(lines({ transactions })).toEqual([
    '2026-07-03 | Money in: $0.30 | 2 transactions since then, the latest on this day',
    '2026-06-02 | Money out: -$1,500.00 | 1 transaction since then, the latest on this day',
  ])
})

test('a profile confirmed, a document filed, a disclosure delivered, and a task done are told', () => {
  const facts: Partial<ChangeFacts> = {
    household: { ...quiet.household, profileConfirmedOn: '2026-05-12' },
    documents: [
      { title: 'Trust', type: 'trust_certificate', documentDate: null, ...old, createdAt: '2026-05-15T08:00:00.000Z' },
    ],
    disclosures: [{ kind: 'crs', edition: 'March 2026', deliveredOn: '2026-05-14' }],
    tasks: [
      { title: 'Send', status: 'done', completedAt: '2026-05-13T08:00:00.000Z' },
      { title: 'Open', status: 'open', completedAt: null },
    ],
  }

  expect(lines(facts)).toEqual([
    '2026-05-15 | Filed: Trust | Trust certificate',
    '2026-05-14 | Form CRS delivered | March 2026',
    '2026-05-13 | Done: Send | ',
    '2026-05-12 | Profile confirmed | Objectives, risk, and horizon',
  ])
})
