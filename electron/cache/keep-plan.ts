import { type KeptFile, readAllKept, sweepOrphans } from './kept-files.ts'
import type { CacheDatabase } from './open-cache.ts'
import { type CalendarPins, followCalendar, type KeepTimes, readWanted, type WantedVersion } from './pins.ts'

export interface KeepSummary {
  /** Files that are to be here, and their bytes. */
  readonly wanted: number
  readonly wantedBytes: number
  readonly here: number
  /** Bytes here of what is to be here, those of files still arriving included. */
  readonly hereBytes: number
  /** Pinned files that find no room within the limit. */
  readonly overLimit: number
  /** Files added here and not yet filed at the firm. */
  readonly sending: number
}

export interface KeepPlan {
  /** What is to be fetched, most urgent first, with what came of it so far. */
  readonly fetch: readonly { readonly version: WantedVersion; readonly file: KeptFile | null }[]
  readonly send: readonly KeptFile[]
  /** What is kept here no longer. */
  readonly dropped: readonly Pick<KeptFile, 'versionId' | 'householdId'>[]
  /** Versions of files added here and discarded: the firm may have pieces of them. */
  readonly discarded: readonly string[]
  /** Meetings that began and ceased to be kept by themselves. */
  readonly calendar: CalendarPins
  readonly summary: KeepSummary
}

const nothingToKeep: KeepPlan = {
  fetch: [],
  send: [],
  dropped: [],
  discarded: [],
  calendar: { kept: [], ended: [] },
  summary: { wanted: 0, wantedBytes: 0, here: 0, hereBytes: 0, overLimit: 0, sending: 0 },
}

/**
 * Follows the calendar, drops what is no longer to be here, and says what is missing. While a book is being brought it
 * does not know what there is, so nothing is dropped for its sake.
 */
export function planFiles(
  db: CacheDatabase,
  { times, limitBytes }: { readonly times: KeepTimes; readonly limitBytes: number },
): KeepPlan {
  if (db.prepare(`SELECT 1 FROM sync_state WHERE name = 'cursor'`).get() === undefined) return nothingToKeep
  const { within, over, dropped, calendar } = db.transaction(() => {
    const followed = followCalendar(db, times)
    settleCaptured(db)
    const [fitting, beyond] = splitByLimit(readWanted(db), limitBytes)
    const unwanted = forgetUnwanted(db, new Set(fitting.map((one) => one.versionId)))
    return { within: fitting, over: beyond, dropped: unwanted, calendar: followed }
  })()
  sweepOrphans(db)
  const kept = new Map(readAllKept(db).map((file) => [file.versionId, file]))
  const fetch = within.flatMap((version) => {
    const file = kept.get(version.versionId) ?? null
    return file === null || isMissing(file) ? [{ version, file }] : []
  })
  const waiting = db.prepare(
    `SELECT row_id FROM outbox WHERE table_name = 'document_versions' AND state IN ('waiting', 'sending') ORDER BY sequence`,
  )
  const send = (waiting.pluck().all() as string[]).flatMap((versionId) => kept.get(versionId) ?? [])
  const summary = summarise(within, over.length, send.length, kept)
  return { fetch, send, dropped, discarded: readDiscarded(db), calendar, summary }
}

const isMissing = ({ state, problem }: KeptFile) => state === 'arriving' && problem !== 'not_as_filed'

function splitByLimit(wanted: readonly WantedVersion[], limit: number): [WantedVersion[], WantedVersion[]] {
  let bytes = 0
  const within: WantedVersion[] = []
  const over: WantedVersion[] = []
  for (const version of wanted) {
    const fits = bytes + version.byteLength <= limit
    if (fits) bytes += version.byteLength
    ;(fits ? within : over).push(version)
  }
  return [within, over]
}

const decided = `state = 'captured' AND NOT EXISTS (
  SELECT 1 FROM outbox WHERE table_name = 'document_versions' AND row_id = version_id)`

/**
 * The firm has what was captured: then it is kept like any other file. Or somebody discarded it: then it goes, and only
 * that the firm is to be told stays until it was.
 */
function settleCaptured(db: CacheDatabase): void {
  db.exec(`UPDATE kept_files SET state = 'whole' WHERE ${decided} AND version_id IN (SELECT id FROM document_versions)`)
  db.exec(`INSERT OR IGNORE INTO discarded_files (version_id) SELECT version_id FROM kept_files WHERE ${decided}`)
  db.exec(`DELETE FROM kept_files WHERE ${decided}`)
}

function readDiscarded(db: CacheDatabase): string[] {
  return db.prepare('SELECT version_id FROM discarded_files ORDER BY version_id').pluck().all() as string[]
}

/** The firm keeps nothing of them any more. */
export function forgetDiscarded(db: CacheDatabase, { versionIds }: { versionIds: readonly string[] }): void {
  const forget = db.prepare('DELETE FROM discarded_files WHERE version_id = ?')
  db.transaction(() => versionIds.forEach((id) => void forget.run(id)))()
}

function forgetUnwanted(db: CacheDatabase, wanted: ReadonlySet<string>): Pick<KeptFile, 'versionId' | 'householdId'>[] {
  const unwanted = readAllKept(db).filter(
    ({ state, versionId }) => (state === 'whole' || state === 'arriving') && !wanted.has(versionId),
  )
  for (const { fileId } of unwanted) db.prepare('DELETE FROM kept_files WHERE file_id = ?').run(fileId)
  return unwanted
    .filter(({ state }) => state === 'whole')
    .map(({ versionId, householdId }) => ({ versionId, householdId }))
}

function summarise(
  within: readonly WantedVersion[],
  overLimit: number,
  sending: number,
  kept: ReadonlyMap<string, KeptFile>,
): KeepSummary {
  const files = within.map(({ versionId }) => kept.get(versionId))
  const sum = (bytes: readonly number[]) => bytes.reduce((total, length) => total + length, 0)
  return {
    wanted: within.length,
    wantedBytes: sum(within.map(({ byteLength }) => byteLength)),
    here: files.filter((file) => file?.state === 'whole' || file?.state === 'captured').length,
    hereBytes: sum(files.map((file) => (file ? sum(file.lengths.slice(0, file.stored)) : 0))),
    overLimit,
    sending,
  }
}
