import type { SyncStatus } from '#shared/ipc/sync.ts'

/** How the sync stands while nobody is signed in. */
export const noSync: SyncStatus = {
  connection: 'connecting',
  phase: 'idle',
  paused: null,
  asOf: null,
  progress: [],
  rowsPerSecond: 0,
  rowsSynced: 0,
  waiting: 0,
  conflicts: 0,
  refused: 0,
  documents: null,
  verifying: null,
  problem: null,
}
