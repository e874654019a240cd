import type { ReactNode } from 'react'
import { formatDay, formatMoney, formatPercent, formatPrice, formatQuantity } from '#shared/domain/format.ts'
import { isZero } from '#shared/domain/money.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import type { TargetView } from '#shared/ipc/targets.ts'
import { table, wholeSection } from './elements.ts'

type Row = NonNullable<TargetView['allocation']>['rows'][number]

/** The household beside its target, class by class; nothing where it has none. */
export function targetSection({ page }: MeetingPack): ReactNode {
  const target = page.targets.find(({ accountId }) => accountId === null)
  if (target === undefined) return null
  const { model, inForceFrom, allocation, notes } = target
  const since = inForceFrom === null ? '' : `, in force since ${formatDay(inForceFrom)}`
  const hint = [`Target ${model}${since}.`, verdict(allocation), ...notes].join(' ')
  return wholeSection('Allocation and target', hint.trim(), allocation === null ? null : table(tableOf(allocation)))
}

function verdict(allocation: TargetView['allocation']): string {
  if (allocation === null) return ''
  const { outside, rows, turnover } = allocation
  const where =
    outside === 0 ? 'Every class is within its band.' : `${outside} of ${rows.length} classes outside the band.`
  return `${where} Moving ${formatMoney(turnover)} brings every class back to its target.`
}

function tableOf({ rows, total }: NonNullable<TargetView['allocation']>) {
  return {
    columns: [
      { title: 'Asset class', share: 34 },
      { title: 'Market value', share: 22, isFigure: true },
      { title: 'Share', share: 14, isFigure: true },
      { title: 'Target', share: 18, isFigure: true },
      { title: 'Drift', share: 22, isFigure: true },
      { title: 'To target', share: 24, isFigure: true },
    ],
    rows: rows.map((row) => [
      row.label,
      formatMoney(row.marketValue),
      `${row.actual}%`,
      row.tolerance === null ? '–' : `${formatPercent(row.target)} ± ${formatQuantity(row.tolerance)}`,
      [formatDrift(row.drift), stateLabels[row.state]] as const,
      formatMove(row.toMove),
    ]),
    total: ['Total', formatMoney(total), '100.00%', '100%', '', ''],
  }
}

const stateLabels: Readonly<Record<Row['state'], string>> = {
  within: '',
  over: 'above band',
  under: 'below band',
  not_in_model: 'not in model',
}

function formatDrift(drift: string): string {
  if (isZero(drift)) return '0.00'
  return drift.startsWith('-') ? formatPrice(drift) : `+${formatPrice(drift)}`
}

function formatMove(toMove: string): string {
  if (isZero(toMove)) return '–'
  return toMove.startsWith('-') ? `Sell ${formatMoney(toMove.slice(1))}` : `Buy ${formatMoney(toMove)}`
}
