import type { Distribution } from '#shared/ipc/distributions.ts'
import type { Gains } from '#shared/ipc/gains.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { MeetingPack, MeetingRow, NoteView } from '#shared/ipc/meetings.ts'
import type { Explanation, ExposureView, Holding, Performance, TransactionView } from '#shared/ipc/portfolio.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { common, day, firstName, id, instant, money, pick, surname, user } from './fixture-base.ts'
import { makePage } from './fixture-household.ts'

export const householdRows: HouseholdRow[] = Array.from({ length: 164 }, (_, index) => ({
  id: id(),
  name: pick(
    [`${surname(index)} family`, `${surname(index)}`, `${surname(index)} & ${surname(index + 11)}`],
    index + Math.floor(index / 48),
  ),
  type: 'family',
  status: pick(['active', 'active', 'active', 'active', 'onboarding', 'prospect', 'active', 'inactive'], index),
  serviceTier: pick(['gold', 'silver', 'platinum', 'bronze'], index * 3),
  people: [0, 1, 2]
    .slice(0, 1 + (index % 3))
    .map((at) => firstName(index * 5 + at * 3 + Math.floor(index / 48)))
    .join(', '),
  accounts: 2 + (index % 7),
  marketValue: money(1_000_000_00 + ((index * 48_271_331) % 900_000_000)),
  asOf: index % 19 === 0 ? null : day(-1 - (index % 2)),
  nextReviewOn: index % 9 === 0 ? null : day(((index * 11) % 160) - 8),
  nextMeetingAt: index % 4 === 0 ? instant(index % 23, 9 + (index % 8), (index % 2) * 30) : null,
  openTasks: index % 5,
  quality: index % 6 === 0 ? 100 : 40 + ((index * 7) % 60),
  state: pick(['synced', 'synced', 'synced', 'waiting', 'synced', 'synced', 'conflict', 'synced', 'synced'], index),
}))

export const pages = new Map(householdRows.map((row, index) => [row.id, makePage(row, index)]))

export const meetingRows: MeetingRow[] = householdRows.slice(0, 12).map((row, index) => ({
  ...common(),
  householdId: row.id,
  subject: pick(['Autumn review', 'Retirement planning', 'Estate questions and beneficiary update'], index),
  kind: pick(['review', 'planning', 'service'] as const, index),
  status: index > 8 ? 'held' : 'planned',
  startsAt: instant(index > 8 ? -30 - index : Math.floor(index / 3), 9 + (index % 3) * 2),
  endsAt: instant(index > 8 ? -30 - index : Math.floor(index / 3), 10 + (index % 3) * 2),
  location: pick(['Portland office', 'Client’s home', 'Video'], index),
  attendees: row.people,
  agenda: 'Portfolio since the spring\nRetirement date and cash reserve\nBeneficiaries of the IRAs\nCollege funding',
  heldAt: index > 8 ? instant(-30 - index, 10) : null,
  householdName: row.name,
  openTasks: row.openTasks,
  notes: index > 8 ? 4 : 0,
  state: index === 1 ? 'waiting' : 'synced',
}))

for (const meeting of meetingRows) {
  const page = pages.get(meeting.householdId)
  if (page !== undefined && meeting.status === 'planned')
    pages.set(meeting.householdId, { ...page, nextMeeting: meeting })
}

const securities = [
  ['VTI', 'Vanguard Total Stock Market ETF', 'us_equity', 26_114],
  ['VXUS', 'Vanguard Total International Stock ETF', 'intl_equity', 6_322],
  ['BND', 'Vanguard Total Bond Market ETF', 'taxable_fixed', 7_281],
  ['MUB', 'iShares National Muni Bond ETF', 'municipal_fixed', 10_733],
  ['VNQ', 'Vanguard Real Estate ETF', 'real_assets', 8_844],
  ['VMFXX', 'Vanguard Federal Money Market Fund', 'cash', 100],
] as const

