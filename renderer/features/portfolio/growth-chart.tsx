import { LineChart } from '@mantine/charts'
import { Box } from '@mantine/core'
import { formatDate, formatShortDate } from '#renderer/ui/dates.ts'
import { chartColors } from '#renderer/ui/theme.ts'
import type { Performance } from '#shared/ipc/portfolio.ts'

/** How the time-weighted return, net of fees, came about over the period. */
export function GrowthChart({
  performance: { net, ends, growth },
}: {
  readonly performance: Pick<Performance, 'net' | 'ends' | 'growth'>
}) {
  return (
    <Box role="img" aria-label={`Time-weighted return, net of fees: ${net.timeWeighted}% by ${formatDate(ends)}`}>
      <LineChart
        h={200}
        accessibilityLayer={false}
        data={growth.map(({ on, percent }) => ({ on: formatShortDate(on), percent: Number(percent) }))}
        dataKey="on"
        unit="%"
        series={[{ name: 'percent', label: 'Return', color: chartColors[0] ?? 'blue' }]}
        curveType="linear"
        withDots={false}
        withTooltip={false}
        lineProps={{ isAnimationActive: false }}
      />
    </Box>
  )
}
