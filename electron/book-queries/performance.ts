import { addDays } from '#shared/domain/dates.ts'
import { formatDay } from '#shared/domain/format.ts'
import { compareAmounts, sumOf } from '#shared/domain/money.ts'
import { explainDifference, returnsOf } from '#shared/domain/performance.ts'
import type { DatedAmount } from '#shared/domain/returns.ts'
import { flowsOf, type Movement, OLDEST_PRICE_DAYS, priceLookup, valueOn } from '#shared/domain/value-history.ts'
import type { Performance } from '#shared/ipc/portfolio.ts'
import type { Book } from './book.ts'
import { readUncountedAccounts } from './counted-accounts.ts'
import { type HeldPosition, readPositions } from './positions.ts'

export interface PerformanceQuestion {
  readonly householdId: string
  readonly accountId: string | null
  readonly from: string
  readonly to: string
}

/**
 * How a household or one of its accounts did; the household in the accounts that count in its total. What the book does not
 * know is said in `missing`, never guessed.
 */
export async function readPerformance(book: Book, question: PerformanceQuestion, today: string): Promise<Performance> {
  const { householdId, from } = question
  const { accounts, notInTotals } = await readCovered(book, question, today)
  const positions = await readPositions(book, householdId)
  const chosen = chooseAccounts(accounts, positions, question)
  const held = positions.filter((position) => chosen.asOf.has(position.accountId))
  const movements = await readMovements(book, householdId, from, chosen.asOf)
  const priceOn = priceLookup(
    await readPrices(book, [...held, ...movements], from, chosen.to),
    new Set(held.filter(({ securityType }) => securityType === 'cash').map(({ securityId }) => securityId)),
  )
  const within = movements.filter(({ tradedOn }) => tradedOn > from && tradedOn <= chosen.to)
  const flows = flowsOf(within, priceOn)
  const days = [...new Set([from, ...monthEnds(from, chosen.to), ...within.map((row) => row.tradedOn), chosen.to])]
  const valuations = days.sort().flatMap((on) => {
    const amount = valueOn(held, movements, on, priceOn)
    return amount === null ? [] : [{ on, amount }]
  })
  const covered = accounts.filter(({ id }) => chosen.asOf.has(id)).map(({ name }) => name)
  const told = answer({ ...question, to: chosen.to }, valuations, flows, chosen.missing)
  return { ...told, covers: { accounts: covered, notInTotals } }
}

/** The account that is asked about, or those of the household that count. */
async function readCovered(book: Book, { householdId, accountId }: PerformanceQuestion, today: string) {
  const [accounts, uncounted] = await Promise.all([
    book
      .selectFrom('accounts')
      .where('householdId', '=', householdId)
      .$if(accountId !== null, (query) => query.where('id', '=', accountId as string))
      .select(['id', 'name', 'status'])
      .orderBy('name')
      .execute(),
    accountId === null ? readUncountedAccounts(book, householdId, today) : new Set<string>(),
  ])
  return {
    accounts: accounts.filter(({ id }) => !uncounted.has(id)),
    notInTotals: accounts.filter(({ id, status }) => uncounted.has(id) && status !== 'closed').map(({ name }) => name),
  }
}

type Answer = Omit<Performance, 'covers'>

function answer(
  { from, to }: PerformanceQuestion,
  known: readonly DatedAmount[],
  { external, fees, unpriced }: ReturnType<typeof flowsOf>,
  leftOut: readonly string[],
): Answer {
  const valuations = known.slice(
    Math.max(
      0,
      known.findIndex(({ amount }) => compareAmounts(amount, '0') > 0),
    ),
  )
  const first = valuations[0]
  const last = valuations.at(-1)
  const missing = [...leftOut]
  const isWhole = first !== undefined && last?.on === to && first.on < to && unpriced.length === 0
  if (unpriced[0] !== undefined) missing.push(`What came or went in kind on ${formatDay(unpriced[0])} has no price.`)
  if (first === undefined || last?.on !== to)
    missing.push(`Prices to value every holding on ${formatDay(to)} are missing.`)
  else if (first.on > from) missing.push(`No value is known before ${formatDay(first.on)}; the figures begin there.`)
  if (!isWhole || first === undefined || last === undefined) return nothing(missing)
  const later = (rows: readonly DatedAmount[]) => rows.filter(({ on }) => on > first.on)
  const net = returnsOf(valuations, later(external))
  const gross = returnsOf(valuations, later([...external, ...fees]))
  const [estimated] = net.estimated
  if (estimated !== undefined) {
    missing.push(
      `Money moved on days without a value before ${formatDay(estimated)}; that part is estimated (modified Dietz).`,
    )
  }
  return {
    ...{ begins: first.on, ends: last.on, startValue: first.amount, endValue: last.amount, missing },
    netFlows: sumOf(later(external).map(({ amount }) => amount)),
    fees: sumOf(later(fees).map(({ amount }) => amount)),
    net: figures(net),
    gross: figures(gross),
    explanation: explainDifference(valuations, later(external)),
    growth: monthly(net.growth).map(({ on, amount }) => ({ on, percent: ((Number(amount) - 1) * 100).toFixed(2) })),
  }
}