export function makePerformance(begins: string, ends: string): Performance {
  return {
    ...{ begins, ends, startValue: '2400000.00', endValue: '2610000.00', netFlows: '80000.00', fees: '-17200.00' },
    net: { timeWeighted: '5.42', moneyWeighted: '5.11', moneyProblem: null },
    gross: { timeWeighted: '6.13', moneyWeighted: '5.82', moneyProblem: null },
    explanation:
      'The portfolio earned 5.42%; the client’s money earned 5.11%, less because of when money came and went.',
    missing: [],
    covers: { accounts: ['Joint brokerage', 'Rollover'], notInTotals: ['Health savings'] },
    growth: [
      { on: begins, percent: '0.00' },
      { on: ends, percent: '5.42' },
    ],
  }
}

export function makeHoldings(): Holding[] {
  return Array.from({ length: 14 }, (_, index) => {
    const [symbol, securityName, assetClass, price] = pick(securities, index)
    const quantity = 120 + ((index * 379) % 2100)
    const cost = Math.round(quantity * price * pick([0.74, 1.06, 0.91, 1.02], index))
    const noBasis = index === 5
    return {
      positionId: id(),
      accountId: id(),
      accountName: pick(['Joint brokerage', 'Rollover', 'Roth', 'Family trust'], index),
      symbol,
      securityName,
      assetClass,
      quantity: `${quantity}.50000000`,
      price: money(price),
      asOf: day(-1),
      marketValue: money(quantity * price),
      costBasis: noBasis ? null : money(cost),
      unrealized: noBasis ? null : money(quantity * price - cost),
      inTotals: true,
      reconciliation: index === 7 ? 'break' : 'matched',
    }
  })
}

export function makeExplanation(): Explanation {
  const positions = makeHoldings().map((holding, index) => ({
    ...holding,
    id: holding.positionId,
    product: holding.marketValue,
    difference: '0.00',
    priceSource: index === 3 ? null : { source: 'Northgate market data', otherPrice: null },
    recordedAt: instant(0, 5),
    recordedBy: null,
  }))
  const total = money(positions.reduce((sum, { marketValue }) => sum + Number(marketValue) * 100, 0))
  const owners = [{ name: 'Dana Pruitt', percent: '100' }]
  const part = { id: id(), name: 'Joint brokerage', counting: 'managed' as const, owners, value: total, positions }
  return { total, managed: total, notManaged: '0.00', asOf: day(-1), newest: null, parts: [part], leftOut: [] }
}

export function makeGains(year: number): Gains {
  const shared = { accountName: 'Joint brokerage', symbol: 'VTI', quantity: '100', cost: '24000.00' } as const
  const lot = { ...shared, id: id(), lotMethod: 'fifo', acquiredOn: day(-200), marketValue: '25100.00' }
  const sale = { ...shared, id: id(), acquiredOn: day(-900), soldOn: day(-30), proceeds: '26500.00' }
  return {
    year,
    realized: { short: '0.00', long: '2500.00', total: '2500.00', unknown: '0.00' },
    unrealized: { short: '1100.00', long: '0.00', total: '1100.00', unknown: '0.00' },
    lots: [{ ...lot, gain: '1100.00', term: 'short' }],
    sales: [{ ...sale, gain: '2500.00', term: 'long' }],
    notes: [],
  }
}

export function makeDistributions(): Distribution[] {
  const account = { id: id(), name: 'Rollover', balance: '100000.00', taken: '1000.00' }
  return [
    {
      ...{ key: account.id, householdId: id(), householdName: 'Pruitt', ownerName: 'Dana Pruitt', age: 75 },
      ...{ accounts: [account], balance: '100000.00', factor: '24.6', required: '4065.04', taken: '1000.00' },
      ...{ left: '3065.04', dueOn: `${day(0).slice(0, 4)}-12-31`, status: 'partly', notes: [] },
    },
  ]
}

export function makeExposure(): ExposureView {
  const aapl = { securityId: id(), symbol: 'AAPL', value: '612000.00', percent: '24.1', isOver: true }
  return { total: '2540000.00', singles: [aapl], cash: { value: '101600.00', percent: '4.0', isOver: false } }
}

