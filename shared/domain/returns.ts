import { Decimal } from 'decimal.js'

/** Quotients have no last digit; forty are enough for a product of thousands of them to be right to the places shown. */
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN })

/** An amount on a day, `YYYY-MM-DD`. A flow is positive when it comes in. */
export interface DatedAmount {
  readonly on: string
  readonly amount: string
}

export interface TimeWeighted {
  /** In per cent, rounded to four places; null where there was nothing to earn a return on. */
  readonly percent: string | null
  /** The ends of sub-periods that had to be estimated, since a flow within them met no valuation. */
  readonly estimated: readonly string[]
  /** What 1 at the start had become by each valuation. */
  readonly growth: readonly DatedAmount[]
}

/**
 * The modified Dietz return of one sub-period, as a factor: 1 + (end − start − F) ÷ (start + Σ wᵢFᵢ), where wᵢ is the
 * share of the sub-period's days that are left after the flow (flows happen at the end of their day). With every flow
 * on the last day all weights are zero, and the figure is the exact return of the sub-period.
 * Source: P. O. Dietz, Pension Funds: Measuring Investment Performance (1966), as the GIPS standards describe it.
 *
 * @returns null where the capital the return would be measured on is not above zero.
 */
export function modifiedDietz(start: DatedAmount, end: DatedAmount, flows: readonly DatedAmount[]): Decimal | null {
  const days = dayNumber(end.on) - dayNumber(start.on)
  let gain = new Exact(end.amount).minus(start.amount)
  let capital = new Exact(start.amount)
  for (const { on, amount } of flows) {
    gain = gain.minus(amount)
    capital = capital.plus(new Exact(amount).times(dayNumber(end.on) - dayNumber(on)).dividedBy(days))
  }
  return capital.greaterThan(0) ? gain.dividedBy(capital).plus(1) : null
}

/**
 * The time-weighted return: the returns of the sub-periods between valuations, linked. True where each flow meets a
 * valuation of its day; within a sub-period with an earlier flow, modified Dietz stands in and the answer says so.
 *
 * @param valuations by day, the first and the last being the period's ends; values at the end of the day, flows included.
 * @param flows those on or before the first day are in its value already and are left out.
 */
export function timeWeighted(valuations: readonly DatedAmount[], flows: readonly DatedAmount[]): TimeWeighted {
  const [first] = valuations
  let factor: Decimal | null = first === undefined || valuations.length < 2 ? null : new Exact(1)
  const growth: DatedAmount[] = first === undefined ? [] : [{ on: first.on, amount: '1' }]
  const estimated: string[] = []
  for (const [index, end] of valuations.entries()) {
    const start = valuations[index - 1]
    if (start === undefined || factor === null) continue
    const within = flows.filter(({ on }) => on > start.on && on <= end.on)
    if (within.some(({ on }) => on < end.on)) estimated.push(end.on)
    const earned = modifiedDietz(start, end, within)
    factor = earned === null ? null : factor.times(earned)
    if (factor !== null) growth.push({ on: end.on, amount: factor.toFixed(10) })
  }
  return { percent: factor === null ? null : factor.minus(1).times(100).toFixed(4), estimated, growth }
}

function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}
