import { countingOf } from '#shared/domain/counted-accounts.ts'
import { explainTotal, type TotalScope } from '#shared/domain/explain-total.ts'
import { byId, groupBy } from '#shared/domain/group.ts'
import { compareAmounts } from '#shared/domain/money.ts'
import type { Explanation } from '#shared/ipc/portfolio.ts'
import type { AskedAt, Book } from './book.ts'
import { readUncountedAccounts } from './counted-accounts.ts'
import { readPartyNames } from './parties.ts'
import { type HeldPosition, readPositions } from './positions.ts'

/** Takes a total of a household's page apart, down to positions, their prices, and where these came from. */
export async function explainNumber(
  book: Book,
  { householdId, ...scope }: TotalScope & { readonly householdId: string },
  { today }: AskedAt,
): Promise<Explanation> {
  const [accounts, positions, uncounted] = await Promise.all([
    readOwnedAccounts(book, householdId),
    readPositions(book, householdId),
    readUncountedAccounts(book, householdId, today),
  ])
  const counted = accounts.map((account) => ({ ...account, counting: countingOf(account, uncounted) }))
  const explained = explainTotal(counted, positions, scope)
  const asked = explained.parts.flatMap((part) => part.positions)
  const [sourceOf, recordOf] = await Promise.all([readPriceSources(book, asked), readRecording(book, asked)])
  return {
    ...explained,
    parts: explained.parts.map((part) => ({
      ...part,
      positions: part.positions.map((position) => ({
        ...position,
        priceSource: sourceOf(position),
        ...recordOf(position.id),
      })),
    })),
  }
}

async function readOwnedAccounts(book: Book, householdId: string) {
  const [accounts, owners] = await Promise.all([
    book
      .selectFrom('accounts')
      .where('householdId', '=', householdId)
      .select(['id', 'name', 'status', 'management'])
      .execute(),
    book
      .selectFrom('account_owners')
      .where('householdId', '=', householdId)
      .where('endedOn', 'is', null)
      .orderBy('id')
      .select(['accountId', 'personId', 'entityId', 'percent'])
      .execute(),
  ])
  const nameOf = await readPartyNames(book, owners)
  const ownersOf = groupBy(owners, ({ accountId }) => accountId)
  return accounts.map((account) => ({
    ...account,
    owners: (ownersOf.get(account.id) ?? []).map((owner) => ({ name: nameOf(owner), percent: owner.percent })),
  }))
}

/** The firm's own price of the day a position was valued. Cash needs none, and what was never priced has none. */
async function readPriceSources(book: Book, positions: readonly HeldPosition[]) {
  if (positions.length === 0) return () => null
  const distinct = (values: readonly string[]) => [...new Set(values)]
  const rows = await book
    .selectFrom('prices')
    .where('securityId', 'in', distinct(positions.map(({ securityId }) => securityId)))
    .where('pricedOn', 'in', distinct(positions.map(({ asOf }) => asOf)))
    .select(['securityId', 'pricedOn', 'price', 'source'])
    .execute()
  const prices = new Map(rows.map((row) => [`${row.securityId} ${row.pricedOn}`, row]))
  return ({ securityId, asOf, price }: HeldPosition) => {
    const row = prices.get(`${securityId} ${asOf}`)
    if (row === undefined) return null
    return { source: row.source, otherPrice: compareAmounts(row.price, price) === 0 ? null : row.price }
  }
}

/** When and by whom the rows of positions were put into the firm's book. */
async function readRecording(book: Book, positions: readonly HeldPosition[]) {
  const rows =
    positions.length === 0
      ? []
      : await book
          .selectFrom('positions')
          .leftJoin('users', 'users.id', 'positions.updatedBy')
          .where(
            'positions.id',
            'in',
            positions.map(({ id }) => id),
          )
          .select(['positions.id', 'positions.updatedAt', 'users.displayName'])
          .execute()
  const recordings = byId(rows)
  return (id: string) => ({
    recordedAt: recordings.get(id)?.updatedAt ?? '',
    recordedBy: recordings.get(id)?.displayName ?? null,
  })
}
