import { Decimal } from 'decimal.js'
import type { Tables } from '#shared/records/index.ts'
import { toQuantity, toRatio } from './amounts.ts'
import { addYears, businessDayBefore, businessDaysIn, instantAt } from './calendar.ts'
import { createDice, type Dice } from './dice.ts'
import { CASH_SYMBOL, type SecurityIdea, securityIdeas } from './security-list.ts'

/** Years of prices the accounts' history is reckoned with; of these, one year is written. */
const HISTORY_YEARS = 3

/** One security with its closing prices, one for each of the market's days. */
export interface Listing {
  readonly id: string
  readonly idea: SecurityIdea
  readonly closes: readonly Decimal[]
  /** The month (0–11) of the first payment of a year. */
  readonly firstPayment: number
}

/** The made-up market: everything that has a price. */
export interface Market {
  readonly listings: readonly Listing[]
  readonly cash: Listing
  /** Business days, oldest first; the last is the one before today. */
  readonly days: readonly string[]
  readonly lastDay: string
  /** Place in `days` of the day or the first after it; null when that is beyond the last. */
  dayIndexFrom(date: string): number | null
}

/** @param nextId - gives the securities their ids. */
export function createMarket(seed: string, today: string, nextId: () => string): Market {
  const dice = createDice(`${seed}/market`)
  const days = businessDaysIn(addYears(today, -HISTORY_YEARS), businessDayBefore(today))
  const listings = securityIdeas.map((idea) => ({
    id: nextId(),
    idea,
    closes: walkPrices(idea, days.length, dice),
    firstPayment: dice.integer(0, idea.payments === 0 ? 11 : 12 / idea.payments - 1),
  }))
  const cash = listings.find(({ idea }) => idea.symbol === CASH_SYMBOL)
  const lastDay = days.at(-1)
  if (cash === undefined || lastDay === undefined) throw new Error('the market has neither cash nor days')
  return { listings, cash, days, lastDay, dayIndexFrom: (date) => indexFrom(days, date) }
}

/** A random walk in whole cents, with a slight upward drift for what moves; what never moves stays at its price. */
function walkPrices(idea: SecurityIdea, count: number, dice: Dice): Decimal[] {
  const closes: Decimal[] = []
  const start = new Decimal(idea.price)
  let price = start
  for (let index = 0; index < count; index++) {
    closes.push(price)
    if (idea.swing === 0) continue
    const pull = idea.maturesInYears === null ? drift(idea) : start.minus(price).div(start).times(200).toNumber()
    const move = Math.round(pull + idea.swing * (dice.unit() + dice.unit() + dice.unit() - 1.5))
    price = Decimal.max(
      price
        .times(10_000 + move)
        .div(10_000)
        .toDecimalPlaces(2),
      '0.50',
    )
  }
  return closes
}

function drift(idea: SecurityIdea): number {
  if (idea.type === 'option') return 0
  return idea.swing > 60 ? 4 : 1
}

function indexFrom(days: readonly string[], date: string): number | null {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle] ?? '') < date) low = middle + 1
    else high = middle
  }
  return low < days.length ? low : null
}

/** The close of a listing on one of the market's days. @throws Error outside them. */
export function closeOn(listing: Listing, dayIndex: number): Decimal {
  const close = listing.closes[dayIndex]
  if (close === undefined) throw new Error(`no price of ${listing.idea.symbol} on day ${dayIndex}`)
  return close
}

/** True in the months the listing pays income. */
export function paysIn(listing: Listing, date: string): boolean {
  const { payments } = listing.idea
  if (payments === 0) return false
  return (Number(date.slice(5, 7)) - 1) % (12 / payments) === listing.firstPayment
}

/** The firm's security master. */
export function securityRows(market: Market, today: string): Tables['securities'][] {
  const createdAt = instantAt(addYears(today, -HISTORY_YEARS), 360)
  return market.listings.map(({ id, idea }) => ({
    ...{ id, version: 1, createdAt, createdBy: null, updatedAt: createdAt, updatedBy: null },
    ...{ symbol: idea.symbol, name: idea.name, cusip: null, isin: null, figi: null },
    ...{ type: idea.type, assetClass: idea.assetClass, sector: idea.sector },
    coupon: idea.coupon === null ? null : toRatio(idea.coupon),
    maturesOn: idea.maturesInYears === null ? null : `${Number(today.slice(0, 4)) + idea.maturesInYears}-05-15`,
    expenseRatio: idea.expenseRatio === null ? null : toRatio(idea.expenseRatio),
  }))
}

/** The last year of closing prices, day by day. */
export function* priceRows(market: Market, today: string, nextId: () => string): Generator<Tables['prices']> {
  const from = indexFrom(market.days, addYears(today, -1)) ?? 0
  for (let index = from; index < market.days.length; index++) {
    const pricedOn = market.days[index] ?? market.lastDay
    const createdAt = instantAt(pricedOn, 22 * 60)
    for (const listing of market.listings) {
      yield {
        ...{ id: nextId(), version: 1, createdAt, createdBy: null, updatedAt: createdAt, updatedBy: null },
        ...{ securityId: listing.id, pricedOn, price: toQuantity(closeOn(listing, index)) },
        source: listing.idea.type === 'private_fund' ? 'Manager statement' : 'Northgate market data',
      }
    }
  }
}
