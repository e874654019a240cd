import type { Position, Security } from '#shared/records/index.ts'
import { daysBetween } from './dates.ts'
import { formatCount, formatDay, formatMoney, formatPercent } from './format.ts'
import { groupBy } from './group.ts'
import type { MeetingCheck, MeetingFacts, PositionFacts } from './meeting-facts.ts'
import { compareAmounts, exceedsShare, percentOf, sumOf } from './money.ts'
import { dateRange } from './roll-ups.ts'

/** Above these shares of the household, and beyond this age, something is worth a word: the firm's own thresholds. */
export const CONCENTRATION_PERCENT = 20
export const IDLE_CASH_PERCENT = 10
export const STALE_DAYS = 7

/**
 * Diversified by their nature, or the government's own promise: the Investment Company Act's test of
 * diversification leaves both out (15 USC 80a-5(b)(1)).
 */
const NOT_A_CONCENTRATION: ReadonlySet<Security['type']> = new Set([
  'etf',
  'mutual_fund',
  'money_market',
  'treasury',
  'cash',
])

/** A value beside everything the household holds. */
export interface Share {
  readonly value: string
  /** To one place. */
  readonly percent: string
  /** Above the threshold, judged exactly and not by the rounded share. */
  readonly isOver: boolean
}

/** How much hangs on single securities and lies in cash. */
export interface Exposure {
  readonly total: string
  /** Single securities, added up across accounts, the largest first. */
  readonly singles: readonly (Share & { readonly securityId: string; readonly symbol: string })[]
  readonly cash: Share
}

type ExposedPosition = Pick<PositionFacts, 'securityId' | 'symbol' | 'securityType' | 'assetClass' | 'marketValue'>

/** Measures what is held against the thresholds above. */
export function measureExposure(positions: readonly ExposedPosition[]): Exposure {
  const total = sumOf(positions.map(({ marketValue }) => marketValue))
  const shareOf = (held: readonly ExposedPosition[], threshold: number): Share => {
    const value = sumOf(held.map(({ marketValue }) => marketValue))
    return { value, percent: percentOf(value, total), isOver: exceedsShare(value, total, threshold) }
  }
  const single = positions.filter(({ securityType }) => !NOT_A_CONCENTRATION.has(securityType))
  const singles = [...groupBy(single, ({ securityId }) => securityId)].map(([securityId, held]) => ({
    ...{ securityId, symbol: held[0]?.symbol ?? '' },
    ...shareOf(held, CONCENTRATION_PERCENT),
  }))
  return {
    total,
    singles: singles.sort((a, b) => compareAmounts(b.value, a.value)),
    cash: shareOf(
      positions.filter(({ assetClass }) => assetClass === 'cash'),
      IDLE_CASH_PERCENT,
    ),
  }
}

/** Single securities above a fifth of everything. */
export function checkConcentration({ positions }: MeetingFacts): MeetingCheck[] {
  const { singles, total } = measureExposure(positions)
  return singles
    .filter(({ isOver }) => isOver)
    .map(({ symbol, value }) => ({
      severity: 'notice' as const,
      title: `Concentration in ${symbol}`,
      detail: `${symbol} is ${formatPercent(percentOf(value, total))} of the household (${formatMoney(value)} of ${formatMoney(total)}).`,
    }))
}

/** Cash above a tenth of everything. */
export function checkIdleCash({ positions }: MeetingFacts): MeetingCheck[] {
  const { total, cash } = measureExposure(positions)
  if (!cash.isOver) return []
  return [
    {
      severity: 'notice',
      title: 'Idle cash',
      detail: `Cash is ${formatPercent(cash.percent)} of the household (${formatMoney(cash.value)} of ${formatMoney(total)}).`,
    },
  ]
}

/** Positions valued more than a week ago. */
export function checkPriceDates({ positions, today }: MeetingFacts): MeetingCheck[] {
  const detail = describeStale(positions, today)
  return detail === null ? [] : [{ severity: 'notice', title: 'Values out of date', detail }]
}

/** How many of some positions were valued more than a week ago, as a sentence; null where none was. */
export function describeStale(positions: readonly Pick<Position, 'asOf'>[], today: string): string | null {
  const stale = positions.filter(({ asOf }) => daysBetween(asOf, today) > STALE_DAYS)
  const { oldest } = dateRange(stale)
  if (oldest === null) return null
  return `${stale.length} of ${formatCount(positions.length, 'position')} ${stale.length === 1 ? 'was' : 'were'} valued more than ${STALE_DAYS} days ago, the oldest on ${formatDay(oldest)}.`
}

/** Positions that do not agree with the custodian. */
export function checkReconciliation({ positions }: MeetingFacts): MeetingCheck[] {
  const broken = positions.filter(({ reconciliation }) => reconciliation === 'break')
  if (broken.length === 0) return []
  const symbols = [...new Set(broken.map(({ symbol }) => symbol))]
  const named = symbols.slice(0, 5).join(', ')
  const others = symbols.length > 5 ? ` and ${symbols.length - 5} more` : ''
  return [
    {
      severity: 'attention',
      title: 'Positions do not reconcile',
      detail: `${formatCount(broken.length, 'position')} worth ${formatMoney(sumOf(broken.map(({ marketValue }) => marketValue)))} ${broken.length === 1 ? 'does' : 'do'} not agree with the custodian: ${named}${others}.`,
    },
  ]
}
