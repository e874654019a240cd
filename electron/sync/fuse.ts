import type { Weight } from '#electron/cache/apply-pull.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

/** Below this many rows a pull is ordinary work, however small the book. */
export const FUSE_FLOOR = 100
/** The share of the book above which removals have to be confirmed. */
export const FUSE_SHARE = 0.05

/**
 * Whether a pull would take away so much that it is confirmed before anything is written. Households that the log of
 * assignments names are not in the weight.
 *
 * @param before rows that the same reconciliation removed already.
 */
export function isHeavy({ rows, total }: Pick<Weight, 'rows' | 'total'>, before: number): boolean {
  const removing = before + rows
  return rows > 0 && removing > FUSE_FLOOR && removing > FUSE_SHARE * (total + before)
}

/** @returns how many rows that were missing in the first snapshot are there in the second. */
export function returnedRows(first: Weight, second: Weight): number {
  return Object.entries(first.removing).reduce((sum, [table, ids]) => {
    const stillMissing = new Set(second.removing[table] ?? [])
    return sum + ids.filter((id) => !stillMissing.has(id)).length
  }, 0)
}

/** @returns how many of the rows are in households of this person all the same, and only not shown. */
export async function countHidden(database: FirmDatabase, { removing }: Weight): Promise<number> {
  const [answer] = await database.query('SELECT sync.count_hidden($1) AS hidden', [JSON.stringify(removing)])
  return Number(answer?.hidden ?? 0)
}

function countsOf({ removing }: Weight): Record<string, [number, number]> {
  const counts = Object.entries(removing).filter(([, ids]) => ids.length > 0)
  return Object.fromEntries(counts.map(([table, ids]) => [table, [ids.length, 0]]))
}

/** The event of many removals that two snapshots and the keeper of the firm's database agree on. */
export function confirmedEntry(weight: Weight): AuditEntry {
  return {
    type: 'integrity',
    action: 'verified',
    changes: countsOf(weight),
    reason: `${weight.rows} of ${weight.total} rows removed: a second snapshot says the same`,
  }
}

/** The event and the sentence when removals are not confirmed: nothing was written. */
export function disagreement(
  weight: Weight,
  returned: number,
  hidden: number,
): { entry: AuditEntry; error: WorkstationError } {
  const found =
    hidden > 0 ? `${hidden} of them are there and not shown` : `${returned} of them were there a moment later`
  return {
    entry: {
      type: 'integrity',
      action: 'verified',
      changes: countsOf(weight),
      reason: `Stopped: the firm’s database no longer showed ${weight.rows} of ${weight.total} rows, but ${found}`,
    },
    error: new WorkstationError(
      'refused',
      `The firm’s database suddenly no longer shows ${weight.rows} of the ${weight.total} rows of your book, and contradicts itself about them. Nothing was removed here and you can go on working. Tell IT: a policy or a table of the database may be broken.`,
    ),
  }
}
