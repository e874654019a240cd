import { Text } from '@mantine/core'
import { Amount } from '#renderer/ui/amount.tsx'
import { formatDate } from '#renderer/ui/dates.ts'
import type { RollUp } from '#shared/ipc/households.ts'
import classes from './market-value.module.css'

/** What the household holds in all, and the day that figure can honestly claim. */
export function MarketValue({ rollUp: { total, asOf } }: { readonly rollUp: RollUp }) {
  return (
    <div className={classes.value}>
      <Text fz="1.5rem" lh={1.25} fw={650}>
        <Amount value={total} whole />
      </Text>
      <Text size="sm" c="dimmed">
        {asOf === null ? 'Market value' : `Market value as of ${formatDate(asOf)}`}
      </Text>
    </div>
  )
}
