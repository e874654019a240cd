import type { CacheDatabase } from './open-cache.ts'
import { readSent, sentColumns, setSent } from './sent-changes.ts'
import { readRow, readShadow, restoreRow, writeShadow } from './write-rows.ts'

/** Where this device stands in the order of its units and in its trail. */
export interface LocalPlace {
  /** The last unit that the firm acknowledged; null in a book that has not counted yet. */
  readonly sent: number | null
  /** The hash of the event of the trail that was asked for; null where the trail does not reach so far. */
  readonly hash: string | null
  /** The last event that the firm acknowledged; 0 for none. */
  readonly trailSent: number
}

export function readPlace(db: CacheDatabase, trailSequence: number): LocalPlace {
  const hash = db.prepare('SELECT hash FROM local_audit WHERE sequence = ?').pluck().get(trailSequence)
  const last = db
    .prepare('SELECT sequence FROM local_audit WHERE sent = 1 ORDER BY sequence DESC LIMIT 1')
    .pluck()
    .get()
  return {
    sent: readSent(db),
    hash: (hash as string | undefined) ?? null,
    trailSent: (last as number | undefined) ?? 0,
  }
}

/**
 * Takes over how far the firm's database knows this device. Acknowledged units beyond that were lost there, with a
 * restore or because another server took over: they wait again, before all others, and so do the events of the trail.
 *
 * @returns how many units wait again.
 */
export function rewindPlace(db: CacheDatabase, place: { last: number; trail: number }): number {
  return db.transaction(() => {
    const sent = readSent(db)
    setSent(db, place.last)
    db.prepare('UPDATE local_audit SET sent = 0 WHERE sent = 1 AND sequence > ?').run(place.trail)
    if (sent === null || sent <= place.last) return 0
    const lost = readLost(db, place.last)
    for (const row of lost) keepShadow(db, row)
    const units = queueAgain(db, place.last)
    for (const { tableName, rowId } of lost) restoreRow(db, tableName, rowId)
    return units
  })()
}

interface LostRow {
  readonly tableName: string
  readonly rowId: string
  readonly isAdded: number
}

function readLost(db: CacheDatabase, last: number): LostRow[] {
  return db
    .prepare(
      `SELECT table_name AS tableName, row_id AS rowId, max(operation = 'insert') AS isAdded FROM sent_changes
       WHERE unit_sequence > ? GROUP BY 1, 2`,
    )
    .all(last) as LostRow[]
}

/** What the book shows of a row is the firm's version until it sends another; of a row added here it knows none. */
function keepShadow(db: CacheDatabase, { tableName, rowId, isAdded }: LostRow): void {
  if (isAdded) db.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?').run(tableName, rowId)
  const row = isAdded ? undefined : readRow(db, tableName, rowId)
  if (row && readShadow(db, tableName, rowId) === undefined) writeShadow(db, tableName, row)
}

/** @returns how many units wait again. */
function queueAgain(db: CacheDatabase, last: number): number {
  const first = db.prepare('SELECT coalesce(min(sequence), 1) FROM outbox').pluck().get() as number
  db.prepare(
    `INSERT OR IGNORE INTO outbox (${sentColumns}, sequence, state)
     SELECT ${sentColumns},
       ? - 1 - count(*) OVER () + row_number() OVER (ORDER BY unit_sequence, sequence), 'waiting'
     FROM sent_changes WHERE unit_sequence > ?`,
  ).run(first, last)
  const units = db.prepare('SELECT count(DISTINCT unit_id) FROM sent_changes WHERE unit_sequence > ?').pluck().get(last)
  db.prepare('DELETE FROM sent_changes WHERE unit_sequence > ?').run(last)
  return units as number
}
