import { Decimal } from 'decimal.js'
import type { Account } from '#shared/records/index.ts'

const Exact = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN })

/** Shares bought together and still held. Without a cost and a day where the transactions do not say them. */
export interface OpenLot {
  /** Of the transaction they came with. */
  readonly id: string
  quantity: Decimal
  cost: Decimal | null
  readonly acquiredOn: string | null
}

/** Shares of one lot that were sold. `cost` and `gain` are null where the cost is not known. Amounts in cents. */
export interface Disposal {
  /** Of the sale. */
  readonly id: string
  readonly soldOn: string
  readonly acquiredOn: string | null
  readonly quantity: string
  readonly proceeds: string
  readonly cost: string | null
  readonly gain: string | null
}

interface TakenPart {
  readonly quantity: Decimal
  readonly cost: Decimal | null
  readonly acquiredOn: string | null
}

/** The share of an amount in whole cents. Applied to what is left, the shares of a whole lose and gain nothing. */
function shareOf(amount: Decimal, part: Decimal, whole: Decimal): Decimal {
  return new Exact(amount).times(part).dividedBy(whole).toDecimalPlaces(2)
}

/** Takes shares out of the lots, which change. Shares that no lot has are taken at an unknown cost. */
export function takeFromLots(open: OpenLot[], quantity: Decimal, method: Account['lotMethod']) {
  const parts: TakenPart[] = []
  let left = new Exact(quantity)
  for (const lot of inOrderOf(open, method)) {
    if (left.isZero()) break
    const part = Decimal.min(left, lot.quantity)
    const cost = lot.cost === null ? null : shareOf(lot.cost, part, lot.quantity)
    parts.push({ quantity: part, cost, acquiredOn: lot.acquiredOn })
    lot.quantity = new Exact(lot.quantity).minus(part)
    if (lot.cost !== null && cost !== null) lot.cost = lot.cost.minus(cost)
    left = left.minus(part)
  }
  if (!left.isZero()) parts.push({ quantity: left, cost: null, acquiredOn: null })
  open.splice(0, open.length, ...open.filter((lot) => !lot.quantity.isZero()))
  return {
    /** The sale of what was taken, lot by lot; the proceeds are shared out by quantity. */
    disposalsFor: (id: string, soldOn: string, proceeds: Decimal) => shareProceeds(parts, { id, soldOn }, proceeds),
  }
}

function inOrderOf(open: readonly OpenLot[], method: Account['lotMethod']): readonly OpenLot[] {
  if (method === 'lifo') return [...open].reverse()
  if (method !== 'highest_cost') return open
  const perShare = ({ cost, quantity }: OpenLot) =>
    cost === null ? new Exact(-1) : new Exact(cost).dividedBy(quantity)
  return [...open].sort((a, b) => perShare(b).comparedTo(perShare(a)))
}

function shareProceeds(
  parts: readonly TakenPart[],
  sale: { readonly id: string; readonly soldOn: string },
  proceeds: Decimal,
): Disposal[] {
  let amountLeft = new Exact(proceeds)
  let quantityLeft = parts.reduce((sum, { quantity }) => sum.plus(quantity), new Exact(0))
  return parts.map(({ quantity, cost, acquiredOn }) => {
    const amount = shareOf(amountLeft, quantity, quantityLeft)
    amountLeft = amountLeft.minus(amount)
    quantityLeft = quantityLeft.minus(quantity)
    return {
      ...sale,
      ...{ acquiredOn, quantity: quantity.toFixed(), proceeds: amount.toFixed(2) },
      cost: cost === null ? null : cost.toFixed(2),
      gain: cost === null ? null : amount.minus(cost).toFixed(2),
    }
  })
}

/** Gives every share the average cost, in whole cents by lot and none lost. With an unknown cost no average is known. */
export function spreadAverage(open: OpenLot[]): void {
  const isKnown = open.every(({ cost }) => cost !== null)
  let costLeft = open.reduce((sum, { cost }) => sum.plus(cost ?? 0), new Exact(0))
  let quantityLeft = open.reduce((sum, { quantity }) => sum.plus(quantity), new Exact(0))
  for (const lot of open) {
    const cost = shareOf(costLeft, lot.quantity, quantityLeft)
    costLeft = costLeft.minus(cost)
    quantityLeft = quantityLeft.minus(lot.quantity)
    lot.cost = isKnown ? cost : null
  }
}

/** Shares that a split adds, or a reverse split takes, go to the lots by their size; cost and day stay (Publication 550). */
export function spreadSplit(open: OpenLot[], change: Decimal): void {
  let changeLeft = new Exact(change)
  let quantityLeft = open.reduce((sum, { quantity }) => sum.plus(quantity), new Exact(0))
  for (const lot of open) {
    const part = changeLeft.times(lot.quantity).dividedBy(quantityLeft).toDecimalPlaces(8)
    changeLeft = changeLeft.minus(part)
    quantityLeft = quantityLeft.minus(lot.quantity)
    lot.quantity = new Exact(lot.quantity).plus(part)
  }
}

/** Capital that is paid back lowers the cost, by shares. @returns false where it is more than a lot's known cost. */
export function reduceBasis(open: OpenLot[], amount: Decimal): boolean {
  let amountLeft = new Exact(amount)
  let quantityLeft = open.reduce((sum, { quantity }) => sum.plus(quantity), new Exact(0))
  for (const lot of open) {
    const part = shareOf(amountLeft, lot.quantity, quantityLeft)
    amountLeft = amountLeft.minus(part)
    quantityLeft = quantityLeft.minus(lot.quantity)
    if (lot.cost === null) continue
    if (lot.cost.lessThan(part)) return false
    lot.cost = lot.cost.minus(part)
  }
  return true
}
