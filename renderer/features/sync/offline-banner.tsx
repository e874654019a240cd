import { Anchor } from '@mantine/core'
import { useFirmWide, useMay } from '#renderer/data/session.ts'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatInstant } from '#renderer/ui/dates.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { needsPerson } from './describe-status.ts'
import classes from './sync-status.module.css'

/**
 * Says without doubt that the book on screen is not live, and since when. Calm where only the network is missing or data
 * is saved; red where waiting will not help.
 */
export function OfflineBanner() {
  const status = useSyncStatus(({ status }) => status)
  const { run, busy } = useCommand('sync.now')
  const isOffline = status?.connection === 'offline'
  if (!isOffline && (status?.paused ?? null) === null) return null
  const blocked = isOffline && needsPerson(status.problem)
  return (
    <section
      className={classes.banner}
      data-tone={blocked ? 'blocked' : 'offline'}
      role={blocked ? 'alert' : undefined}
      aria-label="Connection"
    >
      <span>
        {isOffline ? (
          <>
            {blocked ? <strong>{status.problem?.message}</strong> : <strong>You are offline.</strong>}{' '}
            <Consequences status={status} blocked={blocked} />
          </>
        ) : (
          <Pause asOf={status?.asOf ?? null} />
        )}
      </span>
      <Anchor
        component="button"
        type="button"
        size="sm"
        c="inherit"
        underline="always"
        disabled={busy}
        style={{ flex: 'none' }}
        onClick={() => void run({})}
      >
        {isOffline ? (busy ? 'Trying…' : 'Try now') : busy ? 'Syncing…' : 'Sync now'}
      </Anchor>
    </section>
  )
}

/** Data costs something here: what is sent all the same, and what waits. */
function Pause({ asOf }: { readonly asOf: string | null }) {
  return (
    <>
      <strong>Sync is paused: this connection is metered.</strong> What you save is sent; the firm’s changes
      {asOf === null ? '' : ` since ${formatInstant(asOf)}`} wait for another network.
    </>
  )
}

function Consequences({ status: { asOf }, blocked }: { readonly status: SyncStatus; readonly blocked: boolean }) {
  const mayRead = useMay('book.read')
  const firmWide = useFirmWide()
  if (firmWide) {
    return (
      <>
        You work on the firm’s database, and nothing of it is kept on this laptop. Go on when the network is back; what
        you have typed stays.
      </>
    )
  }
  if (!mayRead) return <>The workstation tries again by itself.</>
  const since = asOf === null ? '' : `, as of ${formatInstant(asOf)}`
  return (
    <>
      Your whole book is here{since}.
      {blocked ? '' : ' What you save is kept on this laptop and sent when the firm can be reached.'}
    </>
  )
}
