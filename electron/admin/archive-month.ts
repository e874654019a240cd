import { mkdirSync } from 'node:fs'
import { type BundleVerdict, bundleFile, verifyBundle, writeBundle } from '#electron/audit/trail-bundle.ts'
import type { FirmDatabase, Run } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

const PAGE = 2_000

/** A month of the trail as the database's functions take it. @throws WorkstationError `bad_input`. */
function firstDay(month: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new WorkstationError('bad_input', 'Name the month as YYYY-MM.')
  return `${month}-01`
}

/**
 * Writes a month to a bundle, reads it back, and detaches it once the database finds the same digest. The database
 * decides whether the month may go; when it refuses after the bundle was written, the bundle stays and says nothing wrong.
 *
 * @throws WorkstationError `refused` with the reason; `bad_input` when there is such a bundle; `internal` when it does
 *   not verify.
 */
export async function archiveMonth(database: FirmDatabase, month: string, folder: string): Promise<BundleVerdict> {
  const day = firstDay(month)
  const [answer] = await database.query('SELECT audit.archive_refusal($1) AS refusal', [day])
  if (answer?.refusal) throw new WorkstationError('refused', answer.refusal)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await database.unitOfWork('repeatable read, read only', (run) => writeBundle(folder, month, readLines(run, day)))
  const verdict = await requireWhole(folder, month)
  await database.query('SELECT audit.archive_month($1, $2)', [day, verdict.manifest.digest])
  return verdict
}

/**
 * Drops a month that was archived, once its bundle verifies again and the database finds the same digest in the table.
 *
 * @throws WorkstationError `not_found` without a bundle; `refused` or `internal` when they are not the same.
 */
export async function dropMonth(database: FirmDatabase, month: string, folder: string): Promise<BundleVerdict> {
  const day = firstDay(month)
  const verdict = await requireWhole(folder, month)
  await database.query('SELECT audit.drop_month($1, $2)', [day, verdict.manifest.digest])
  return verdict
}

async function requireWhole(folder: string, month: string): Promise<BundleVerdict> {
  const verdict = await verifyBundle(bundleFile(folder, month))
  if (verdict.ok && verdict.manifest.month === month) return verdict
  throw new WorkstationError(
    'internal',
    `The bundle of ${month} does not verify: ${verdict.problem ?? 'it is of another month'}. Nothing was detached or dropped; keep the bundle and ask why.`,
  )
}

/** A cursor keeps the month on the server: here is never more than one page. */
async function* readLines(run: Run, day: string): AsyncGenerator<string> {
  await run('DECLARE month_lines NO SCROLL CURSOR FOR SELECT line FROM audit.month_lines($1)', [day])
  for (;;) {
    const rows = await run(`FETCH ${PAGE} FROM month_lines`)
    for (const { line } of rows) yield line ?? ''
    if (rows.length < PAGE) return
  }
}
