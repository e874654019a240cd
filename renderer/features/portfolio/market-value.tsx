import { Text } from '@mantine/core'
import { formatDate } from '#renderer/ui/dates.ts'
import type { RollUp } from '#shared/ipc/households.ts'
import { ExplainedAmount } from './explained-amount.tsx'
import classes from './market-value.module.css'

interface MarketValueProps {
  readonly householdId: string
  readonly rollUp: RollUp
}

/** What the household holds in all, and the day that figure can honestly claim. It opens into what it is made of. */
export function MarketValue({ householdId, rollUp: { total, asOf } }: MarketValueProps) {
  return (
    <div className={classes.value}>
      <Text component="div" fz="1.5rem" lh={1.25} fw={650}>
        <ExplainedAmount title="Market value" value={total} scope={{ householdId }} whole />
      </Text>
      <Text size="sm" c="dimmed">
        {asOf === null ? 'Market value' : `Market value as of ${formatDate(asOf)}`}
      </Text>
    </div>
  )
}
