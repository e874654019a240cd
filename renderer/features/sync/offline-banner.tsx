import { Anchor } from '@mantine/core'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { formatInstant } from '#renderer/ui/dates.ts'
import classes from './sync-status.module.css'

/** Says without doubt that the book on screen is not live, and since when. */
export function OfflineBanner() {
  const status = useSyncStatus(({ status }) => status)
  if (status?.connection !== 'offline') return null
  return (
    <div className={classes.banner}>
      <span>
        <strong>You are offline.</strong> Your whole book is here
        {status.asOf === null ? '' : `, as of ${formatInstant(status.asOf)}`}. What you save is kept on this laptop and
        sent when the firm can be reached.
      </span>
      <Anchor
        component="button"
        type="button"
        size="sm"
        c="inherit"
        underline="always"
        onClick={() => void runCommand('sync.now', {})}
      >
        Try now
      </Anchor>
    </div>
  )
}
