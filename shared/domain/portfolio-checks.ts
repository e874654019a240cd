import type { Security } from '#shared/records/index.ts'
import { daysBetween } from './dates.ts'
import { formatCount, formatDay, formatMoney, formatPercent } from './format.ts'
import { groupBy } from './group.ts'
import type { MeetingCheck, MeetingFacts } from './meeting-facts.ts'
import { compareAmounts, exceedsShare, percentOf, sumOf } from './money.ts'
import { dateRange } from './roll-ups.ts'

const CONCENTRATION_PERCENT = 20
const IDLE_CASH_PERCENT = 10
const STALE_DAYS = 7

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

/** Single securities above a fifth of everything, added up across accounts. */
export function checkConcentration({ positions }: MeetingFacts): MeetingCheck[] {
  const total = sumOf(positions.map(({ marketValue }) => marketValue))
  const single = positions.filter(({ securityType }) => !NOT_A_CONCENTRATION.has(securityType))
  return [...groupBy(single, ({ securityId }) => securityId).values()]
    .map((held) => ({ symbol: held[0]?.symbol ?? '', value: sumOf(held.map(({ marketValue }) => marketValue)) }))
    .filter(({ value }) => exceedsShare(value, total, CONCENTRATION_PERCENT))
    .sort((a, b) => compareAmounts(b.value, a.value))
    .map(({ symbol, value }) => ({
      severity: 'notice' as const,
      title: `Concentration in ${symbol}`,
      detail: `${symbol} is ${formatPercent(percentOf(value, total))} of the household (${formatMoney(value)} of ${formatMoney(total)}).`,
    }))
}

/** Cash above a tenth of everything. */
export function checkIdleCash({ positions }: MeetingFacts): MeetingCheck[] {
  const total = sumOf(positions.map(({ marketValue }) => marketValue))
  const cash = sumOf(positions.filter(({ assetClass }) => assetClass === 'cash').map(({ marketValue }) => marketValue))
  if (!exceedsShare(cash, total, IDLE_CASH_PERCENT)) return []
  return [
    {
      severity: 'notice',
      title: 'Idle cash',
      detail: `Cash is ${formatPercent(percentOf(cash, total))} of the household (${formatMoney(cash)} of ${formatMoney(total)}).`,
    },
  ]
}

/** Positions valued more than a week ago. */
export function checkPriceDates({ positions, today }: MeetingFacts): MeetingCheck[] {
  const stale = positions.filter(({ asOf }) => daysBetween(asOf, today) > STALE_DAYS)
  const { oldest } = dateRange(stale)
  if (oldest === null) return []
  return [
    {
      severity: 'notice',
      title: 'Values out of date',
      detail: `${stale.length} of ${formatCount(positions.length, 'position')} ${stale.length === 1 ? 'was' : 'were'} valued more than ${STALE_DAYS} days ago, the oldest on ${formatDay(oldest)}.`,
    },
  ]
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
