import { beforeEach, expect, test } from 'vitest'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { portfolioHandlers } from '#electron/features/portfolio.ts'
import { accountsChannels } from '#shared/ipc/accounts.ts'
import { portfolioChannels } from '#shared/ipc/portfolio.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(portfolioChannels, portfolioHandlers)
const callAccounts = callerOf(accountsChannels, accountsHandlers)

const [lee, moss] = [id(10), id(11)]
const [standard, flat, ended] = [id(50), id(51), id(52)]
/** In the quarter that is charged on the values of 30 September. */
const on = '2026-11-24'
let testBook: ReturnType<typeof openTestBook>

beforeEach(() => {
  testBook = openTestBook()
  const { add } = testBook
  let next = 500
  for (const [schedule, name, endedOn] of [
    [standard, 'Standard', null],
    [flat, 'Flat', null],
    [ended, 'Ended', '2026-01-01'],
  ] as const) {
    add('fee_schedules', { id: schedule, name, method: 'marginal', yearlyMinimum: null, endedOn })
  }
  const tier = (feeScheduleId: string, inForceFrom: string, fromAmount: string, rate: string) =>
    add('fee_tiers', { id: id(next++), feeScheduleId, inForceFrom, fromAmount, rate })
  tier(standard, '2020-01-01', '0', '200')
  tier(standard, '2025-01-01', '0', '100')
  tier(standard, '2025-01-01', '1000000', '50')
  // The day after the valuation: no matter of this quarter.
  tier(standard, '2026-10-01', '0', '5')
  tier(flat, '2020-01-01', '0', '80')
  add('households', { id: lee, name: 'Lee', feeScheduleId: standard })
  add('households', { id: moss, name: 'Moss', feeScheduleId: null })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  add('securities', { id: id(61), symbol: 'CASH', name: 'Cash', type: 'cash', assetClass: 'cash' })
  add('prices', { id: id(80), securityId: id(60), pricedOn: '2026-09-30', price: '50', source: 'Northgate' })
  const account = (at: number, householdId: string, name: string, fields: object = {}) =>
    add('accounts', {
      ...{ id: id(at), householdId, name, status: 'active', management: 'discretionary', feeBasis: 'tiered' },
      ...{ billing: 'arrears', feeScheduleId: null, ...fields },
    })
  account(40, lee, 'Joint')
  account(41, lee, 'IRA', { billing: 'advance' })
  account(42, lee, 'Own', { feeBasis: 'flat_bps', feeScheduleId: flat })
  account(43, lee, 'Plan', { management: 'held_away', feeBasis: 'none' })
  account(44, lee, 'Empty')
  account(45, moss, 'Moss')
  const hold = (at: number, accountId: string, securityId: string, quantity: string) =>
    add('positions', {
      ...{ id: id(at), householdId: lee, accountId, securityId, quantity, asOf: '2026-11-23' },
      ...{ marketValue: quantity, price: '1' },
    })
  // 20,000 shares at 50 on that day, whatever they cost now, and what was charged since; half a million beside.
  hold(70, id(40), id(60), '20000')
  hold(71, id(40), id(61), '-2200')
  hold(72, id(41), id(61), '499200')
  hold(73, id(42), id(61), '100000')
  const pay = (at: number, accountId: string, tradedOn: string, netAmount: string, fields: object = {}) =>
    add('transactions', {
      ...{ id: id(at), householdId: lee, accountId, type: 'advisory_fee', tradedOn, netAmount },
      ...{ status: 'posted', securityId: null, quantity: null, ...fields },
    })
  pay(90, id(40), '2026-10-01', '-2200')
  pay(91, id(41), '2026-10-01', '-900', { status: 'reversed' })
  pay(92, id(41), '2026-10-02', '900', { type: 'reversal', reversesId: id(91) })
  pay(93, id(41), '2026-10-02', '-800')
  pay(94, id(42), '2026-07-01', '-200')
  pay(95, id(43), '2026-10-01', '-35')
})

