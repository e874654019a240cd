import { Group, Text } from '@mantine/core'
import type { AllocationRow } from '#shared/domain/allocation.ts'
import classes from './target-section.module.css'

interface TargetBarProps {
  readonly row: AllocationRow
  /** All that are drawn to one scale. */
  readonly rows: readonly AllocationRow[]
}

/** A class as a bar, beside its target and band. The figures stand in the row; only lengths are made of them here. */
export function TargetBar({ row, rows }: TargetBarProps) {
  const scale = Math.max(
    ...rows.map(({ actual, target, tolerance }) => Math.max(Number(actual), Number(target) + Number(tolerance ?? 0))),
  )
  const at = (percent: number) => `${Math.max(0, Math.min(100, (percent / scale) * 100))}%`
  const [target, tolerance] = [Number(row.target), Number(row.tolerance ?? 0)]
  const low = Math.max(0, target - tolerance)
  return (
    <div className={classes.bar} aria-hidden>
      <span className={classes.band} style={{ left: at(low), width: at(target + tolerance - low) }} />
      <span
        className={classes.held}
        style={{ width: at(Number(row.actual)) }}
        data-outside={row.state === 'within' ? undefined : true}
      />
      {row.tolerance === null ? null : <span className={classes.target} style={{ left: at(target) }} />}
    </div>
  )
}

/** What the parts of the bars mean. */
export function TargetLegend() {
  return (
    <Group gap="md" className={classes.legend} aria-hidden>
      <LegendPart className={classes.held} label="held" />
      <LegendPart className={classes.target} label="target" />
      <LegendPart className={classes.band} label="band" />
    </Group>
  )
}

function LegendPart({ className, label }: { readonly className: string | undefined; readonly label: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className={classes.sample}>
        <span className={className} />
      </span>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </Group>
  )
}
