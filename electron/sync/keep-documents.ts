import type { CachePort } from '#electron/cache/cache-port.ts'
import type { KeepPlan, KeepSummary } from '#electron/cache/keep-plan.ts'
import type { Policy } from '#electron/platform/policy.ts'
import type { Clock, Ids, Log, Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { isTransient, mapPostgresError } from '#electron/postgres/errors.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { fetchFile } from './fetch-file.ts'
import { dropDiscarded, sendCaptured } from './send-captured.ts'

export interface KeepParts {
  readonly cache: CachePort
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Ids
  readonly random: Random
  readonly log: Log
  readonly limits: Policy['documents']
  audit(entries: readonly AuditEntry[]): Promise<void>
}

export interface KeepWatch {
  stopped(): boolean
  /** There is more to do: another cycle is wanted right after this one. */
  again(): void
  /** What is kept now, and why some of it is not, where that is so. */
  kept(summary: KeepSummary, problem: SyncStatus['problem']): void
  changed(tables: readonly string[], rows: number): void
}

/** What one cycle may spend on contents, so that pulls and edits never wait behind them. */
export interface Turn {
  count(bytes: number): void
  isOver(): boolean
}

const TURN_BYTES = 8 * 1024 * 1024
const TURN_MILLISECONDS = 2_000
const DAY_MILLISECONDS = 86_400_000

/**
 * One turn of bringing what is pinned and sending what was captured. A file that cannot be had is reported and the next
 * one goes on.
 *
 * @throws the driver's error when the connection fails; every piece that came or went stays so.
 */
export async function keepDocuments(database: FirmDatabase, parts: KeepParts, watch: KeepWatch): Promise<void> {
  const turn = startTurn(parts.clock, watch)
  const plan = await readPlan(parts)
  watch.kept(plan.summary, null)
  // Logged where it fails: it keeps nothing from being sent, and is told again.
  await explain(parts, () => dropDiscarded(database, parts, plan.discarded))
  let complete = 0
  const unsent = await explain(parts, async () => {
    complete = await sendCaptured(database, parts, plan.send, turn)
  })
  const { more, problem: missing } = await fetchMissing(database, parts, plan.fetch, turn)
  // A version whose pieces are all there goes out with the next push.
  if (complete > 0 || more || (turn.isOver() && plan.send.length > 0)) watch.again()
  const problem = unsent ?? missing
  if (!turn.isUsed() && plan.dropped.length === 0 && problem === null) return
  watch.kept((await readPlan(parts)).summary, problem && { code: problem.code, message: problem.message })
  watch.changed(['documents'], 0)
}

/** One piece is always sent or fetched, however slow the network: a turn without any would be followed by another. */
function startTurn(clock: Pick<Clock, 'now'>, watch: KeepWatch): Turn & { isUsed(): boolean } {
  const end = clock.now() + TURN_MILLISECONDS
  let bytes = 0
  let pieces = 0
  return {
    count: (more) => {
      bytes += more
      pieces += 1
    },
    isOver: () => watch.stopped() || (pieces > 0 && (bytes >= TURN_BYTES || clock.now() >= end)),
    isUsed: () => pieces > 0,
  }
}

/** Runs work whose failure concerns no other. @returns why it failed, null when it did not. */
async function explain(parts: KeepParts, work: () => Promise<void>): Promise<WorkstationError | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (isTransient(error)) throw error
    const problem = mapPostgresError(error)
    parts.log.warn('documents.failed', { code: problem.code, sqlState: (error as { code?: string }).code })
    return problem
  }
}

/** Follows the calendar and the pins; the trail says what that changed. */
async function readPlan({ cache, clock, limits, audit }: KeepParts): Promise<KeepPlan> {
  const at = (days: number) => new Date(clock.now() + days * DAY_MILLISECONDS).toISOString()
  const times = { now: at(0), horizon: at(limits.meetingDays), over: at(-limits.graceDays) }
  const plan = await cache.run('planFiles', { times, limitBytes: limits.keepMegabytes * 1_000_000 })
  const dropped = plan.dropped.map((file) => entryOf(file, 'wipe', 'No longer kept on this laptop'))
  const entries = [...calendarEntries(plan.calendar), ...dropped]
  if (entries.length > 0) await audit(entries)
  return plan
}

/** One event for all that the calendar changed at once, with the meetings and their households in it. */
function calendarEntries({ kept, ended }: KeepPlan['calendar']): AuditEntry[] {
  if (kept.length + ended.length === 0) return []
  const households = new Set([...kept, ...ended].map(({ householdId }) => householdId))
  const [only = null] = households
  return [
    {
      type: 'document',
      action: 'update',
      table: 'meetings',
      householdId: households.size === 1 ? only : null,
      changes: { kept: [ended, kept] },
      reason: `Documents kept by the calendar: for ${kept.length} more meetings, for ${ended.length} no longer`,
    },
  ]
}

/** @returns whether another turn would bring more, and what kept a file from coming. */
async function fetchMissing(
  database: FirmDatabase,
  parts: KeepParts,
  missing: KeepPlan['fetch'],
  turn: Turn,
): Promise<{ more: boolean; problem: WorkstationError | null }> {
  let more = false
  let problem: WorkstationError | null = null
  for (const one of missing) {
    if (turn.isOver()) return { more: true, problem }
    const failed = await explain(parts, async () => {
      const outcome = await fetchFile(database, parts, one, turn)
      if (outcome === 'whole') await parts.audit([entryOf(one.version, 'checkout', 'Kept on this laptop')])
      if (outcome === 'mismatch') problem = new WorkstationError('file_unreadable', NOT_AS_FILED)
      more ||= outcome === 'part' || (outcome === 'mismatch' && one.file?.problem !== 'again')
    })
    problem = failed ?? problem
    // Nothing else finds room either.
    if (failed?.code === 'disk_full') return { more: false, problem }
  }
  return { more, problem }
}

const NOT_AS_FILED =
  'What came of a document is not what was filed, so it is not kept here. Compliance can see which in the trail.'

function entryOf(
  { versionId, householdId }: { versionId: string; householdId: string },
  action: 'checkout' | 'wipe',
  reason: string,
): AuditEntry {
  return { type: 'document', action, table: 'document_versions', rowId: versionId, householdId, reason }
}
