import type { Cursor } from '#electron/cache/load-rows.ts'
import type { TableName } from '#shared/records/index.ts'

/** What changed in my book since a snapshot: pointers, never rows. */
export interface Look {
  readonly cursor: Cursor
  /** The given snapshot lies in this database's future: it is another database, or an older copy. */
  readonly ahead: boolean
  readonly changes: ReadonlyMap<TableName, readonly string[]>
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

interface LookAnswer {
  readonly snapshot: string
  readonly at: string
  readonly epoch: string
  readonly standby: boolean
  readonly ahead: boolean | null
  readonly changes: Readonly<Record<string, readonly string[]>> | null
  readonly access: Readonly<Record<string, boolean>> | null
}

type Query = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, string | null>[]>

/** Asks the change log in one round trip. Without a previous snapshot only the present one is of interest. */
export async function look(query: Query, previous: string | null): Promise<Look> {
  const rows = await query(`SELECT sync.look(coalesce($1::pg_snapshot, pg_current_snapshot())) AS answer`, [previous])
  const answer = JSON.parse(rows[0]?.answer ?? 'null') as LookAnswer
  const access = Object.entries(answer.access ?? {})
  return {
    cursor: {
      snapshot: answer.standby ? collapse(answer.snapshot) : answer.snapshot,
      epoch: answer.epoch,
      at: answer.at,
    },
    ahead: answer.ahead === true,
    changes: new Map(Object.entries(answer.changes ?? {}) as [TableName, string[]][]),
    gained: access.filter(([, mine]) => mine).map(([id]) => id),
    lost: access.filter(([, mine]) => !mine).map(([id]) => id),
  }
}

/** A standby's snapshot can hide open transactions; from xmin on, nothing is missed and some is asked twice. */
function collapse(snapshot: string): string {
  const xmin = snapshot.split(':')[0]
  return `${xmin}:${xmin}:`
}
