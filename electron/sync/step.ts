/**
 * The sync engine's decisions, as a pure function: what it knows and what happened go in, what it knows now and what
 * is to be done come out. The runner does it.
 */
export interface SyncState {
  readonly connection: 'online' | 'offline' | 'connecting'
  readonly phase: 'idle' | 'first_sync' | 'pulling' | 'pushing'
  readonly running: boolean
  /** Something happened during a cycle: run another right after. */
  readonly again: boolean
  /** Failures in a row; sets the back-off. */
  readonly attempt: number
  readonly stopped: boolean
}

export type SyncEvent =
  | { readonly kind: 'wake' }
  | { readonly kind: 'phase'; readonly phase: SyncState['phase'] }
  | { readonly kind: 'connected' }
  | { readonly kind: 'done' }
  /** `retry` false: waiting will not help, only a person will (a password, a certificate, a schema). */
  | { readonly kind: 'failed'; readonly offline: boolean; readonly retry: boolean }
  | { readonly kind: 'stop' }

export type SyncEffect =
  | { readonly kind: 'run' }
  /** Wake up after about this long; the runner adds jitter, so that a firm's laptops do not come all at once. */
  | { readonly kind: 'schedule'; readonly milliseconds: number }
  | { readonly kind: 'cancel_schedule' }

export const initialSyncState: SyncState = {
  connection: 'connecting',
  phase: 'idle',
  running: false,
  again: false,
  attempt: 0,
  stopped: false,
}

const FIRST_RETRY_MILLISECONDS = 1_000
const LAST_RETRY_MILLISECONDS = 60_000

/** @param pollMilliseconds how long to rest between cycles while all is well. */
export function step(
  state: SyncState,
  event: SyncEvent,
  pollMilliseconds: number,
): readonly [SyncState, readonly SyncEffect[]] {
  if (state.stopped) return [state, []]
  switch (event.kind) {
    case 'wake':
      if (state.running) return [{ ...state, again: true }, []]
      return [{ ...state, running: true, again: false }, [{ kind: 'cancel_schedule' }, { kind: 'run' }]]
    case 'phase':
      return [{ ...state, phase: event.phase }, []]
    case 'connected':
      return [{ ...state, connection: 'online', attempt: 0 }, []]
    case 'done':
      if (state.again) return [{ ...state, phase: 'idle', again: false, attempt: 0 }, [{ kind: 'run' }]]
      return [
        { ...state, phase: 'idle', running: false, attempt: 0 },
        [{ kind: 'schedule', milliseconds: pollMilliseconds }],
      ]
    case 'failed':
      return failed(state, event)
    case 'stop':
      return [{ ...state, stopped: true }, [{ kind: 'cancel_schedule' }]]
  }
}

function failed(
  state: SyncState,
  event: { readonly offline: boolean; readonly retry: boolean },
): readonly [SyncState, readonly SyncEffect[]] {
  const attempt = state.attempt + 1
  const next: SyncState = {
    ...state,
    connection: event.offline ? 'offline' : state.connection,
    phase: 'idle',
    running: false,
    again: false,
    attempt,
  }
  if (!event.retry) return [next, []]
  return [next, [{ kind: 'schedule', milliseconds: backOff(attempt) }]]
}

/** 1 s, 2 s, 4 s, … up to a minute. */
export function backOff(attempt: number): number {
  return Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.min(attempt - 1, 10))
}
