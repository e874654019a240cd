import { householdFees, judgeCharge, quarterWith } from '#shared/domain/fees.ts'
import { subtract } from '#shared/domain/money.ts'
import type { FeeExceptions, HouseholdFees } from '#shared/ipc/fees.ts'
import { day, id } from './fixture-base.ts'
import { householdRows } from './fixture-book.ts'
import { SCHEDULE_ID } from './fixture-targets.ts'

export const feeSchedules = [{ id: SCHEDULE_ID, name: 'Standard', endedOn: null }]

const schedule = {
  ...{ id: SCHEDULE_ID, name: 'Standard', method: 'marginal' as const, yearlyMinimum: null },
  tiers: [
    { fromAmount: '0', rate: '100' },
    { fromAmount: '1000000', rate: '80' },
  ],
} as const
const terms = { status: 'active', feeBasis: 'tiered', billing: 'arrears', counting: 'managed', schedule } as const
const accounts = [
  { ...terms, id: id(), name: 'Joint brokerage', value: '1200000', charged: '2266.67' },
  { ...terms, id: id(), name: 'Rollover', value: '300000', charged: '750.00' },
]

/** Two accounts of one schedule, of which one was charged too much. */
export function makeFees(on: string): HouseholdFees {
  const quarter = quarterWith(on)
  const [group] = householdFees(accounts).groups
  if (group === undefined) return { quarter, groups: [], leftOut: [] }
  const { total, quarterly, effectiveRate, yearly } = group
  return {
    quarter,
    groups: [
      {
        ...{ scheduleId: schedule.id, schedule: schedule.name, method: schedule.method, yearlyMinimum: null },
        ...{ isMinimum: false, total, yearly: yearly?.fee ?? null, quarterly, effectiveRate },
        tiers: [...(yearly?.parts ?? [])],
        accounts: group.accounts.map(({ id: accountId, name, billing, value, due, charged }) => ({
          ...{ id: accountId, name, billing, value, due, charged },
          difference: due === null ? null : subtract(charged, due),
          ...{ covers: { from: quarter.startsOn, to: quarter.endsOn }, state: judgeCharge(charged, due, true) },
        })),
      },
    ],
    leftOut: [
      {
        ...{ id: id(), name: 'Family trust', reason: 'The firm does not manage it.' },
        ...{ due: null, charged: '0.00', difference: null, state: 'agrees' },
      },
    ],
  }
}

export function makeFeeExceptions(): FeeExceptions {
  const [household] = householdRows
  return {
    ...{ quarter: quarterWith(day(0)), checked: 2, due: '3500.00', charged: '3716.67' },
    rows: [
      {
        ...{ householdId: household?.id ?? id(), householdName: household?.name ?? '', accountId: id() },
        ...{ accountName: 'Rollover', schedule: 'Standard', reason: null },
        ...{ due: '700.00', charged: '750.00', difference: '50.00', state: 'over' },
      },
    ],
  }
}
