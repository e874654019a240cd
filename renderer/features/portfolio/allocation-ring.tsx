import { DonutChart } from '@mantine/charts'
import { Box } from '@mantine/core'
import { formatCompactMoney, formatPercent } from '#renderer/ui/money.ts'
import { chartColors } from '#renderer/ui/theme.ts'
import type { RollUp } from '#shared/ipc/households.ts'

/** The shape of a household's holdings; the figures belong in a table beside it. @param size in pixels. */
export function AllocationRing({ rollUp, size = 168 }: { readonly rollUp: RollUp; readonly size?: number }) {
  return (
    <Box role="img" aria-label={describe(rollUp)} style={{ flex: 'none' }}>
      <DonutChart
        accessibilityLayer={false}
        pieProps={{ rootTabIndex: -1, isAnimationActive: false }}
        size={size}
        thickness={size / 7}
        paddingAngle={1}
        withTooltip={false}
        chartLabel={formatCompactMoney(rollUp.total)}
        data={rollUp.slices.map(({ label, percent }, index) => ({
          name: label,
          // Only the angle of a ring segment; every figure shown comes from the exact string.
          value: Math.max(0, Number(percent)),
          color: colorAt(index),
        }))}
      />
    </Box>
  )
}

function describe({ slices }: RollUp): string {
  return `Ring chart. ${slices.map(({ label, percent }) => `${label} ${formatPercent(percent)}`).join(', ')}`
}

/** The colour of the n-th slice, in the ring and in the table. */
export function colorAt(index: number): string {
  return chartColors[index % chartColors.length] ?? chartColors[0]
}
