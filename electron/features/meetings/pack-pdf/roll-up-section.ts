import { Rect, Svg, Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement } from 'react'
import { formatDay, formatMoney } from '#shared/domain/format.ts'
import type { RollUp } from '#shared/ipc/households.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import { wholeSection } from './elements.ts'
import { CONTENT_WIDTH, sliceColors, styles } from './theme.ts'

const BAR_HEIGHT = 14

/** What the household has by asset class: a bar to see, a table to read. */
export function rollUpSection({ page }: MeetingPack): ReactElement {
  const { rollUp } = page
  if (rollUp.asOf === null) return wholeSection('Assets', 'No positions.')
  const { asOf, newest } = rollUp
  const dates = newest === null ? formatDay(asOf) : `${formatDay(asOf)} to ${formatDay(newest)}`
  return wholeSection(
    'Assets',
    `Every account of the household, each counted once. Values of ${dates}.`,
    createElement(
      View,
      null,
      bar(rollUp),
      createElement(View, { style: styles.tableHead }, ...cells(null, 'Asset class', 'Market value', 'Share')),
      ...rollUp.slices.map(({ label, marketValue, percent }, index) =>
        createElement(
          View,
          { key: label, style: styles.tableRow },
          ...cells(colorOf(index), label, formatMoney(marketValue), `${percent}%`),
        ),
      ),
      createElement(
        View,
        { style: styles.tableTotal },
        ...cells(null, 'Total', formatMoney(rollUp.total), rollUp.slices.length === 0 ? '' : '100.00%'),
      ),
    ),
  )
}

/** What is owed (a negative class) has no width. */
function bar({ slices }: RollUp): ReactElement {
  const shares = slices.map(({ percent }) => Math.max(0, Number(percent)))
  const whole = shares.reduce((sum, share) => sum + share, 0) || 1
  let left = 0
  return createElement(
    Svg,
    { width: CONTENT_WIDTH, height: BAR_HEIGHT, style: { marginTop: 4, marginBottom: 4 } },
    ...shares.map((share, index) => {
      const width = (share / whole) * CONTENT_WIDTH
      const rect = { x: left, y: 0, width, height: BAR_HEIGHT, fill: colorOf(index) }
      left += width
      return createElement(Rect, { key: rect.x, ...rect })
    }),
  )
}

function cells(color: string | null, label: string, marketValue: string, share: string): ReactElement[] {
  return [
    createElement(View, { key: 'swatch', style: { width: 14, paddingTop: 2 } }, color === null ? null : swatch(color)),
    createElement(Text, { key: 'label', style: { flexGrow: 1 } }, label),
    createElement(Text, { key: 'value', style: { width: 130, textAlign: 'right' } }, marketValue),
    createElement(Text, { key: 'share', style: { width: 80, textAlign: 'right' } }, share),
  ]
}

function swatch(color: string): ReactElement {
  return createElement(View, { style: { width: 7, height: 7, borderRadius: 1, backgroundColor: color } })
}

function colorOf(index: number): string {
  return sliceColors[index % sliceColors.length] ?? sliceColors[0]
}