export function makeTransactions(householdId: string, count: number, from: number): TransactionView[] {
  return Array.from({ length: count }, (_, at) => {
    const index = from + at
    const trade = index % 3 === 0
    return {
      ...common(),
      householdId,
      accountId: id(),
      securityId: null,
      type: pick(['buy', 'dividend', 'advisory_fee', 'sell', 'withdrawal', 'interest'] as const, index),
      tradedOn: day(-index * 2),
      settledOn: day(-index * 2 + 1),
      quantity: trade ? '25.00000000' : null,
      price: trade ? '261.14' : null,
      grossAmount: '6528.50',
      commission: '0.00',
      fee: '0.00',
      netAmount: pick(['-6528.50', '1284.31', '-2310.00', '6528.50', '-15000.00', '41.17'], index),
      taxYear: null,
      status: index === 1 ? 'pending' : 'posted',
      reversesId: null,
      description: index % 6 === 4 ? 'To checking account' : null,
      recommendedBy: null,
      placedBy: null,
      isDiscretionary: null,
      broker: null,
      affirmedAt: null,
      accountName: pick(['Joint brokerage', 'Rollover', 'Roth'], index),
      ...{ reversesOn: null, reversedOn: null },
      symbol: index % 6 === 2 || index % 6 === 4 ? null : pick(['VTI', 'BND', 'VXUS'], index),
    }
  })
}

export function makeNote(
  meeting: { id: string; householdId: string },
  note: Pick<NoteView, 'kind' | 'body' | 'basis' | 'state'>,
): NoteView {
  return {
    ...common(),
    householdId: meeting.householdId,
    meetingId: meeting.id,
    writtenAt: new Date().toISOString(),
    authorName: user.displayName,
    ...note,
  }
}

export function makePack(meeting: MeetingRow, notes: NoteView[]): MeetingPack {
  const page = pages.get(meeting.householdId)
  if (page === undefined) throw new Error('no such household')
  return {
    meeting,
    page,
    holdings: makeHoldings().slice(0, 8),
    transactions: makeTransactions(meeting.householdId, 9, 0),
    communications: makeCommunications(meeting.householdId),
    notes,
    previousNotes: [
      makeNote(meeting, {
        kind: 'decision',
        body: 'Raise the cash reserve to twelve months of spending.',
        basis: null,
        state: 'synced',
      }),
      makeNote(meeting, {
        kind: 'recommendation',
        body: 'Move the municipal ladder into the joint account.',
        basis: 'Tax bracket of 32%, state of Maine.',
        state: 'synced',
      }),
    ],
    lastMeetingAt: instant(-170, 10),
    changes: [
      { kind: 'money', on: day(-12), title: 'Money in: $40,000.00', detail: '1 transaction since then' },
      { kind: 'accounts', on: day(-60), title: 'Roth opened', detail: 'Roth IRA' },
    ],
    kept: 'calendar',
    checks: [
      {
        severity: 'attention',
        title: 'The profile is older than a year',
        detail: 'Confirmed 410 days ago; go through it today.',
      },
      {
        severity: 'attention',
        title: 'One task is overdue',
        detail: 'Confirm RMD amount for the rollover IRA with the custodian.',
      },
      {
        severity: 'notice',
        title: 'Positions are two days old',
        detail: 'The newest are from yesterday; one account has not reported since.',
      },
    ],
    preparedAt: new Date().toISOString(),
    bookAsOf: instant(0, 8, 32),
  }
}

function makeCommunications(householdId: string): MeetingPack['communications'] {
  return [
    {
      ...common(),
      householdId,
      meetingId: null,
      channel: 'email',
      direction: 'inbound',
      occurredAt: instant(-1, 16, 12),
      participants: 'Margaret Abernathy',
      subject: 'Question about college funding',
      body: 'We would like to talk about how much to set aside for the last two years of college, and from which account.',
      category: 'advice',
      offChannel: false,
      capture: 'sync',
      supervision: 'unsampled',
      messageId: null,
      threadId: null,
      amendsId: null,
    },
  ]
}

export const calmStatus: SyncStatus = {
  connection: 'online',
  phase: 'idle',
  paused: null,
  asOf: instant(0, 8, 32),
  progress: [],
  rowsPerSecond: 0,
  rowsSynced: 0,
  waiting: 0,
  conflicts: 0,
  refused: 0,
  documents: {
    wanted: 14,
    wantedBytes: 18_400_000,
    here: 12,
    hereBytes: 16_100_000,
    overLimit: 2,
    sending: 1,
    problem: null,
  },
  verifying: null,
  problem: null,
}
