import type { Position, Security } from '#shared/records/index.ts'
import { securities } from '#shared/records/securities.ts'
import { groupBy } from './group.ts'
import { labelOf } from './labels.ts'
import { compareAmounts, isZero, percentages, sumOf } from './money.ts'

/** A total by asset class. Amounts and percentages are exact decimals; the percentages add up to 100.00. */
export interface RollUp {
  /** The oldest position date in the total: what the figure can honestly claim. Null with no positions. */
  readonly asOf: string | null
  /** The newest position date, where it differs. */
  readonly newest: string | null
  readonly total: string
  readonly slices: readonly {
    readonly assetClass: string
    readonly label: string
    readonly marketValue: string
    readonly percent: string
  }[]
}

/** What a roll-up needs of a position. */
export type RollUpPosition = Pick<Position, 'id' | 'marketValue' | 'asOf'> & Pick<Security, 'assetClass'>

/**
 * Adds positions up by asset class, largest first. A position counts once however often it is given, so that an account
 * with two owners is not two accounts. `asOf` is the oldest date in it, the one the total can honestly claim; `newest`
 * is null where every date is the same. A class that comes to nothing is left out.
 */
export function rollUp(positions: readonly RollUpPosition[]): RollUp {
  const unique = [...new Map(positions.map((position) => [position.id, position])).values()]
  const { oldest, newest } = dateRange(unique)
  const classes = [...groupBy(unique, ({ assetClass }) => assetClass)]
    .map(([assetClass, held]) => ({ assetClass, marketValue: sumOf(held.map((position) => position.marketValue)) }))
    .filter(({ marketValue }) => !isZero(marketValue))
    .sort((a, b) => compareAmounts(b.marketValue, a.marketValue) || (a.assetClass < b.assetClass ? -1 : 1))
  const percents = percentages(classes.map(({ marketValue }) => marketValue))
  return {
    asOf: oldest,
    newest: newest === oldest ? null : newest,
    total: sumOf(classes.map(({ marketValue }) => marketValue)),
    slices: classes.map((slice, index) => ({
      ...slice,
      label: labelOf(securities, 'assetClass', slice.assetClass),
      percent: percents[index] ?? '0.00',
    })),
  }
}

/** The oldest and the newest date of some positions; null where there are none. */
export function dateRange(positions: readonly Pick<Position, 'asOf'>[]): {
  oldest: string | null
  newest: string | null
} {
  let oldest: string | null = null
  let newest: string | null = null
  for (const { asOf } of positions) {
    if (oldest === null || asOf < oldest) oldest = asOf
    if (newest === null || asOf > newest) newest = asOf
  }
  return { oldest, newest }
}