test('a household is charged as a whole on the values of the day before the quarter, by the tiers of that day', async () => {
  const { quarter, groups, leftOut } = await call(testBook, 'portfolio.fees', { householdId: lee, on })

  expect({
    quarter: [quarter.name, quarter.valuedOn],
    groups: groups.map(({ schedule, total, yearly, quarterly, effectiveRate, tiers, accounts }) => ({
      ...{ schedule, total, yearly, quarterly, effectiveRate },
      tiers: tiers.map(({ rate, amount }) => `${rate}: ${amount}`),
      accounts: accounts.map(
        (row) => `${row.name} ${row.value} ${row.due} ${row.charged} ${row.state} ${row.covers.from}`,
      ),
    })),
    leftOut: leftOut.map(({ name, reason, charged, state }) => `${name}: ${reason} ${charged} ${state}`),
  }).toEqual({
    quarter: ['2026 Q4', '2026-09-30'],
    groups: [
      {
        ...{ schedule: 'Standard', total: '1500000.00', yearly: '12500.00', quarterly: '3125.00' },
        effectiveRate: '83.33',
        tiers: ['100: 1000000.00', '50: 500000.00'],
        accounts: [
          'Empty 0.00 0.00 0.00 agrees 2026-07-01',
          'IRA 500000.00 1041.67 800.00 under 2026-10-01',
          'Joint 1000000.00 2083.33 2200.00 over 2026-07-01',
        ],
      },
      {
        ...{ schedule: 'Flat', total: '100000.00', yearly: '800.00', quarterly: '200.00', effectiveRate: '80.00' },
        tiers: ['80: 100000.00'],
        accounts: ['Own 100000.00 200.00 0.00 not_charged 2026-07-01'],
      },
    ],
    leftOut: ['Plan: The firm does not manage it. 35.00 not_due'],
  })
})

test('the book’s exceptions begin with what nobody agreed to, and name what cannot be reckoned', async () => {
  const { add } = testBook
  add('positions', {
    ...{ id: id(75), householdId: moss, accountId: id(45), securityId: id(60), quantity: '1', asOf: '2026-09-01' },
    ...{ marketValue: '1', price: '1' },
  })
  add('transactions', {
    ...{ id: id(96), householdId: moss, accountId: id(45), type: 'advisory_fee', tradedOn: '2026-10-01' },
    ...{ netAmount: '-10', status: 'posted', securityId: null, quantity: null },
  })
  const told = async () => {
    const { rows, checked, due, charged } = await call(testBook, 'portfolio.feeExceptions', { on })
    return { checked, due, charged, rows: rows.map((row) => `${row.accountName} ${row.state} ${row.difference}`) }
  }
  const without = await told()
  await callAccounts(testBook, 'accounts.update', { accountId: id(45), patch: { feeScheduleId: standard } })
  const { rows } = await call(testBook, 'portfolio.feeExceptions', { on })

  expect({ without, unknown: rows.at(-1) }).toEqual({
    without: {
      ...{ checked: 6, due: '3325.00', charged: '3045.00' },
      rows: [
        'Plan not_due null',
        'Joint over 116.67',
        'IRA under -241.67',
        'Own not_charged -200.00',
        'Moss not_reckoned null',
      ],
    },
    unknown: {
      ...{ householdId: moss, householdName: 'Moss', accountId: id(45), accountName: 'Moss', schedule: 'Standard' },
      ...{ due: null, charged: '10.00', difference: null, state: 'not_reckoned' },
      reason: 'The book does not know what Moss was worth on the day of valuation.',
    },
  })
})

test('a form gives an account one of the firm’s schedules, and none that has ended', async () => {
  const offered = await call(testBook, 'portfolio.feeSchedules', {})
  const give = (feeScheduleId: string) =>
    callAccounts(testBook, 'accounts.update', { accountId: id(40), patch: { feeScheduleId } }).then(
      () => 'saved',
      (error: { details?: { message: string }[] }) => error.details?.[0]?.message,
    )

  expect([offered.map(({ name }) => name), await give(flat), await give(ended), await give(id(59))]).toEqual([
    ['Ended', 'Flat', 'Standard'],
    'saved',
    'is no longer offered; choose another fee schedule',
    'is not one of the firm’s fee schedules',
  ])
})
