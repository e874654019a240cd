import { sql } from 'kysely'
import { compareAmounts, subtract, sumOf } from '#shared/domain/money.ts'
import type { Holding } from '#shared/ipc/portfolio.ts'
import type { Position, Security } from '#shared/records/index.ts'
import type { Book, Only } from './book.ts'
import { readUncountedAccounts } from './counted-accounts.ts'

/** Stands for a security that this laptop does not know (yet). */
export const UNKNOWN_SYMBOL = '?'

const byName = new Intl.Collator('en')

/** A current position with what it is a position in. */
export type HeldPosition = Pick<
  Position,
  'id' | 'accountId' | 'securityId' | 'asOf' | 'quantity' | 'price' | 'marketValue' | 'costBasis' | 'reconciliation'
> & { accountName: string; symbol: string; securityName: string } & Pick<Security, 'assetClass'> & {
    securityType: Security['type']
  }

/**
 * The positions every figure of the book rests on: of each security in each account the newest, without closed accounts
 * and without what has been sold. A loader that keeps old days must therefore end a position with a quantity of zero.
 */
export function currentPositions(book: Book) {
  return book
    .selectFrom('positions')
    .innerJoin('accounts', 'accounts.id', 'positions.accountId')
    .where('accounts.status', '!=', 'closed')
    .where(({ ref }) => sql<boolean>`CAST(${ref('positions.quantity')} AS real) <> 0`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('positions as newer')
            .select('newer.id')
            .whereRef('newer.accountId', '=', 'positions.accountId')
            .whereRef('newer.securityId', '=', 'positions.securityId')
            .whereRef('newer.asOf', '>', 'positions.asOf'),
        ),
      ),
    )
}

/** A household's current positions: by account name, the largest first. */
export async function readPositions(book: Book, householdId: string): Promise<HeldPosition[]> {
  const rows = await currentPositions(book)
    .leftJoin('securities', 'securities.id', 'positions.securityId')
    .where('positions.householdId', '=', householdId)
    .select([
      'positions.id',
      'positions.accountId',
      'positions.securityId',
      'positions.asOf',
      'positions.quantity',
      'positions.price',
      'positions.marketValue',
      'positions.costBasis',
      'positions.reconciliation',
      'accounts.name as accountName',
      'securities.symbol',
      'securities.name as securityName',
      'securities.assetClass',
      'securities.type as securityType',
    ])
    .execute()
  return rows
    .map((row) => ({
      ...row,
      // A security the laptop does not know yet must not make its value disappear from a total.
      symbol: row.symbol ?? UNKNOWN_SYMBOL,
      securityName: row.securityName ?? 'Unknown security',
      assetClass: row.assetClass ?? 'other',
      securityType: row.securityType ?? 'stock',
    }))
    .sort((a, b) => byName.compare(a.accountName, b.accountName) || compareAmounts(b.marketValue, a.marketValue))
}

/** Positions as the renderer shows them. @param uncounted accounts that the household's total leaves out. */
export function toHoldings(positions: readonly HeldPosition[], uncounted: ReadonlySet<string>): Holding[] {
  return positions.map((position) => ({
    positionId: position.id,
    accountId: position.accountId,
    accountName: position.accountName,
    symbol: position.symbol,
    securityName: position.securityName,
    assetClass: position.assetClass,
    quantity: position.quantity,
    price: position.price,
    asOf: position.asOf,
    marketValue: position.marketValue,
    costBasis: position.costBasis,
    unrealized: position.costBasis === null ? null : subtract(position.marketValue, position.costBasis),
    reconciliation: position.reconciliation,
    inTotals: !uncounted.has(position.accountId),
  }))
}

/** A household's holdings, told apart by whether they count in its total. */
export async function readHoldings(book: Book, householdId: string, today: string): Promise<Holding[]> {
  const [positions, uncounted] = await Promise.all([
    readPositions(book, householdId),
    readUncountedAccounts(book, householdId, today),
  ])
  return toHoldings(positions, uncounted)
}

/** What a household is worth, and the oldest date that figure rests on. */
export interface HouseholdValue {
  readonly marketValue: string
  readonly asOf: string | null
}

/**
 * The value of some households, or of every one in the book, less the accounts that are not counted. The amounts of a household arrive as one text and are added up here:
 * the database's own SUM would make floats of them in SQLite, and a row for each position would cost a second.
 */
export async function readHouseholdValues(
  book: Book,
  uncounted: ReadonlySet<string>,
  ids: Only,
): Promise<Map<string, HouseholdValue>> {
  const rows = await currentPositions(book)
    .$if(ids !== null, (query) => query.where('positions.householdId', 'in', ids as string[]))
    .$if(uncounted.size > 0, (query) => query.where('positions.accountId', 'not in', [...uncounted]))
    .groupBy('positions.householdId')
    .select(({ ref, fn }) => [
      'positions.householdId',
      fn.min('positions.asOf').as('asOf'),
      sql<string>`string_agg(CAST(${ref('positions.marketValue')} AS text), ' ')`.as('amounts'),
    ])
    .execute()
  return new Map(
    rows.map(({ householdId, asOf, amounts }) => [householdId, { asOf, marketValue: sumOf(amounts.split(' ')) }]),
  )
}
