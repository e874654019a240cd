import { daysBetween } from './dates.ts'
import { formatDay, formatMoney } from './format.ts'
import { compareAmounts, sumOf } from './money.ts'
import { moneyWeighted } from './money-weighted.ts'
import { type DatedAmount, type TimeWeighted, timeWeighted } from './returns.ts'

/** Both returns over a period, in per cent of the period (never made yearly), rounded to two places. */
export interface Returns {
  readonly timeWeighted: string | null
  /** Null where no rate or more than one fits; `moneyProblem` then says so. */
  readonly moneyWeighted: string | null
  readonly moneyProblem: string | null
  readonly estimated: readonly string[]
  readonly growth: readonly DatedAmount[]
}

/** @param valuations of the ends of the period and of each day with a flow, as far as they are known. */
export function returnsOf(valuations: readonly DatedAmount[], flows: readonly DatedAmount[]): Returns {
  const [first] = valuations
  const last = valuations.at(-1)
  const linked = timeWeighted(valuations, flows)
  const within = flows.filter(({ on }) => first !== undefined && last !== undefined && on > first.on && on <= last.on)
  const money = first && last ? moneyOver(first, last, within) : { percent: null, problem: null }
  return {
    timeWeighted: linked.percent === null ? null : twoPlaces(Number(linked.percent)),
    moneyWeighted: money.percent === null ? null : twoPlaces(money.percent),
    moneyProblem: money.problem,
    estimated: linked.estimated,
    growth: linked.growth,
  }
}

function moneyOver(first: DatedAmount, last: DatedAmount, flows: readonly DatedAmount[]) {
  const payments = [
    { on: first.on, amount: `-${first.amount}` },
    ...flows.map(({ on, amount }) => ({ on, amount: String(-Number(amount)) })),
    last,
  ]
  const answer = moneyWeighted(payments)
  if (answer.kind === 'none') return { percent: null, problem: 'No rate explains these payments.' }
  if (answer.kind === 'several') {
    const rates = answer.rates.map((rate) => `${twoPlaces(rate * 100)}%`).join(' and ')
    return { percent: null, problem: `Several yearly rates explain these payments (${rates}), so none is given.` }
  }
  return { percent: ((1 + answer.rate) ** (daysBetween(first.on, last.on) / 365) - 1) * 100, problem: null }
}

/**
 * Why the two returns differ, in a sentence or two. The flow that mattered most is the one without which, had its
 * money stayed with the client or in the portfolio at the time-weighted return, the money-weighted return would be
 * furthest from what it is.
 */
export function explainDifference(valuations: readonly DatedAmount[], flows: readonly DatedAmount[]): string {
  const returns = returnsOf(valuations, flows)
  const first = valuations[0]
  const within = flows.filter(({ on }) => first !== undefined && on > first.on && on <= (valuations.at(-1)?.on ?? ''))
  if (returns.timeWeighted === null || returns.moneyWeighted === null) return ''
  if (within.length === 0) return 'Nothing was paid in or out in this period, so both returns are the same.'
  const side = compareAmounts(returns.moneyWeighted, returns.timeWeighted)
  const lead =
    side === 0
      ? `The portfolio earned ${returns.timeWeighted}%, and so did the client’s money: when it came and went made no difference.`
      : `The portfolio earned ${returns.timeWeighted}%; the client’s money earned ${returns.moneyWeighted}%, ${side < 0 ? 'less' : 'more'} because of when money came and went.`
  const decisive = mostDecisive(valuations, within, Number(returns.moneyWeighted), returns.growth)
  if (side === 0 || decisive === null) return lead
  if (decisive.without === returns.moneyWeighted) {
    return `${lead} No single payment made a hundredth of a per cent of difference.`
  }
  const { flow, without } = decisive
  const what = flow.amount.startsWith('-')
    ? `${formatMoney(flow.amount.slice(1))} paid out`
    : `${formatMoney(flow.amount)} paid in`
  return `${lead} What mattered most was ${what} on ${formatDay(flow.on)}: without it the money would have earned ${without}%.`
}

function mostDecisive(
  valuations: readonly DatedAmount[],
  flows: readonly DatedAmount[],
  now: number,
  growth: TimeWeighted['growth'],
): { readonly flow: DatedAmount; readonly without: string } | null {
  const first = valuations[0]
  const last = valuations.at(-1)
  if (first === undefined || last === undefined) return null
  const grownBy = (day: string) => Number(growth.findLast(({ on }) => on <= day)?.amount ?? 1)
  let best: { flow: DatedAmount; without: string; change: number } | null = null
  for (const flow of flows) {
    const share = (Number(flow.amount) * grownBy(last.on)) / grownBy(flow.on)
    const end = { on: last.on, amount: sumOf([last.amount, (-share).toFixed(2)]) }
    const { percent } = moneyOver(
      first,
      end,
      flows.filter((other) => other !== flow),
    )
    if (percent === null) continue
    const change = Math.abs(percent - now)
    if (best === null || change > best.change) best = { flow, without: twoPlaces(percent), change }
  }
  return best
}

function twoPlaces(percent: number): string {
  const text = percent.toFixed(2)
  return text === '-0.00' ? '0.00' : text
}
