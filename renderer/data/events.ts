import { answers } from './answers.ts'
import { call } from './bridge.ts'
import { announceChange } from './changes.ts'
import { onBookClosed, setSession } from './session.ts'
import { setSyncStatus, useSyncStatus } from './sync-status.ts'

/** Connects the stores to what the main process says, and asks for where things stand now. */
export function startEvents(): void {
  const { workstation } = window
  workstation.on('session.changed', setSession)
  workstation.on('sync.changed', setSyncStatus)
  workstation.on('book.changed', ({ tables, householdIds }) => announceChange(tables, householdIds))
  useSyncStatus.subscribe(({ status }, before) => {
    // A change that was sent, refused, or met another's shows on every row it concerns.
    const counts = (value: typeof status) => [value?.waiting, value?.conflicts, value?.refused].join()
    if (counts(status) !== counts(before.status)) announceChange(['outbox'], [])
  })
  onBookClosed(answers.clear)
  void call('session.status', {}).then(setSession)
  void call('sync.status', {}).then(setSyncStatus)
}
