import type { Account, Position, Security } from '#shared/records/index.ts'
import { type Counting, counts } from './counted-accounts.ts'
import { groupBy } from './group.ts'
import { compareAmounts, multiply, roundAmount, subtract, sumOf } from './money.ts'
import { dateRange } from './roll-ups.ts'

/** A position as part of a total. */
export type ExplainedPosition = Pick<
  Position,
  'id' | 'accountId' | 'securityId' | 'asOf' | 'quantity' | 'price' | 'marketValue'
> &
  Pick<Security, 'assetClass'>

/** An account as part of a total. */
export type ExplainedAccount = Pick<Account, 'id' | 'name'> & { readonly counting: Counting }

/** What is asked about: everything of the household, one account, or one asset class. */
export interface TotalScope {
  readonly accountId: string | null
  readonly assetClass: string | null
}

/** A total taken apart. Amounts are exact; `parts` add up to `total`, and `managed` and `notManaged` do as well. */
export interface ExplainedTotal<A, P> {
  readonly total: string
  readonly managed: string
  readonly notManaged: string
  readonly asOf: string | null
  readonly newest: string | null
  /** Accounts with something in the total, the largest first. */
  readonly parts: (A & { readonly value: string; readonly positions: (P & Product)[] })[]
  /** Open accounts that the rule leaves out of the total, with what they hold. */
  readonly leftOut: (A & { readonly value: string })[]
}

export interface Product {
  /** Quantity × price, rounded half to even to cents. */
  readonly product: string
  /** What the position's recorded value is more than that: zero but where the custodian reckons otherwise. */
  readonly difference: string
}

/**
 * Takes a total apart into accounts and positions. Asked for one account, that account's value is the total whether or
 * not it counts in the household's.
 */
export function explainTotal<A extends ExplainedAccount, P extends ExplainedPosition>(
  accounts: readonly A[],
  positions: readonly P[],
  { accountId, assetClass }: TotalScope,
): ExplainedTotal<A, P> {
  const unique = [...new Map(positions.map((position) => [position.id, position])).values()]
  const held = groupBy(
    unique.filter((position) => assetClass === null || position.assetClass === assetClass),
    (position) => position.accountId,
  )
  const asked = accounts.filter(({ id }) => accountId === null || id === accountId)
  const isPart = ({ counting }: A) => (accountId === null ? counts(counting) : counting !== 'closed')
  const withValue = asked.flatMap((account) => {
    const own = held.get(account.id)
    return own === undefined ? [] : [{ ...account, ...partOf(own) }]
  })
  const parts = withValue.filter(isPart).sort((a, b) => compareAmounts(b.value, a.value))
  const { oldest, newest } = dateRange(parts.flatMap((part) => part.positions))
  const totalOf = (chosen: readonly { readonly value: string }[]) => sumOf(chosen.map(({ value }) => value))
  return {
    total: totalOf(parts),
    managed: totalOf(parts.filter(({ counting }) => counting === 'managed')),
    notManaged: totalOf(parts.filter(({ counting }) => counting !== 'managed')),
    asOf: oldest,
    newest: newest === oldest ? null : newest,
    parts,
    leftOut: withValue.filter((part) => !isPart(part)).map(({ positions: _, ...account }) => account as never),
  }
}

function partOf<P extends ExplainedPosition>(positions: readonly P[]) {
  const explained = positions.map((position) => {
    const product = roundAmount(multiply(position.quantity, position.price), 2)
    return { ...position, product, difference: subtract(position.marketValue, product) }
  })
  return {
    value: sumOf(positions.map(({ marketValue }) => marketValue)),
    positions: explained.sort((a, b) => compareAmounts(b.marketValue, a.marketValue)),
  }
}
