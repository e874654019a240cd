import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Cursor } from '#electron/cache/load-rows.ts'
import { LARGEST_SHARE } from '#electron/cache/verification.ts'
import { type PullParts, runPull } from './pull.ts'

/** What a comparison of the whole book found. */
export interface Verified {
  readonly households: number
  /** Rows of the firm's that were compared. */
  readonly rows: number
  /** Households and parts of firm-wide tables that were not what the firm has, and were fetched anew. */
  readonly repaired: number
  readonly cursor: Cursor
}

interface VerifyOptions {
  /** Where to go on; null for the beginning. */
  readonly after: string | null
  /** Called after each stretch with the place reached, null at the end, and the households compared so far. */
  readonly reached: (after: string | null, households: number) => Promise<void>
  readonly stopped: () => boolean
}

/** Compares the whole book with the firm's, a stretch and a snapshot at a time, and puts right what differs. */
export async function verifyBook(
  parts: PullParts,
  from: Cursor,
  { after, reached, stopped }: VerifyOptions,
): Promise<Verified> {
  let verified: Verified = { households: 0, rows: 0, repaired: 0, cursor: from }
  let place = after
  let removed = 0
  for (;;) {
    const plan = await parts.cache.run('planShare', { after: place, limit: LARGEST_SHARE })
    const result = await runPull(parts, verified.cursor, plan, removed)
    verified = {
      households: verified.households + plan.households.length,
      rows: verified.rows + result.compared,
      repaired: verified.repaired + result.repaired,
      cursor: result.cursor,
    }
    removed += result.removed
    place = plan.last ? null : plan.upTo
    await reached(place, verified.households)
    if (place === null || stopped()) return verified
  }
}

/**
 * Brings a book into step with a database of which the change log cannot say what changed: a restored one, a promoted
 * standby, one whose log was pruned meanwhile. Only what differs is fetched; a cut goes on where it was.
 *
 * @param start where pulls go on from.
 */
export async function reconcile(
  parts: PullParts,
  start: Cursor,
  resume: boolean,
  stopped: () => boolean,
): Promise<Verified> {
  if (!resume) await parts.cache.run('beginReconciliation', start)
  const { after } = await requireReconciliation(parts.cache)
  const verified = await verifyBook(parts, start, {
    after,
    stopped,
    reached: (place) => parts.cache.run('noteReconciliation', { after: place }),
  })
  if (stopped()) return verified
  await parts.record([
    {
      type: 'integrity',
      action: 'verified',
      reason: `Compared with another state of the firm’s database: ${verified.repaired} parts of ${verified.households} households fetched anew`,
    },
  ])
  return verified
}

async function requireReconciliation(cache: CachePort) {
  const known = await cache.run('readReconciliation', null)
  if (!known) throw new Error('no reconciliation is under way')
  return known
}
