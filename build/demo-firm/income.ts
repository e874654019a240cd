import { Decimal } from 'decimal.js'
import { roundToCents } from './amounts.ts'
import { type Ledger, type Lot, post } from './ledger.ts'
import { closeOn, paysIn } from './market.ts'

/** Pays a month's dividends and coupons; funds are reinvested where the account asks for it. */
export function payIncome(ledger: Ledger, month: string, day: number, reinvests: boolean): void {
  for (const lot of [...ledger.lots.values()]) {
    if (paysIn(lot.listing, month)) payOne(ledger, lot, day, reinvests)
    if (month.endsWith('-12-01')) settleYear(ledger, lot, day)
  }
}

function payOne(ledger: Ledger, lot: Lot, day: number, reinvests: boolean): void {
  const { listing } = lot
  const { idea } = listing
  const perShare = closeOn(listing, day)
    .times(idea.yieldPoints)
    .div(10_000 * idea.payments)
  const gross = roundToCents(lot.quantity.times(perShare))
  if (gross.isZero()) return
  const isBond = idea.coupon !== null
  post(ledger, { type: isBond ? 'interest' : 'dividend', day, listing, gross })
  if (idea.assetClass === 'intl_equity' && ledger.account.taxStatus === 'taxable')
    withholdForeignTax(ledger, lot, day, gross)
  if (reinvests && !isBond) reinvest(ledger, lot, day, Decimal.min(gross, ledger.cash))
}

/** Once a year funds hand out their gains, and property companies say how much of their payments was capital. */
function settleYear(ledger: Ledger, lot: Lot, day: number): void {
  if (lot.listing.idea.type === 'mutual_fund') payGain(ledger, lot, day)
  if (lot.listing.idea.type === 'reit') payBack(ledger, lot, day)
}

function reinvest(ledger: Ledger, { listing }: Lot, day: number, amount: Decimal): void {
  const quantity = amount.div(closeOn(listing, day)).toDecimalPlaces(4, Decimal.ROUND_DOWN)
  if (quantity.gt(0)) post(ledger, { type: 'reinvest', day, listing, quantity, gross: amount.negated() })
}

/** Part of what a property company pays is the holder's own capital, which lowers the cost basis. */
function payBack(ledger: Ledger, lot: Lot, day: number): void {
  const gross = roundToCents(lot.quantity.times(closeOn(lot.listing, day)).times('0.006'))
  if (gross.isZero() || lot.cost.lt(gross)) return
  post(ledger, { type: 'return_of_capital', day, listing: lot.listing, gross })
  lot.cost = lot.cost.minus(gross)
}

function withholdForeignTax(ledger: Ledger, { listing }: Lot, day: number, dividend: Decimal): void {
  const gross = roundToCents(dividend.times('0.1')).negated()
  if (!gross.isZero()) post(ledger, { type: 'foreign_tax', day, listing, gross })
}

function payGain(ledger: Ledger, { listing, quantity }: Lot, day: number): void {
  const gross = roundToCents(quantity.times(closeOn(listing, day)).times('0.018'))
  if (gross.isZero()) return
  const type = ledger.context.dice.chance(0.8) ? 'cap_gain_lt' : 'cap_gain_st'
  post(ledger, { type, day, listing, gross, description: 'Yearly distribution of gains' })
}