/** The ends of months and of the period, so that a chart's steps are of even length. */
function monthly(rows: readonly DatedAmount[]): readonly DatedAmount[] {
  return rows.filter(({ on }, index) => index === 0 || index === rows.length - 1 || addDays(on, 1).endsWith('-01'))
}

function figures({ timeWeighted, moneyWeighted, moneyProblem }: Performance['net']): Performance['net'] {
  return { timeWeighted, moneyWeighted, moneyProblem }
}

function nothing(missing: string[]): Answer {
  const none = { timeWeighted: null, moneyWeighted: null, moneyProblem: null }
  return {
    ...{ begins: null, ends: null, startValue: null, endValue: null, netFlows: '0.00', fees: '0.00' },
    ...{ net: none, gross: none, explanation: '', missing, growth: [] },
  }
}

/** Those whose positions reach the end of the period, which is no later than the newest positions of any of them. */
function chooseAccounts(
  accounts: readonly { id: string; name: string; status: string }[],
  positions: readonly HeldPosition[],
  { to }: PerformanceQuestion,
): { asOf: Map<string, string>; to: string; missing: string[] } {
  const newest = new Map<string, string>()
  for (const { accountId, asOf } of positions) {
    if (asOf > (newest.get(accountId) ?? '')) newest.set(accountId, asOf)
  }
  const known = accounts.flatMap(({ id }) => newest.get(id) ?? []).sort()
  const end = known.at(-1) !== undefined && (known.at(-1) as string) < to ? (known.at(-1) as string) : to
  const missing = end < to ? [`Positions are known up to ${formatDay(end)}; the period ends there.`] : []
  const asOf = new Map<string, string>()
  for (const { id, name, status } of accounts) {
    const day = newest.get(id)
    if (day !== undefined && day >= end) asOf.set(id, day)
    else if (day !== undefined) missing.push(`${name} is left out: its positions are of ${formatDay(day)}.`)
    else missing.push(`${name} is left out: ${status === 'closed' ? 'it is closed' : 'it has no positions'}.`)
  }
  return { asOf, to: end, missing }
}

/** What moved in these accounts after a day, up to the day of each account's positions. */
async function readMovements(
  book: Book,
  householdId: string,
  after: string,
  asOf: ReadonlyMap<string, string>,
): Promise<Movement[]> {
  const rows = await book
    .selectFrom('transactions')
    .leftJoin('transactions as original', 'original.id', 'transactions.reversesId')
    .where('transactions.householdId', '=', householdId)
    .where('transactions.tradedOn', '>', after)
    .select([
      'transactions.accountId',
      'transactions.type',
      'transactions.securityId',
      'transactions.tradedOn',
      'transactions.quantity',
      'transactions.netAmount',
      'original.type as reversedType',
    ])
    .execute()
  return rows.filter(({ accountId, tradedOn }) => tradedOn <= (asOf.get(accountId) ?? ''))
}

async function readPrices(
  book: Book,
  of: readonly { readonly securityId: string | null }[],
  from: string,
  to: string,
): Promise<Map<string, DatedAmount[]>> {
  const ids = [...new Set(of.flatMap(({ securityId }) => securityId ?? []))]
  const rows = await book
    .selectFrom('prices')
    .where('securityId', 'in', ids)
    .where('pricedOn', '>=', addDays(from, -OLDEST_PRICE_DAYS))
    .where('pricedOn', '<=', to)
    .orderBy('pricedOn')
    .select(['securityId', 'pricedOn', 'price'])
    .execute()
  const prices = new Map<string, DatedAmount[]>()
  for (const { securityId, pricedOn, price } of rows) {
    const list = prices.get(securityId) ?? []
    prices.set(securityId, list)
    list.push({ on: pricedOn, amount: price })
  }
  return prices
}

function monthEnds(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = addDays(from, 1); day < to; day = addDays(day, 1)) {
    if (addDays(day, 1).endsWith('-01')) days.push(day)
  }
  return days
}
