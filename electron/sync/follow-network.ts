import type { Policy } from '#electron/platform/policy.ts'
import type { Clock, Network } from '#electron/platform/ports.ts'
import type { Settings } from '#shared/ipc/settings.ts'
import type { SyncEngine } from './engine.ts'

/** What the world outside the sync tells it. */
export type Notice = 'focus' | 'resume'

export interface NetworkFollower {
  /** Begins to sync, once it is known whether data is to be saved. */
  begin(): Promise<void>
  noticed(notice: Notice): Promise<void>
  /** The person chose anew. */
  chosen(): void
  end(): void
}

interface FollowerParts {
  readonly network: Network
  readonly clock: Clock
  readonly engine: Pick<SyncEngine, 'wake' | 'save'>
  /** Whether to save data, given whether the system calls the connection metered. */
  readonly savesData: (metered: boolean | null) => boolean
}

/** Asking the system costs a process; somebody who changes its mind comes back to the window after that. */
const ASK_AGAIN_MILLISECONDS = 60_000

/** Wakes the engine when the machine or its network does, and tells it when to save data. */
export function followNetwork({ network, clock, engine, savesData }: FollowerParts): NetworkFollower {
  let metered: boolean | null = null
  let askedAt = 0
  let ended = false
  const ask = async () => {
    askedAt = clock.now()
    metered = await network.isMetered()
    if (!ended) engine.save(savesData(metered))
  }
  const endChanges = network.onChange(() => {
    void ask().then(() => engine.wake('network'))
  })
  return {
    async begin() {
      await ask()
      engine.wake('start')
    },
    async noticed(notice) {
      if (notice === 'resume' || Math.abs(clock.now() - askedAt) > ASK_AGAIN_MILLISECONDS) await ask()
      engine.wake(notice)
    },
    chosen: () => engine.save(savesData(metered)),
    end() {
      ended = true
      endChanges()
    },
  }
}

/** The person's word counts first, then the policy's about what the system says. A system that does not say costs nothing. */
export function decideSaving(
  saveData: Settings['saveData'],
  onMetered: Policy['sync']['onMetered'],
  metered: boolean | null,
): boolean {
  if (saveData !== 'automatic') return saveData === 'always'
  return onMetered === 'pause' && metered === true
}
