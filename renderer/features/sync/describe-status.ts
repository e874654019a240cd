import { firstSyncPercent } from '#renderer/data/sync-status.ts'
import { formatInstant, formatTime, localDay, todayDate } from '#renderer/ui/dates.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'

/**
 * How a status looks: `calm` all is well, `busy` at work, `note` worth knowing, `warn` somebody has to look, `offline`
 * the network is missing, `blocked` the firm cannot be reached until somebody does something.
 */
export type StatusTone = 'calm' | 'busy' | 'note' | 'warn' | 'offline' | 'blocked'

export interface StatusText {
  readonly tone: StatusTone
  readonly text: string
}

/** What passes by itself once the network is back; everything else waits for somebody. */
const PASSING: readonly string[] = ['unreachable', 'offline']

/** @returns whether waiting will not help: a certificate, a password, a schema, a refused trail. */
export function needsPerson(problem: SyncStatus['problem']): boolean {
  return problem !== null && !PASSING.includes(problem.code)
}

interface Onlooker {
  readonly now?: Date
  /** Whether what is on screen is read from the firm's database, so that no age of a book says anything of it. */
  readonly firmWide?: boolean
}

/** One short line for where the sync stands; what needs a person comes first, then what is missing. */
export function describeStatus(
  status: SyncStatus | null,
  { now = new Date(), firmWide = false }: Onlooker = {},
): StatusText {
  if (status === null) return { tone: 'busy', text: 'Connecting…' }
  if (status.connection === 'offline') {
    const blocked = needsPerson(status.problem)
    const text = blocked ? 'Not connected' : 'Offline'
    return {
      tone: blocked ? 'blocked' : 'offline',
      text: status.asOf === null || firmWide ? text : `${text}, as of ${formatInstant(status.asOf, now)}`,
    }
  }
  if (status.conflicts > 0) return { tone: 'warn', text: count(status.conflicts, 'conflict', 'conflicts') }
  if (status.refused > 0) return { tone: 'warn', text: `${count(status.refused, 'change', 'changes')} refused` }
  if (status.connection === 'connecting') return { tone: 'busy', text: 'Connecting…' }
  if (firmWide) return describeLive(status)
  const percent = firstSyncPercent(status)
  if (percent !== null) return { tone: 'busy', text: `Bringing your book · ${percent}%` }
  if (status.phase === 'first_sync' || status.phase === 'pulling' || status.phase === 'pushing') {
    return { tone: 'busy', text: 'Syncing…' }
  }
  if (status.paused !== null) return { tone: 'note', text: describePause(status, now) }
  if (status.waiting > 0) return { tone: 'note', text: `${count(status.waiting, 'change', 'changes')} waiting` }
  if (status.problem !== null) return { tone: 'warn', text: 'Sync has a problem' }
  return { tone: 'calm', text: status.asOf === null ? 'Up to date' : `Up to date · ${shortMoment(status.asOf, now)}` }
}

/** What waits is of this laptop; everything else comes from the firm as it is asked. */
function describeLive({ waiting, problem }: SyncStatus): StatusText {
  if (waiting > 0) return { tone: 'note', text: `${count(waiting, 'change', 'changes')} waiting` }
  if (problem !== null) return { tone: 'warn', text: 'Sync has a problem' }
  return { tone: 'calm', text: 'Live from the firm’s database' }
}

function describePause({ asOf }: SyncStatus, now: Date): string {
  return asOf === null ? 'Paused: metered' : `Paused: metered, as of ${shortMoment(asOf, now)}`
}

function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`
}

function shortMoment(instant: string, now: Date): string {
  return localDay(instant) === todayDate(now) ? formatTime(instant) : formatInstant(instant, now)
}
