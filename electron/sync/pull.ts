import type { Pull, Weight } from '#electron/cache/apply-pull.ts'
import type { Share } from '#electron/cache/book-digests.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor } from '#electron/cache/load-rows.ts'
import type { SharePlan } from '#electron/cache/verification.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import { fetchPull, nothingCompared, nothingWhole, type Wanted } from './fetch-pull.ts'
import { confirmedEntry, countHidden, disagreement, isHeavy, returnedRows } from './fuse.ts'
import { look } from './look.ts'
import { repairEntries, unrepaired, wholeOf } from './repair.ts'

/** What one snapshot brought, for whoever shows it and for the receipts. */
export interface Brought {
  readonly tables: readonly string[]
  readonly rows: number
  readonly purged: readonly string[]
  readonly gained: readonly string[]
}

export interface PullResult {
  /** Where the book stands now. */
  readonly cursor: Cursor
  /** Rows that went. */
  readonly removed: number
  /** Rows of the firm's that were compared as asked. */
  readonly compared: number
  /** Households and parts of firm-wide tables that were not what the firm has, and were fetched anew. */
  readonly repaired: number
}

export interface PullParts {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly deviceId: string
  /** Called as soon as a snapshot is stored, so that no receipt is lost with what comes after. */
  readonly brought: (brought: Brought) => Promise<void>
  /** Writes into this laptop's trail. */
  readonly record: (entries: readonly AuditEntry[]) => Promise<void>
}

/**
 * Brings what changed since the cursor: one snapshot of the firm's database becomes one local transaction. What then
 * differs from the firm's digests is fetched whole in another, and the trail says so.
 *
 * @param previous where the book stands.
 * @param compared what is compared besides the households that changed.
 * @param before rows removed by the same reconciliation so far: they count together.
 * @throws WorkstationError `refused` when removals are not confirmed, or a repair does not hold.
 */
export async function runPull(
  parts: PullParts,
  previous: Cursor,
  compared: Share | SharePlan = nothingCompared,
  before = 0,
): Promise<PullResult> {
  const first = await bring(parts, previous, { whole: nothingWhole, compared }, before)
  if (first.differences.length === 0) return { ...first, repaired: 0 }
  const whole = wholeOf(first.differences)
  const again = { households: whole.households, firm: whole.parts.length > 0 }
  const second = await bring(parts, first.cursor, { whole, compared: again }, before + first.removed)
  await parts.record(repairEntries(first.differences))
  if (second.differences.length > 0) throw unrepaired(second.differences)
  const repaired = whole.households.length + whole.parts.length
  return { cursor: second.cursor, removed: first.removed + second.removed, compared: first.compared, repaired }
}

/** Fetches and applies once. */
async function bring(parts: PullParts, previous: Cursor, wanted: Wanted, before: number) {
  const pull = await bringSafely(parts, previous, wanted, before)
  const coming = [...pull.gained, ...pull.whole.households]
  if (coming.length > 0) await parts.database.query('SELECT app.check_out($1, $2)', [parts.deviceId, coming])
  const { removed, purged, gained, differences } = await parts.cache.run('applyPull', pull)
  const rows = removed + pull.upserts.reduce((sum, upsert) => sum + upsert.rows.length, 0)
  await parts.brought({ tables: touchedTables(pull, purged), rows, purged, gained })
  return { cursor: pull.cursor, removed, compared: countCompared(pull, wanted.compared), differences }
}

/** What was compared only because it had just changed is not counted: it would be counted with every stretch. */
function countCompared({ digests }: Pull, { households, firm }: Share): number {
  const asked = new Set(households)
  const counted = digests.filter(({ table, part }) => (householdColumn(recordOf(table)) ? asked.has(part) : firm))
  return counted.reduce((sum, { rows }) => sum + rows, 0)
}

/** Fetches; a pull that would remove much is fetched again in another snapshot, and has to say the same. */
async function bringSafely(parts: PullParts, previous: Cursor, wanted: Wanted, before: number): Promise<Pull> {
  const first = await fetchOnce(parts, previous, wanted)
  const weight = await weigh(parts, first)
  if (!isHeavy(weight, before)) return first
  const second = await fetchOnce(parts, previous, wanted)
  const again = await weigh(parts, second)
  await confirmRemovals(parts, weight, again)
  return second
}

/** Only what decides about removals crosses to the cache: the rows themselves would cross twice. */
async function weigh({ cache }: PullParts, pull: Pull): Promise<Weight> {
  const { whole, removals, upserts } = pull
  const isWhole = whole.households.length > 0 || whole.parts.length > 0
  if (!isWhole && removals.length === 0) return { removing: {}, rows: 0, total: 0 }
  const ids = upserts.map(({ table, rows }) => ({ table, rows: rows.map(([id = null]) => [id]) }))
  return cache.run('weighPull', { ...pull, upserts: isWhole ? ids : [], digests: [] })
}

async function confirmRemovals({ database, record }: PullParts, first: Weight, second: Weight): Promise<void> {
  const returned = returnedRows(first, second)
  const hidden = await countHidden(database, second)
  if (returned === 0 && hidden === 0) {
    await record([confirmedEntry(second)])
    return
  }
  const { entry, error } = disagreement(first, returned, hidden)
  await record([entry])
  throw error
}

function fetchOnce({ database, deviceId }: PullParts, previous: Cursor, wanted: Wanted) {
  return database.unitOfWork('repeatable read, read only', async (run) => {
    return fetchPull(run, await look(run, deviceId, previous.snapshot), wanted)
  })
}

function touchedTables(pull: Pull, purged: readonly string[]): string[] {
  if (purged.length > 0 || pull.whole.households.length > 0) return [...bookTableNames]
  return [...new Set([...pull.upserts, ...pull.removals].map(({ table }) => table))]
}
