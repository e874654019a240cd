import { Decimal } from 'decimal.js'
import type { Account, Transaction } from '#shared/records/index.ts'
import { addDays, yearOf } from './dates.ts'
import { formatDay } from './format.ts'
import { type Disposal, type OpenLot, reduceBasis, spreadAverage, spreadSplit, takeFromLots } from './lot-arithmetic.ts'

export type { Disposal, OpenLot } from './lot-arithmetic.ts'

/** A transaction in one security of one account. Those taken back, and what took them back, are left out beforehand. */
export type LotMovement = Pick<Transaction, 'id' | 'type' | 'tradedOn' | 'quantity' | 'grossAmount' | 'netAmount'>

export interface LotHistory {
  readonly open: readonly OpenLot[]
  readonly disposals: readonly Disposal[]
  /** Why lots cannot be told from the transactions; null where they can. `open` then ends before that day. */
  readonly problem: string | null
}

export type Term = 'short' | 'long'

/**
 * Long is held for more than one year: the count begins on the day after the purchase and takes in the day of the sale
 * (26 USC 1222, IRS Publication 550, holding period; Revenue Ruling 66-7 for ends of months).
 */
export function termOf(acquiredOn: string, soldOn: string): Term {
  const begins = addDays(acquiredOn, 1)
  const year = yearOf(begins) + 1
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
  const anniversary = begins.endsWith('-02-29') && !isLeap ? `${year}-03-01` : `${year}${begins.slice(4)}`
  return soldOn >= anniversary ? 'long' : 'short'
}

const BUYS: ReadonlySet<Transaction['type']> = new Set(['buy', 'reinvest'])
/** What comes in at a cost, and since a day, that the transaction does not say. */
const ARRIVALS: ReadonlySet<Transaction['type']> = new Set(['transfer_in_kind', 'adjustment', 'journal', 'gift'])
const SALES: ReadonlySet<Transaction['type']> = new Set(['sell', 'maturity', 'call', 'paydown', 'cash_in_lieu'])
/** Leaves without a sale: no gain is realized, and the lots go along. */
const DEPARTURES: ReadonlySet<Transaction['type']> = new Set([
  ...(['transfer_out_kind', 'adjustment', 'journal', 'gift', 'distribution', 'rmd', 'qcd'] as const),
])

/**
 * The lots of one security in one account, and what was realized by selling them.
 *
 * Costs include commissions and fees, proceeds are after them (Publication 550). `fifo`, `lifo`, and `highest_cost` choose
 * whole lots; `average` gives every share the average cost and takes the oldest first for the holding period
 * (Publication 550, average basis). Which lots were named for `specific` is not on record, so the oldest go first, as the
 * law presumes (26 CFR 1.1012-1(c)). Wash sales are not judged.
 */
export function trackLots(movements: readonly LotMovement[], method: Account['lotMethod']): LotHistory {
  const open: OpenLot[] = []
  const disposals: Disposal[] = []
  for (const movement of inOrder(movements)) {
    const quantity = new Decimal(movement.quantity ?? 0)
    const { type, tradedOn, grossAmount, netAmount } = movement
    if (type === 'return_of_capital') {
      if (!reduceBasis(open, new Decimal(grossAmount)))
        return stop(open, disposals, 'return of capital beyond cost', tradedOn)
    } else if (quantity.isZero()) continue
    else if (type === 'split' || type === 'reverse_split') spreadSplit(open, quantity)
    else if (quantity.isPositive() && BUYS.has(type)) {
      open.push({ quantity, cost: new Decimal(netAmount).negated(), acquiredOn: tradedOn, id: movement.id })
    } else if (quantity.isPositive() && ARRIVALS.has(type)) {
      open.push({ quantity, cost: null, acquiredOn: null, id: movement.id })
    } else if (quantity.isNegative() && (SALES.has(type) || DEPARTURES.has(type))) {
      if (method === 'average') spreadAverage(open)
      const taken = takeFromLots(open, quantity.negated(), method)
      if (SALES.has(type)) disposals.push(...taken.disposalsFor(movement.id, tradedOn, new Decimal(netAmount)))
    } else return stop(open, disposals, type.replaceAll('_', ' '), tradedOn)
  }
  if (method === 'average') spreadAverage(open)
  return { open, disposals, problem: null }
}

function stop(open: readonly OpenLot[], disposals: readonly Disposal[], what: string, on: string): LotHistory {
  return {
    open,
    disposals,
    problem: `The ${what} of ${formatDay(on)} changes lots in a way the transactions do not tell.`,
  }
}

/** By day; on one day what comes in precedes what goes out, since nothing is sold before it is held. */
function inOrder(movements: readonly LotMovement[]): readonly LotMovement[] {
  const isOut = ({ quantity }: LotMovement) => Number(quantity?.startsWith('-') ?? false)
  return [...movements].sort((a, b) => {
    if (a.tradedOn !== b.tradedOn) return a.tradedOn < b.tradedOn ? -1 : 1
    return isOut(a) - isOut(b) || (a.id < b.id ? -1 : 1)
  })
}
