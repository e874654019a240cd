import { createHash } from 'node:crypto'
import { pageRows } from '#electron/page-text/extract-pages.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'

export interface PageWork {
  /** As `extractPages`. */
  readonly extract: (content: Uint8Array, mediaType: string) => Promise<readonly string[] | null>
  readonly nextId: () => string
}

export interface PagesReport {
  /** Versions whose pages were read, and how many pages these have. */
  readonly read: number
  readonly pages: number
  /** Versions without any text, as scans are. */
  readonly empty: number
  /** Ids of versions that are damaged, locked, or not what was filed. */
  readonly unreadable: readonly string[]
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** A day after filing, whoever filed it with its pages has sent them. */
const NEXT = `
  SELECT id, household_id, media_type, sha256 FROM document_versions AS version
  WHERE id > $1 AND created_at < now() - interval '1 day'
    AND (media_type ILIKE 'application/pdf%' OR media_type ILIKE 'text/%')
    AND NOT EXISTS (SELECT FROM document_pages WHERE version_id = version.id)
  ORDER BY id LIMIT 1`

/**
 * Reads the pages of versions that have none: of what was filed before pages were kept, or by other programs. Each
 * version is its own unit of work, so that a cut loses nothing; run again, it goes on.
 *
 * @param database of a login that sees the whole firm and may file.
 */
export async function readMissingPages(database: FirmDatabase, work: PageWork): Promise<PagesReport> {
  const unreadable: string[] = []
  let [read, pages, empty] = [0, 0, 0]
  for (let last = FIRST_ID; ; ) {
    const [version] = await database.query(NEXT, [last])
    if (version === undefined) return { read, pages, empty, unreadable }
    last = version.id ?? ''
    const added = await readVersion(database, version, work)
    if (added === null) unreadable.push(last)
    else if (added === 0) empty += 1
    else {
      read += 1
      pages += added
    }
  }
}

/** @returns how many pages were added; null for a version that cannot be read. */
async function readVersion(
  database: FirmDatabase,
  version: Readonly<Record<string, string | null>>,
  { extract, nextId }: PageWork,
): Promise<number | null> {
  const pieces = await database.query(
    'SELECT content FROM document_contents WHERE version_id = $1 ORDER BY chunk_number',
    [version.id],
  )
  const content = Buffer.concat(pieces.map((piece) => Buffer.from((piece.content ?? '').slice(2), 'hex')))
  if (createHash('sha256').update(content).digest('hex') !== version.sha256) return null
  const texts = await extract(content, version.media_type ?? '')
  if (texts === null) return null
  const rows = pageRows(texts, { householdId: version.household_id ?? '', versionId: version.id ?? '' }, nextId)
  await database.unitOfWork('read committed', async (run) => {
    for (const { id, householdId, versionId, pageNumber, content: text } of rows) {
      await run(
        `INSERT INTO document_pages (id, household_id, version_id, page_number, content) VALUES ($1, $2, $3, $4, $5)`,
        [id, householdId, versionId, pageNumber, text],
      )
    }
  })
  return rows.length
}
