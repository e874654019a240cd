import { addDays } from '#shared/domain/dates.ts'
import { groupBy } from '#shared/domain/group.ts'
import { OLDEST_PRICE_DAYS, priceLookup, valueOn } from '#shared/domain/value-history.ts'
import type { Book } from './book.ts'

/**
 * What accounts were worth at the end of a day, worked out from what they hold now (decision 97). An account whose
 * positions are of before that day, or that lacks a price, is not in the answer.
 */
export async function readBalancesOn(
  book: Book,
  accountIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, string>> {
  if (accountIds.length === 0) return new Map()
  const [held, movements] = await Promise.all([readHeld(book, accountIds), readMovementsAfter(book, accountIds, day)])
  const ids = [...new Set([...held, ...movements].flatMap(({ securityId }) => securityId ?? []))]
  const prices = ids.length === 0 ? [] : await readPricesUpTo(book, ids, day)
  const cash = new Set(held.filter(({ type }) => type === 'cash').map(({ securityId }) => securityId))
  const priceOn = priceLookup(
    groupBy(prices, ({ securityId }) => securityId),
    cash,
  )
  const movementsOf = groupBy(movements, ({ accountId }) => accountId)
  const balances = new Map<string, string>()
  for (const [accountId, all] of groupBy(held, (row) => row.accountId)) {
    const newest = newestOf(all)
    const asOf = all.reduce((latest, row) => (row.asOf > latest ? row.asOf : latest), '')
    const later = (movementsOf.get(accountId) ?? []).filter(({ tradedOn }) => tradedOn <= asOf)
    const value = asOf < day ? null : valueOn(newest, later, day, priceOn)
    if (value !== null) balances.set(accountId, value)
  }
  return balances
}

async function readHeld(book: Book, accountIds: readonly string[]) {
  return book
    .selectFrom('positions')
    .leftJoin('securities', 'securities.id', 'positions.securityId')
    .where('positions.accountId', 'in', accountIds)
    .select([
      ...(['positions.accountId', 'positions.securityId', 'positions.asOf', 'positions.quantity'] as const),
      'securities.type',
    ])
    .execute()
}

/** Of each security the newest position. */
function newestOf<Row extends { readonly securityId: string; readonly asOf: string }>(rows: readonly Row[]): Row[] {
  const newest = new Map<string, Row>()
  for (const row of rows) {
    const known = newest.get(row.securityId)
    if (known === undefined || known.asOf < row.asOf) newest.set(row.securityId, row)
  }
  return [...newest.values()]
}

async function readMovementsAfter(book: Book, accountIds: readonly string[], day: string) {
  const rows = await book
    .selectFrom('transactions')
    .where('accountId', 'in', accountIds)
    .where('tradedOn', '>', day)
    .select(['accountId', 'type', 'securityId', 'tradedOn', 'quantity', 'netAmount'])
    .execute()
  return rows.map((row) => ({ ...row, reversedType: null }))
}

async function readPricesUpTo(book: Book, securityIds: readonly string[], day: string) {
  return book
    .selectFrom('prices')
    .where('securityId', 'in', securityIds)
    .where('pricedOn', '>=', addDays(day, -OLDEST_PRICE_DAYS))
    .where('pricedOn', '<=', day)
    .orderBy('pricedOn')
    .select(['securityId', 'pricedOn as on', 'price as amount'])
    .execute()
}
