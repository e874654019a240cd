import { Decimal } from 'decimal.js'
import type { Transaction } from '#shared/records/index.ts'
import { roundToCents } from './amounts.ts'
import type { AccountPlan } from './household-accounts.ts'
import { buy, type Ledger, post, quantityFor } from './ledger.ts'
import { closeOn } from './market.ts'
import type { Target } from './models.ts'

/**
 * Puts the first money and holdings into an account: carried over from the system before for an older account, moved
 * in from another custodian or paid in for a newer one.
 *
 * @returns the day it happened, as a place among the market's days.
 */
export function openAccount(ledger: Ledger, plan: AccountPlan, targets: readonly Target[]): number {
  const { market, dice } = ledger.context
  const value = new Decimal(plan.openingValue)
  const day = openingDay(ledger, plan)
  if (isOlder(plan, market.days[0] ?? '') || plan.account.status === 'prospective') {
    const description = 'Opening balance, carried over from the previous system'
    bringIn(ledger, targets, value, day, 'adjustment', description)
  } else if (plan.account.registration !== 'rollover_ira' && dice.chance(0.45)) {
    bringIn(ledger, targets, value, day, 'transfer_in_kind', 'Transferred in from the previous custodian')
  } else {
    post(ledger, { type: firstDeposit(plan), day, gross: value, description: 'First deposit' })
    for (const { listing, weight } of targets) buy(ledger, listing, value.times(weight), day)
  }
  return day
}

function isOlder(plan: AccountPlan, firstDay: string): boolean {
  return (plan.account.openedOn ?? firstDay) < firstDay
}

function openingDay(ledger: Ledger, { account }: AccountPlan): number {
  const { market } = ledger.context
  return account.openedOn === null ? 0 : (market.dayIndexFrom(account.openedOn) ?? market.days.length - 1)
}

function firstDeposit({ account }: AccountPlan): Transaction['type'] {
  if (account.registration === 'rollover_ira') return 'rollover'
  return account.taxStatus === 'taxable' ? 'deposit' : 'contribution'
}

/** Holdings come in at the cost they were once bought for, which only the client's own papers know. */
function bringIn(
  ledger: Ledger,
  targets: readonly Target[],
  value: Decimal,
  day: number,
  type: 'adjustment' | 'transfer_in_kind',
  description: string,
): void {
  let left = value
  for (const { listing, weight } of targets) {
    const quantity = quantityFor(listing, value.times(weight), day)
    if (quantity.isZero()) continue
    const worth = quantity.times(closeOn(listing, day))
    const cost = roundToCents(worth.times(ledger.context.dice.integer(55, 108)).div(100))
    left = left.minus(worth)
    post(ledger, { type, day, listing, quantity, cost, description })
  }
  const cashType = type === 'adjustment' ? 'adjustment' : 'transfer_in_cash'
  if (left.gt(0)) post(ledger, { type: cashType, day, gross: left, description })
}
