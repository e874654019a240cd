import type { Share } from './book-digests.ts'
import { type Cursor, readReconciliation, readValue, writeState } from './load-rows.ts'
import type { CacheDatabase } from './open-cache.ts'

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const MINUTE_MILLISECONDS = 60_000
/** Between two shares by the firm's clock, so that a cycle with nothing new stays one question. */
const INTERVAL_MILLISECONDS = 10 * MINUTE_MILLISECONDS
/** In this time the whole book comes round; a laptop that was away takes a larger share. */
const ROUND_MILLISECONDS = 20 * 60 * MINUTE_MILLISECONDS
/** Households in one snapshot, so that neither side works for long at a time. */
export const LARGEST_SHARE = 500

/** A stretch of the book in order of household ids. */
export interface SharePlan extends Share {
  /** Households after this id, */
  readonly after: string
  /** up to and with this one: the firm is asked for those that are not here. */
  readonly upTo: string
  /** No household comes after it. */
  readonly last: boolean
}

/** Where the round stands, and when by the firm's clock a share and the firm's tables were compared last. */
interface Verification {
  readonly after: string
  readonly at: string
  readonly firmAt: string
}

/** The next stretch of the book; the last one takes the firm's tables along. */
export function planShare(db: CacheDatabase, { after, limit }: { after: string | null; limit: number }): SharePlan {
  const from = after ?? FIRST_ID
  const households = db
    .prepare('SELECT id FROM households WHERE id > ? ORDER BY id LIMIT ?')
    .pluck()
    .all(from, limit) as string[]
  const last = households.length < limit
  return { after: from, upTo: last ? LAST_ID : (households.at(-1) ?? LAST_ID), households, last, firm: last }
}

/**
 * What is to be compared in this cycle, if anything.
 *
 * @param at the firm's clock. The laptop's own has no say.
 */
export function dueShare(db: CacheDatabase, { at }: { at: string }): SharePlan | null {
  const known = readVerification(db)
  const elapsed = known ? timeBetween(known.at, at) : INTERVAL_MILLISECONDS
  if (elapsed < INTERVAL_MILLISECONDS) return null
  const total = db.prepare('SELECT count(*) FROM households').pluck().get() as number
  const wanted = Math.ceil((total * Math.min(elapsed, ROUND_MILLISECONDS)) / ROUND_MILLISECONDS)
  const plan = planShare(db, { after: known?.after ?? null, limit: Math.min(LARGEST_SHARE, Math.max(1, wanted)) })
  // However few the households are and however often they come round: prices are many.
  return { ...plan, firm: known !== null && timeBetween(known.firmAt, at) >= ROUND_MILLISECONDS }
}

/** A clock of the firm that was set back counts as one that has moved on. */
const timeBetween = (one: string, other: string) => Math.abs(Date.parse(other) - Date.parse(one))

function readVerification(db: CacheDatabase): Verification | null {
  const text = readValue(db, 'verification')
  return text === null ? null : (JSON.parse(text) as Verification)
}

/** A share was compared. */
export function noteShare(db: CacheDatabase, { plan, at }: { plan: SharePlan; at: string }): void {
  const firmAt = plan.firm ? at : (readVerification(db)?.firmAt ?? at)
  const noted: Verification = { after: plan.last ? FIRST_ID : plan.upTo, at, firmAt }
  writeState(db, 'verification', JSON.stringify(noted))
}

/**
 * The change log cannot say what changed: from here on the whole book is compared, and goes on where it was after a cut.
 *
 * @param start where pulls go on from in the database that answers now.
 */
export function beginReconciliation(db: CacheDatabase, start: Cursor): void {
  db.transaction(() => {
    const cursor = readValue(db, 'cursor')
    // Its versions count anew: none of its rows is older than what the book knows.
    db.exec('UPDATE sent_changes SET version_after = NULL')
    const at = cursor === null ? start.at : (JSON.parse(cursor) as Cursor).at
    writeState(db, 'reconciliation', JSON.stringify({ after: FIRST_ID, at }))
    writeState(db, 'cursor', JSON.stringify({ ...start, at }))
  })()
}

/** @param after the place reached; null when all of the book was compared. */
export function noteReconciliation(db: CacheDatabase, { after }: { after: string | null }): void {
  const known = readReconciliation(db)
  if (after === null) db.exec(`DELETE FROM sync_state WHERE name = 'reconciliation'`)
  else if (known) writeState(db, 'reconciliation', JSON.stringify({ ...known, after }))
}
