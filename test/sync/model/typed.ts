import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { toColumn } from '#shared/schema/names.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A change as it lies in a laptop's outbox. */
export interface Unsent {
  readonly mutationId: string
  /** What one command changed has one unit. */
  readonly unitId: string
  readonly table: string
  readonly rowId: string
  readonly operation: string
  readonly state: string
  readonly patch: Fields
  /** The firm's row that it collided with. */
  readonly theirs: Fields | null
}

/** Something a person typed and the workstation took: what becomes of it is what the model is about. */
export interface Typed {
  /** Null where it was sent before anybody could look. */
  readonly mutationId: string | null
  readonly laptop: number
  readonly table: string
  readonly rowId: string
  readonly operation: string
  readonly patch: Fields
  /** By field, what the person had before their eyes: the only values that the change may take the place of. */
  readonly seen: Map<string, unknown[]>
  /** Why it may be gone: a person dropped it, or it went with a disk that was put back. */
  excuse: 'discarded' | 'disk' | null
}

/** Whether an entry of an outbox is what was typed. */
export function isEntryOf(change: Typed, entry: Unsent): boolean {
  if (change.mutationId !== null) return change.mutationId === entry.mutationId
  return entry.operation === 'insert' && entry.rowId === change.rowId
}

export function readOutbox(db: CacheDatabase): Unsent[] {
  const rows = db
    .prepare(`SELECT mutation_id, coalesce(unit_id, mutation_id) AS unit_id, table_name, row_id, operation, state, patch, theirs
       FROM outbox ORDER BY sequence`)
    .all() as Record<string, string | null>[]
  return rows.map((row) => ({
    mutationId: row.mutation_id ?? '',
    unitId: row.unit_id ?? '',
    table: row.table_name ?? '',
    rowId: row.row_id ?? '',
    operation: row.operation ?? '',
    state: row.state ?? '',
    patch: JSON.parse(row.patch ?? '{}') as Fields,
    theirs: row.theirs ? (JSON.parse(row.theirs) as Fields) : null,
  }))
}

/** A row as the book shows it, by column. */
export function readShown(db: CacheDatabase, table: string, id: string): Fields {
  return (db.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) ?? {}) as Fields
}

/** What was seen of the fields a change sets: the row as shown, and what unsent changes below it were made on. */
export function whatWasSeen(change: Unsent, shown: Fields, earlier: readonly Typed[]): Map<string, unknown[]> {
  const below = earlier.filter(({ table, rowId }) => table === change.table && rowId === change.rowId)
  return new Map(
    Object.keys(change.patch).map((name) => [
      name,
      [shown[toColumn(name)], ...below.flatMap(({ seen }) => seen.get(name) ?? [])],
    ]),
  )
}

/** Equality across the two databases' ways of writing a value. */
export function isSame(left: unknown, right: unknown): boolean {
  return plain(left) === plain(right)
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value)
  return typeof value === 'object' ? JSON.stringify(value) : value
}
