import type { CacheDatabase } from './open-cache.ts'

/** Something to be kept on this laptop with its contents. */
export interface Pin {
  /** A document, or all documents of a meeting's household. */
  readonly tableName: 'documents' | 'meetings'
  readonly rowId: string
  readonly householdId: string
  /** `hand`: until somebody says otherwise. `calendar`: a meeting that comes up. `opened`: asked for, and kept a while. */
  readonly reason: 'hand' | 'calendar' | 'opened'
  /** The instant it ends by itself; null where it does not. */
  readonly until: string | null
}

/** Keeps something; what a hand keeps stays so. @returns whether that changed anything. */
export function addPin(db: CacheDatabase, pin: Pin): boolean {
  const statement = db.prepare(
    `INSERT INTO pins (table_name, row_id, household_id, reason, until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (table_name, row_id) DO UPDATE SET reason = excluded.reason, until = excluded.until
     WHERE pins.reason <> 'hand'`,
  )
  return statement.run(pin.tableName, pin.rowId, pin.householdId, pin.reason, pin.until).changes > 0
}

/** @returns whether it was kept. */
export function removePin(db: CacheDatabase, { tableName, rowId }: Pick<Pin, 'tableName' | 'rowId'>): boolean {
  return db.prepare('DELETE FROM pins WHERE table_name = ? AND row_id = ?').run(tableName, rowId).changes > 0
}

/** Instants that decide which meetings are kept. */
export interface KeepTimes {
  readonly now: string
  /** Meetings that begin before this are kept by themselves. */
  readonly horizon: string
  /** Meetings that ended before this are kept no longer. */
  readonly over: string
}

/** Meetings by id, with their households. */
type PinnedMeeting = Pick<Pin, 'rowId' | 'householdId'>

export interface CalendarPins {
  readonly kept: readonly PinnedMeeting[]
  readonly ended: readonly PinnedMeeting[]
}

/**
 * Follows the calendar: meetings that come up are kept, those that are over or gone are not.
 *
 * @returns the meetings for which that is new.
 */
export function followCalendar(db: CacheDatabase, times: KeepTimes): CalendarPins {
  const ending = db.prepare(
    `DELETE FROM pins WHERE until < :now
       OR table_name = 'documents' AND NOT EXISTS (SELECT 1 FROM documents WHERE id = row_id)
       OR table_name = 'meetings' AND NOT EXISTS (
         SELECT 1 FROM meetings WHERE id = row_id AND status IN ('planned', 'held') AND ends_at >= :over
           AND (reason = 'hand' OR starts_at <= :horizon))
     RETURNING table_name AS tableName, row_id AS rowId, household_id AS householdId`,
  )
  const beginning = db.prepare(
    `INSERT INTO pins (table_name, row_id, household_id, reason)
     SELECT 'meetings', id, household_id, 'calendar' FROM meetings
     WHERE status = 'planned' AND starts_at <= :horizon AND ends_at >= :over
     ON CONFLICT DO NOTHING RETURNING row_id AS rowId, household_id AS householdId`,
  )
  const ended = ending.all(times) as Pick<Pin, 'tableName' | 'rowId' | 'householdId'>[]
  return {
    ended: ended.filter(({ tableName }) => tableName === 'meetings').map(withoutTable),
    kept: beginning.all(times) as PinnedMeeting[],
  }
}

const withoutTable = ({ rowId, householdId }: PinnedMeeting): PinnedMeeting => ({ rowId, householdId })

/** The newest version of a document that is to be kept. */
export interface WantedVersion {
  readonly versionId: string
  readonly documentId: string
  readonly householdId: string
  readonly byteLength: number
  readonly sha256: string
}

/** What somebody waits for first, then what a hand keeps, then by meeting, the nearest first; within one, newest first. */
export function readWanted(db: CacheDatabase): WantedVersion[] {
  return db
    .prepare(
      `WITH asked AS (
         SELECT documents.id, CASE reason WHEN 'opened' THEN '0' ELSE '1' END AS place
         FROM pins JOIN documents ON pins.table_name = 'documents' AND documents.id = row_id
         UNION ALL
         SELECT documents.id, '2 ' || starts_at FROM pins
         JOIN meetings ON pins.table_name = 'meetings' AND meetings.id = row_id
         JOIN documents ON documents.household_id = meetings.household_id
       ), placed AS (SELECT id, min(place) AS place FROM asked GROUP BY id)
       SELECT newest.id AS versionId, documents.id AS documentId, documents.household_id AS householdId,
         newest.byte_length AS byteLength, newest.sha256
       FROM placed JOIN documents ON documents.id = placed.id
       JOIN document_versions AS newest ON newest.document_id = documents.id
       WHERE disposition <> 'destroyed' AND newest.version_number = (
         SELECT max(version_number) FROM document_versions WHERE document_id = documents.id)
       ORDER BY placed.place, superseded_on IS NOT NULL, coalesce(document_date, documents.created_at) DESC, documents.id`,
    )
    .all() as WantedVersion[]
}
