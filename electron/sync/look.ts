import type { Cursor } from '#electron/cache/load-rows.ts'
import { expectedMigration, requireSameSchema, type SchemaMatch } from '#electron/postgres/schema-version.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { TableName } from '#shared/records/index.ts'

/** What changed in my book since a snapshot: pointers, never rows. */
export interface Look {
  readonly cursor: Cursor
  /** The given snapshot lies in this database's future: it is another database, or an older copy. */
  readonly ahead: boolean
  /** Pointers that the given snapshot did not see were pruned: what changed since is not known any more. */
  readonly expired: boolean
  readonly changes: ReadonlyMap<TableName, readonly string[]>
  /** Households of mine with a change. */
  readonly touched: readonly string[]
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  /** Compliance or IT has shut this laptop out. */
  readonly revoked: boolean
  /** Hash of the keys this laptop is granted; see `hashGrants` of the vault. */
  readonly keyGrants: string
  readonly schema: SchemaMatch
}

interface LookAnswer {
  readonly snapshot: string
  readonly at: string
  readonly epoch: string
  readonly standby: boolean
  readonly ahead: boolean | null
  readonly expired: boolean | null
  readonly households: readonly string[] | null
  readonly changes: Readonly<Record<string, readonly string[]>> | null
  readonly access: Readonly<Record<string, boolean>> | null
  readonly revoked: boolean
  readonly key_grants: string
  readonly schema: SchemaMatch
}

type Query = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, string | null>[]>

/** Asks the change log in one round trip. Without a previous snapshot only the present one is of interest. */
export async function look(query: Query, deviceId: string, previous: string | null): Promise<Look> {
  const rows = await query('SELECT sync.look(coalesce($1::pg_snapshot, pg_current_snapshot()), $2, $3) AS answer', [
    previous,
    deviceId,
    expectedMigration,
  ])
  const answer = JSON.parse(rows[0]?.answer ?? 'null') as LookAnswer
  const access = Object.entries(answer.access ?? {})
  return {
    cursor: {
      snapshot: answer.standby ? collapse(answer.snapshot) : answer.snapshot,
      epoch: answer.epoch,
      at: answer.at,
    },
    ahead: answer.ahead === true,
    expired: answer.expired === true,
    touched: answer.households ?? [],
    changes: new Map(Object.entries(answer.changes ?? {}) as [TableName, string[]][]),
    gained: access.filter(([, mine]) => mine).map(([id]) => id),
    lost: access.filter(([, mine]) => !mine).map(([id]) => id),
    revoked: answer.revoked,
    keyGrants: answer.key_grants,
    schema: answer.schema,
  }
}

/**
 * @returns whether the change log can say what changed since the cursor. It cannot in another database, in a restored or
 *   promoted copy, and where it was pruned meanwhile.
 */
export function followsCursor({ cursor, ahead, expired }: Look, previous: Cursor): boolean {
  return !ahead && !expired && cursor.epoch === previous.epoch
}

/** @returns whether there is nothing to bring. */
export function isUnchanged({ changes, gained, lost }: Look): boolean {
  return changes.size === 0 && gained.length === 0 && lost.length === 0
}

/** @throws WorkstationError `wrong_schema`, or `forbidden` for a laptop that was revoked. */
export function requireAdmission({ revoked, schema }: Look): void {
  requireSameSchema(schema)
  if (revoked) throw shutOut()
}

/** What somebody reads whose laptop was revoked. */
export function shutOut(cause?: unknown): WorkstationError {
  const sentence = 'This laptop may no longer sync with the firm. Ask your administrator; what you saved here is kept.'
  return new WorkstationError('forbidden', sentence, undefined, { cause })
}

/** A standby's snapshot can hide open transactions; from xmin on, nothing is missed and some is asked twice. */
function collapse(snapshot: string): string {
  const xmin = snapshot.split(':')[0]
  return `${xmin}:${xmin}:`
}
