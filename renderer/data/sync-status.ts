import { create } from 'zustand'
import type { SyncStatus } from '#shared/ipc/sync.ts'

interface SyncStatusState {
  /** Null until the main process has said it. */
  readonly status: SyncStatus | null
}

export const useSyncStatus = create<SyncStatusState>(() => ({ status: null }))

export function setSyncStatus(status: SyncStatus): void {
  useSyncStatus.setState({ status })
}

/** How far the first sync is, 0–100; null when none is running or nothing is counted yet. */
export function firstSyncPercent(status: SyncStatus | null): number | null {
  if (status === null || status.phase !== 'first_sync') return null
  const total = status.progress.reduce((sum, { total }) => sum + total, 0)
  const done = status.progress.reduce((sum, { done, total }) => sum + Math.min(done, total), 0)
  return total === 0 ? null : Math.floor((done / total) * 100)
}
