import type { Position } from '#shared/records/index.ts'
import { roundToCents, toMoney, toQuantity } from './amounts.ts'
import { addMonths, firstOfMonth } from './calendar.ts'
import { feedStamp } from './household-accounts.ts'
import { addRow } from './household-context.ts'
import type { Ledger, Lot } from './ledger.ts'
import { closeOn } from './market.ts'

/**
 * Adds what an account holds as of the last business day, money included. What is held elsewhere is often known only as
 * of a quarter's end; now and then the custodian's count differs from the transactions'.
 */
export function addPositions(ledger: Ledger): void {
  const { context, account } = ledger
  const isAway = account.management === 'held_away' || account.management === 'reporting_only'
  const lastDay = context.market.days.length - 1
  const reportedDay = isAway && context.dice.chance(0.6) ? quarterEnd(ledger) : lastDay
  const day = (context.market.days[reportedDay] ?? '') < (account.openedOn ?? '') ? lastDay : reportedDay
  for (const lot of ledger.lots.values()) addPosition(ledger, lot, day, reconciliationOf(ledger, isAway))
  const cash: Lot = { listing: context.market.cash, quantity: ledger.cash, cost: ledger.cash }
  addPosition(ledger, cash, day, isAway ? 'unreconciled' : 'matched')
}

/** The last business day of a quarter that has ended, at least a month ago. */
function quarterEnd({ context: { market, today } }: Ledger): number {
  const month = addMonths(firstOfMonth(today), -1)
  const back = (Number(month.slice(5, 7)) - 1) % 3
  const next = market.dayIndexFrom(addMonths(month, -back))
  return Math.max(0, (next ?? market.days.length) - 1)
}

function reconciliationOf({ context: { dice } }: Ledger, isAway: boolean): Position['reconciliation'] {
  if (isAway) return 'unreconciled'
  return dice.weighted({ matched: 980, break: 12, unreconciled: 8 })
}

function addPosition(ledger: Ledger, lot: Lot, day: number, reconciliation: Position['reconciliation']): void {
  const { context, account } = ledger
  const asOf = context.market.days[day] ?? context.market.lastDay
  const price = closeOn(lot.listing, day)
  const quantity = reconciliation === 'break' ? lot.quantity.plus(context.dice.integer(1, 12)) : lot.quantity
  const { coupon } = lot.listing.idea
  const accrued =
    coupon === null
      ? 0
      : roundToCents(quantity.times(1000).times(coupon).div(100).times(context.dice.integer(1, 180)).div(365))
  const fields = {
    ...{ accountId: account.id, securityId: lot.listing.id, asOf, quantity: toQuantity(quantity) },
    ...{ price: toQuantity(price), marketValue: toMoney(roundToCents(quantity.times(price))) },
    ...{ accruedIncome: toMoney(accrued), costBasis: toMoney(lot.cost), reconciliation },
  }
  addRow(context, 'positions', fields, feedStamp(asOf))
}
