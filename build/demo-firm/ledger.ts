import { Decimal } from 'decimal.js'
import type { Account, Transaction } from '#shared/records/index.ts'
import { roundToCents, toMoney, toQuantity } from './amounts.ts'
import { feedStamp } from './household-accounts.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import { closeOn, type Listing } from './market.ts'

export interface Lot {
  readonly listing: Listing
  quantity: Decimal
  cost: Decimal
}

/** An account as it stands while its history is told: money, and what it holds. */
export interface Ledger {
  readonly context: HouseholdContext
  readonly account: Account
  cash: Decimal
  readonly lots: Map<string, Lot>
}

export interface Posting {
  readonly type: Transaction['type']
  /** Place in the market's days. */
  readonly day: number
  readonly listing?: Listing
  /** Change of what is held: negative when it leaves. */
  readonly quantity?: Decimal
  /** Effect on the account's money before costs: negative when it leaves. */
  readonly gross?: Decimal
  readonly commission?: Decimal
  readonly fee?: Decimal
  /** Cost basis of what comes in without being bought. */
  readonly cost?: Decimal
  readonly taxYear?: number
  readonly description?: string
  readonly reverses?: Transaction
}

/** From this day on trades settle on the next business day; before, on the second. */
const SHORTER_SETTLEMENT = '2024-05-28'
const zero = new Decimal(0)

export function createLedger(context: HouseholdContext, account: Account): Ledger {
  return { context, account, cash: zero, lots: new Map() }
}

/** Writes a transaction and moves money and holdings by it. Amounts are rounded to cents; net = gross − commission − fee. */
export function post(ledger: Ledger, posting: Posting): Transaction {
  const { context, account } = ledger
  const { market } = context
  const tradedOn = market.days[posting.day] ?? market.lastDay
  const gross = roundToCents(posting.gross ?? zero)
  const commission = posting.commission ?? zero
  const fee = posting.fee ?? zero
  const net = gross.minus(commission).minus(fee)
  const isTrade = posting.quantity !== undefined && posting.gross !== undefined
  const settledOn = market.days[posting.day + (isTrade ? (tradedOn < SHORTER_SETTLEMENT ? 2 : 1) : 0)] ?? null
  moveHoldings(ledger, posting, gross)
  ledger.cash = ledger.cash.plus(net)
  const price = posting.listing && posting.quantity ? toQuantity(closeOn(posting.listing, posting.day)) : null
  return addRow(
    context,
    'transactions',
    {
      ...{ accountId: account.id, securityId: posting.listing?.id ?? null, type: posting.type, tradedOn },
      settledOn,
      ...{ quantity: posting.quantity ? toQuantity(posting.quantity) : null, price },
      ...{ grossAmount: toMoney(gross), commission: toMoney(commission), fee: toMoney(fee), netAmount: toMoney(net) },
      taxYear: posting.taxYear ?? Number(tradedOn.slice(0, 4)),
      status: settledOn === null ? 'pending' : 'posted',
      ...{ reversesId: posting.reverses?.id ?? null, description: posting.description ?? null },
    },
    feedStamp(tradedOn),
  )
}

/** Takes a transaction back by another one; the first stays as it was, marked as reversed. */
export function reverse(
  ledger: Ledger,
  original: Transaction,
  listing: Listing | undefined,
  day: number,
  why: string,
): void {
  const negate = (amount: string) => new Decimal(amount).negated()
  post(ledger, {
    ...{ type: 'reversal', day, listing, description: `Reversal: ${why}`, reverses: original },
    quantity: original.quantity === null ? undefined : negate(original.quantity),
    gross: negate(original.grossAmount),
    commission: negate(original.commission),
    fee: negate(original.fee),
    taxYear: original.taxYear ?? undefined,
  })
  original.status = 'reversed'
}

function moveHoldings(ledger: Ledger, posting: Posting, gross: Decimal): void {
  const { listing, quantity } = posting
  if (listing === undefined || quantity === undefined) return
  const lot = ledger.lots.get(listing.id) ?? { listing, quantity: zero, cost: zero }
  const isOut = quantity.isNegative()
  const average = lot.quantity.isZero() ? zero : lot.cost.times(quantity).div(lot.quantity)
  lot.cost = lot.cost.plus(isOut ? roundToCents(average) : (posting.cost ?? gross.abs()))
  lot.quantity = lot.quantity.plus(quantity)
  if (lot.quantity.isZero()) ledger.lots.delete(listing.id)
  else ledger.lots.set(listing.id, lot)
}

/** Everything the account is worth on a day, in cents. */
export function valueOn(ledger: Ledger, day: number): Decimal {
  return [...ledger.lots.values()].reduce((sum, lot) => sum.plus(worthOf(lot, day)), ledger.cash)
}

export function worthOf(lot: Lot, day: number): Decimal {
  return roundToCents(lot.quantity.times(closeOn(lot.listing, day)))
}

/** Whole pieces of what trades in pieces; thousandths of fund shares and the like. */
export function quantityFor(listing: Listing, amount: Decimal, day: number): Decimal {
  const isDivisible = ['mutual_fund', 'money_market', 'annuity', 'digital_asset'].includes(listing.idea.type)
  return amount.div(closeOn(listing, day)).toDecimalPlaces(isDivisible ? 3 : 0, Decimal.ROUND_DOWN)
}

/** Buys for about an amount, as far as whole pieces allow; null when it is less than one. */
export function buy(ledger: Ledger, listing: Listing, amount: Decimal, day: number): Transaction | null {
  const commission = commissionOf(ledger, listing)
  const quantity = quantityFor(listing, amount.minus(commission), day)
  if (!quantity.isPositive() || quantity.isZero()) return null
  const gross = quantity.times(closeOn(listing, day)).negated()
  return post(ledger, { type: 'buy', day, listing, quantity, gross, commission })
}

/** Sells some of what is held. The exchange's fee is rounded up to a cent. */
export function sell(ledger: Ledger, lot: Lot, quantity: Decimal, day: number): Transaction {
  const gross = quantity.times(closeOn(lot.listing, day))
  const isListed = lot.listing.idea.type === 'stock' || lot.listing.idea.type === 'etf'
  const fee = isListed ? gross.times('0.0000278').toDecimalPlaces(2, Decimal.ROUND_UP) : zero
  const commission = commissionOf(ledger, lot.listing)
  return post(ledger, { type: 'sell', day, listing: lot.listing, quantity: quantity.negated(), gross, commission, fee })
}

function commissionOf({ account }: Ledger, { idea }: Listing): Decimal {
  if (idea.type === 'treasury' || idea.type === 'municipal' || idea.type === 'corporate_bond') return new Decimal(10)
  return account.custodian === 'Eastwick Clearing' && idea.type === 'stock' ? new Decimal('4.95') : zero
}

/** Sells the largest holdings until the money is there. @returns how much of the amount can be paid. */
export function raiseCash(ledger: Ledger, amount: Decimal, day: number): Decimal {
  const liquid = [...ledger.lots.values()].filter(({ listing }) => listing.idea.type !== 'private_fund')
  const bySize = liquid.sort((a, b) => worthOf(b, day).comparedTo(worthOf(a, day)))
  for (const lot of bySize) {
    const missing = amount.minus(ledger.cash)
    if (!missing.isPositive() || missing.isZero()) break
    const needed = quantityFor(lot.listing, missing.times('1.03'), day).plus(1)
    sell(ledger, lot, Decimal.min(needed, lot.quantity), day)
  }
  return Decimal.max(0, Decimal.min(amount, ledger.cash))
}
