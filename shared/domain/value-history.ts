import { Decimal } from 'decimal.js'
import type { Transaction } from '#shared/records/index.ts'
import { addDays } from './dates.ts'
import { flowKinds } from './external-flows.ts'
import type { DatedAmount } from './returns.ts'

const Exact = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN })

/** A closing price older than this says nothing about the day it is asked for. */
export const OLDEST_PRICE_DAYS = 7

/** What an account held on the day of its newest positions. Money is a security with a price of 1. */
export interface HeldUnits {
  readonly securityId: string
  readonly quantity: string
}

/** A transaction, with the type of the one that it takes back, if it does. */
export type Movement = Pick<Transaction, 'type' | 'securityId' | 'tradedOn' | 'quantity' | 'netAmount'> & {
  readonly reversedType: Transaction['type'] | null
}

/** Looks up what a security was worth on a day; null where the book does not say. */
export type PriceOn = (securityId: string, day: string) => string | null

/** Prices by security, each list by day. The newest price of the last seven days counts. */
export function priceLookup(prices: ReadonlyMap<string, readonly DatedAmount[]>, cash: ReadonlySet<string>): PriceOn {
  return (securityId, day) => {
    if (cash.has(securityId)) return '1'
    const newest = prices.get(securityId)?.findLast(({ on }) => on <= day)
    return newest === undefined || newest.on < addDays(day, -OLDEST_PRICE_DAYS) ? null : newest.amount
  }
}

/**
 * What accounts were worth at the end of a day: what they hold now, with every movement after that day taken back, at
 * that day's prices. `null` where a price is missing: then nothing is said about the day.
 *
 * @param held what is held now, money among it; money that moved is taken back from the whole.
 * @param movements all of these accounts after the day; more do no harm.
 */
export function valueOn(
  held: readonly HeldUnits[],
  movements: readonly Movement[],
  day: string,
  priceOn: PriceOn,
): string | null {
  const units = new Map<string, Decimal>()
  const add = (id: string, quantity: Decimal.Value) => units.set(id, new Exact(units.get(id) ?? 0).plus(quantity))
  for (const { securityId, quantity } of held) add(securityId, quantity)
  let value = new Exact(0)
  for (const { tradedOn, securityId, quantity, netAmount } of movements) {
    if (tradedOn <= day) continue
    value = value.minus(netAmount)
    if (securityId !== null && quantity !== null) add(securityId, new Exact(quantity).negated())
  }
  for (const [securityId, quantity] of units) {
    if (quantity.isZero()) continue
    const price = priceOn(securityId, day)
    if (price === null) return null
    value = value.plus(quantity.times(price))
  }
  return value.toDecimalPlaces(2).toFixed(2)
}

export interface Flows {
  readonly external: readonly DatedAmount[]
  readonly fees: readonly DatedAmount[]
  /** Days on which securities came or went whose worth the book does not know. */
  readonly unpriced: readonly string[]
}

/**
 * The flows of some accounts, one a day, so that what moved between them comes to nothing. What comes in kind is worth
 * its day's price. Money and worth of what was taken back cancel by themselves, since a reversal is of the kind of what
 * it reverses; where that is not known, it counts as external, so that it never passes for a gain.
 */
export function flowsOf(movements: readonly Movement[], priceOn: PriceOn): Flows {
  const external = new Map<string, Decimal>()
  const fees = new Map<string, Decimal>()
  const unpriced = new Set<string>()
  for (const movement of movements) {
    const kind = flowKinds[movement.type === 'reversal' ? (movement.reversedType ?? 'adjustment') : movement.type]
    if (kind !== 'external' && kind !== 'fee') continue
    const worth = worthOf(movement, priceOn)
    if (worth === null) unpriced.add(movement.tradedOn)
    const sums = kind === 'fee' ? fees : external
    sums.set(movement.tradedOn, new Exact(sums.get(movement.tradedOn) ?? 0).plus(worth ?? 0))
  }
  return { external: byDay(external), fees: byDay(fees), unpriced: [...unpriced].sort() }
}

function worthOf({ securityId, quantity, netAmount, tradedOn }: Movement, priceOn: PriceOn): Decimal | null {
  if (securityId === null || quantity === null) return new Exact(netAmount)
  const price = priceOn(securityId, tradedOn)
  return price === null ? null : new Exact(quantity).times(price).plus(netAmount)
}

function byDay(sums: ReadonlyMap<string, Decimal>): DatedAmount[] {
  return [...sums]
    .filter(([, sum]) => !sum.isZero())
    .map(([on, sum]) => ({ on, amount: sum.toDecimalPlaces(2).toFixed(2) }))
    .sort((a, b) => (a.on < b.on ? -1 : 1))
}
