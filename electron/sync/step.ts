/**
 * The sync engine's decisions, as a pure function: what it knows and what happened go in, what it knows now and what
 * is to be done come out. The runner does it.
 */
export interface SyncState {
  readonly connection: 'online' | 'offline' | 'connecting'
  readonly phase: 'idle' | 'first_sync' | 'pulling' | 'pushing'
  /** The round that runs; null while none does. */
  readonly round: Round | null
  /** Asked for during a round: another right after. */
  readonly next: Wish | null
  /** Failures in a row; sets the back-off. */
  readonly attempt: number
  /** Data costs something here, and is saved. */
  readonly saving: boolean
  /** The book can be worked with. Until then data is not saved: without it there is nothing to work with. */
  readonly ready: boolean
  readonly stopped: boolean
}

/** `edits`: what was saved here is sent and the firm is looked at, which costs little; nothing is brought. */
export type Reach = 'all' | 'edits'

interface Round {
  readonly reach: Reach
  /** A person asked for it: it is brought to its end, whatever it costs. */
  readonly asked: boolean
}

interface Wish {
  readonly asked: boolean
  /** A failure of the round before is no reason to wait. */
  readonly atOnce: boolean
}

/**
 * Why there is something to do. `network`: the machine is on another network, or on one again; `resume`: it was asleep;
 * `timer`: a rest or a back-off is over.
 */
export type WakeReason = 'start' | 'edit' | 'timer' | 'focus' | 'network' | 'resume' | 'person'

export type SyncEvent =
  | { readonly kind: 'wake'; readonly why: WakeReason }
  | { readonly kind: 'saving'; readonly saving: boolean }
  | { readonly kind: 'ready' }
  | { readonly kind: 'phase'; readonly phase: SyncState['phase'] }
  | { readonly kind: 'connected' }
  | { readonly kind: 'done' }
  /** `retry` false: waiting will not help, only a person will (a password, a certificate, a schema). */
  | { readonly kind: 'failed'; readonly offline: boolean; readonly retry: boolean }
  | { readonly kind: 'stop' }

export type SyncEffect =
  | { readonly kind: 'run'; readonly reach: Reach }
  /** The round that runs is to end after the step at hand; it then counts as done. */
  | { readonly kind: 'halt' }
  /** The connection is of another network: end it now; a round that runs on it then counts as failed. */
  | { readonly kind: 'abandon' }
  /** Wake up after about this long; the runner adds jitter, so that a firm's laptops do not come all at once. */
  | { readonly kind: 'schedule'; readonly milliseconds: number }
  | { readonly kind: 'cancel_schedule' }

type Step = readonly [SyncState, readonly SyncEffect[]]

export const initialSyncState: SyncState = {
  connection: 'connecting',
  phase: 'idle',
  round: null,
  next: null,
  attempt: 0,
  saving: false,
  ready: false,
  stopped: false,
}

const FIRST_RETRY_MILLISECONDS = 1_000
const LAST_RETRY_MILLISECONDS = 60_000

/** @returns whether the firm's changes wait because data costs something here. */
export function isPaused(state: SyncState): boolean {
  return isSparing(state) && state.round?.reach !== 'all'
}

function isSparing({ saving, ready }: SyncState): boolean {
  return saving && ready
}

/** @param pollMilliseconds how long to rest between rounds while all is well. */
export function step(state: SyncState, event: SyncEvent, pollMilliseconds: number): Step {
  if (state.stopped) return [state, []]
  switch (event.kind) {
    case 'wake':
      return wake(state, event.why)
    case 'saving':
      return state.saving === event.saving ? [state, []] : spareOrNot(state, { ...state, saving: event.saving })
    case 'ready':
      return state.ready ? [state, []] : spareOrNot(state, { ...state, ready: true })
    case 'phase':
      return [{ ...state, phase: event.phase }, []]
    case 'connected':
      return [{ ...state, connection: 'online', attempt: 0 }, []]
    case 'done':
      return done(state, pollMilliseconds)
    case 'failed':
      return failed(state, event)
    case 'stop':
      return [{ ...state, stopped: true }, [{ kind: 'cancel_schedule' }]]
  }
}

function wake(state: SyncState, why: WakeReason): Step {
  // Looking at the window changes nothing that would have to be sent.
  if (isSparing(state) && why === 'focus') return [state, []]
  const isElsewhere = why === 'network' || why === 'resume'
  const wish: Wish = { asked: why === 'person', atOnce: why === 'person' || isElsewhere }
  const first: SyncEffect[] = isElsewhere ? [{ kind: 'abandon' }] : []
  if (state.round) return [{ ...state, next: join(state.next, wish) }, first]
  const [next, effects] = run(state, wish)
  return [next, [...first, ...effects]]
}

function run(state: SyncState, { asked }: Wish): Step {
  const reach = isSparing(state) && !asked ? 'edits' : 'all'
  return [{ ...state, round: { reach, asked }, next: null }, [{ kind: 'cancel_schedule' }, { kind: 'run', reach }]]
}

/** What two wishes have in common is done once. */
function join(one: Wish | null, other: Wish): Wish {
  return { asked: one?.asked === true || other.asked, atOnce: one?.atOnce === true || other.atOnce }
}

/** Begins or ends to save data, in the middle of a round as well. */
function spareOrNot(before: SyncState, state: SyncState): Step {
  if (isSparing(before) === isSparing(state)) return [state, []]
  if (!isSparing(state)) return state.round?.reach === 'all' ? [state, []] : wake(state, 'timer')
  if (state.round === null || state.round.asked) return [state, []]
  // What was saved here meanwhile is still sent.
  return [{ ...state, next: join(state.next, { asked: false, atOnce: false }) }, [{ kind: 'halt' }]]
}

function done(state: SyncState, pollMilliseconds: number): Step {
  const rested: SyncState = { ...state, phase: 'idle', attempt: 0 }
  if (state.next) return run(rested, state.next)
  // While data is saved, only what happens here is a reason for a round.
  const effects: SyncEffect[] = isSparing(state) ? [] : [{ kind: 'schedule', milliseconds: pollMilliseconds }]
  return [{ ...rested, round: null }, effects]
}

function failed(state: SyncState, event: { readonly offline: boolean; readonly retry: boolean }): Step {
  const attempt = state.attempt + 1
  const connection = event.offline ? 'offline' : state.connection
  const rested: SyncState = { ...state, connection, phase: 'idle', attempt }
  if (state.next && (state.next.atOnce || !event.retry)) return run(rested, state.next)
  const idle: SyncState = { ...rested, round: null, next: null }
  return [idle, event.retry ? [{ kind: 'schedule', milliseconds: backOff(attempt) }] : []]
}

/** 1 s, 2 s, 4 s, … up to a minute. */
export function backOff(attempt: number): number {
  return Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.min(attempt - 1, 10))
}
