import { daysBetween } from './dates.ts'
import type { DatedAmount } from './returns.ts'

/** Yearly rates that make the payments worth nothing in sum, as fractions: 0.1 is 10% a year. */
export type MoneyWeighted =
  | { readonly kind: 'one'; readonly rate: number }
  /** The payments change their direction more than once, and more than one rate fits. None of them is the answer. */
  | { readonly kind: 'several'; readonly rates: readonly number[] }
  | { readonly kind: 'none' }

const LOWEST = -0.9999
const HIGHEST = 1000
const STEPS = 2000

/**
 * The internal rate of return of dated payments, as a yearly rate on a year of 365 days: the r for which
 * Σ paymentᵢ ÷ (1 + r)^(daysᵢ ÷ 365) = 0, the definition of the spreadsheet function XIRR. The whole range from a loss of
 * 99.99% to a thousandfold gain is searched in even steps of log(1 + r), and every change of sign is halved until it is
 * one number; so no first guess decides the answer. Rates are no amounts: they are floating-point numbers.
 *
 * @param payments from the investor's side: what was put in is negative, what came back or is still there is positive.
 */
export function moneyWeighted(payments: readonly DatedAmount[]): MoneyWeighted {
  const first = payments.reduce((earliest, { on }) => (on < earliest ? on : earliest), payments[0]?.on ?? '')
  const terms = payments.map(({ on, amount }) => ({ years: daysBetween(first, on) / 365, amount: Number(amount) }))
  const worth = (logRate: number) =>
    terms.reduce((sum, { years, amount }) => sum + amount * Math.exp(-years * logRate), 0)
  const rates = findRoots(worth, Math.log1p(LOWEST), Math.log1p(HIGHEST)).map(Math.expm1)
  const [rate] = rates
  if (rate === undefined) return { kind: 'none' }
  return rates.length === 1 ? { kind: 'one', rate } : { kind: 'several', rates }
}

function findRoots(worth: (at: number) => number, from: number, to: number): number[] {
  const roots: number[] = []
  const at = (step: number) => from + ((to - from) * step) / STEPS
  for (let step = 0; step < STEPS; step++) {
    const before = worth(at(step))
    const after = worth(at(step + 1))
    if (before !== 0 && before < 0 !== after < 0) roots.push(halve(worth, at(step), at(step + 1)))
  }
  return roots
}

function halve(worth: (at: number) => number, from: number, to: number): number {
  const isBelow = worth(from) < 0
  let [low, high] = [from, to]
  for (let turn = 0; turn < 80; turn++) {
    const middle = (low + high) / 2
    if (worth(middle) < 0 === isBelow) low = middle
    else high = middle
  }
  return (low + high) / 2
}
