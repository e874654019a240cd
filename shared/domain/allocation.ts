import type { ModelWeight } from '#shared/records/index.ts'
import { assetClasses } from '#shared/records/securities.ts'
import { compareAmounts, isZero, multiply, percentages, roundTogether, subtract, sumOf } from './money.ts'
import { type RollUp, type RollUpPosition, rollUp } from './roll-ups.ts'

/** How much of a model one asset class is to be: percent, and percentage points to either side. */
export type TargetWeight = Pick<ModelWeight, 'assetClass' | 'target' | 'tolerance'>

/** `not_in_model`: held, though the model has nothing of it. */
export type BandState = 'within' | 'over' | 'under' | 'not_in_model'

/** One asset class of what is held, beside its target. All figures are exact decimals. */
export interface AllocationRow {
  readonly assetClass: string
  readonly label: string
  readonly marketValue: string
  /** Share of the total in percent, to two places; those of all rows make 100.00. */
  readonly actual: string
  readonly target: string
  /** Null where the model has nothing of the class. */
  readonly tolerance: string | null
  /** `actual − target` in percentage points; those of all rows make nothing. */
  readonly drift: string
  readonly state: BandState
  /** What brings the class back to its target, in cents: bought above zero, sold below. All rows make nothing. */
  readonly toMove: string
}

/** What is held beside a model's target. */
export interface Allocation {
  readonly total: string
  readonly asOf: string | null
  readonly newest: string | null
  readonly rows: readonly AllocationRow[]
  /** How many classes are outside their band. */
  readonly outside: number
  /** What has to be bought, and as much sold, to be at the target. */
  readonly turnover: string
}

/**
 * Sets what is held beside a target, class by class in the house's order: classes that are held or that the model has.
 * Whether a class is within its band is judged on exact values; what is shown is rounded.
 *
 * @param positions those that count (`counted-accounts.ts`), cash among them; each counts once.
 * @param weights of one model on one day; they make 100%.
 * @returns null where there is nothing to compare: no weights, or a total that is not above zero.
 */
export function compareWithTarget(
  positions: readonly RollUpPosition[],
  weights: readonly TargetWeight[],
): Allocation | null {
  const held = rollUp(positions)
  if (weights.length === 0 || compareAmounts(held.total, '0') <= 0) return null
  const classes = classesOf(held, weights)
  const shares = percentages(classes.map(({ marketValue }) => marketValue))
  const moves = roundTogether(
    classes.map((row) => gapOf(row, held.total)),
    2,
  )
  const rows = classes.map((row, index) => {
    const actual = shares[index] ?? '0.00'
    return {
      ...{ ...row, actual, drift: subtract(actual, row.target) },
      ...{ state: stateOf(row, held.total), toMove: moves[index] ?? '0.00' },
    }
  })
  return {
    ...{ total: held.total, asOf: held.asOf, newest: held.newest, rows },
    outside: rows.filter(({ state }) => state !== 'within').length,
    turnover: sumOf(moves.filter((move) => compareAmounts(move, '0') > 0)),
  }
}

type ComparedClass = Pick<AllocationRow, 'assetClass' | 'label' | 'marketValue' | 'target' | 'tolerance'>

function classesOf({ slices }: RollUp, weights: readonly TargetWeight[]): ComparedClass[] {
  return Object.entries(assetClasses).flatMap(([assetClass, label]) => {
    const slice = slices.find((candidate) => candidate.assetClass === assetClass)
    const weight = weights.find((candidate) => candidate.assetClass === assetClass)
    const inModel = weight !== undefined && !isZero(weight.target)
    if (slice === undefined && !inModel) return []
    const marketValue = slice?.marketValue ?? '0.00'
    // A target of nothing says no more than a class that is left out, but that it may be held within the band.
    return [{ assetClass, label, marketValue, target: weight?.target ?? '0', tolerance: weight?.tolerance ?? null }]
  })
}

/** What the class lacks to its target: `total × target − value`, exact; less than zero where it has too much. */
function gapOf({ marketValue, target }: ComparedClass, total: string): string {
  return subtract(percentOfTotal(total, target), marketValue)
}

function stateOf(row: ComparedClass, total: string): BandState {
  if (row.tolerance === null) return 'not_in_model'
  const gap = gapOf(row, total)
  const band = percentOfTotal(total, row.tolerance)
  if (compareAmounts(gap, band) > 0) return 'under'
  return compareAmounts(gap, `-${band}`) < 0 ? 'over' : 'within'
}

function percentOfTotal(total: string, percent: string): string {
  return multiply(multiply(total, percent), '0.01')
}
