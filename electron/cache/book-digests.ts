import { createHash } from 'node:crypto'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { householdColumn } from '#shared/schema/names.ts'
import type { CacheDatabase } from './open-cache.ts'
import type { JsonRow } from './row-json.ts'

/** Which part of a book is compared: households, by id, and whether the tables of the whole firm are as well. */
export interface Share {
  readonly households: readonly string[]
  readonly firm: boolean
}

/** Count and hash of what one part of a table holds. */
export interface Digest {
  readonly table: TableName
  /** The household's id; of a table of the whole firm the last hex digit of its rows' ids. */
  readonly part: string
  readonly rows: number
  /** Lower-case hex SHA-256 of `id:version:milliseconds`, joined by commas in order of id. */
  readonly hash: string
}

/** One row as the firm's database has it: id, version, when it was last changed. */
type Stamp = readonly [id: string, version: number, updatedAt: string]

/** A part of a table whose rows here are not those of the firm. */
export interface Difference {
  readonly table: TableName
  readonly part: string
  readonly here: number
  readonly there: number
}

/**
 * Digests of what this laptop has stored, as `digestStatement` computes them in the firm's database. A row with unsent
 * changes counts as the firm has it, a row the firm has never seen does not count.
 */
export function digestBook(db: CacheDatabase, share: Share): Digest[] {
  return bookTableNames.flatMap((table) => {
    const column = householdColumn(recordOf(table))
    if (column) return share.households.length === 0 ? [] : digestTable(db, table, column, share.households)
    return share.firm ? digestTable(db, table, null, null) : []
  })
}

function digestTable(
  db: CacheDatabase,
  table: TableName,
  column: string | null,
  households: readonly string[] | null,
): Digest[] {
  const part = column ?? 'substr(id, -1)'
  const rows = db
    .prepare(
      `SELECT ${part} AS part, id, version, updated_at FROM ${table}
       WHERE ${households ? `${part} IN (SELECT value FROM json_each(?))` : 'true'}
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE table_name = '${table}' AND row_id = ${table}.id)
       ORDER BY part, id`,
    )
    .raw()
    .iterate(...(households ? [JSON.stringify(households)] : []))
  const parts = new Map<string, Stamp[]>()
  for (const row of rows) {
    const [key, ...stamp] = row as [string, ...Stamp]
    add(parts, key, stamp)
  }
  for (const [key, stamp] of readShadows(db, table, column)) {
    if (!households || households.includes(key)) add(parts, key, stamp)
  }
  return [...parts].map(([key, stamps]) => ({ table, part: key, rows: stamps.length, hash: hashOf(stamps) }))
}

function add(parts: Map<string, Stamp[]>, part: string, stamp: Stamp): void {
  const known = parts.get(part)
  if (known) known.push(stamp)
  else parts.set(part, [stamp])
}

/** The firm's versions of rows with unsent changes. */
function readShadows(db: CacheDatabase, table: TableName, column: string | null): [string, Stamp][] {
  const rows = db
    .prepare(
      `SELECT row FROM shadow WHERE table_name = ? AND EXISTS (
         SELECT 1 FROM outbox WHERE outbox.table_name = shadow.table_name AND outbox.row_id = shadow.row_id)`,
    )
    .pluck()
    .all(table) as string[]
  return rows.map((text) => {
    const { id, version, updatedAt, householdId } = JSON.parse(text) as JsonRow
    const part = column === null ? String(id).slice(-1) : column === 'id' ? id : householdId
    return [String(part), [String(id), Number(version), String(updatedAt)]]
  })
}

function hashOf(stamps: readonly Stamp[]): string {
  const ordered = stamps.toSorted(([one], [other]) => (one < other ? -1 : 1))
  const text = ordered.map(([id, version, updatedAt]) => `${id}:${version}:${Date.parse(updatedAt)}`).join(',')
  return createHash('sha256').update(text).digest('hex')
}

/** Where what is stored here is not what the firm's digests say, with the counts of both. */
export function compareDigests(here: readonly Digest[], there: readonly Digest[]): Difference[] {
  const keyOf = ({ table, part }: Digest) => `${table} ${part}`
  const mine = new Map(here.map((digest) => [keyOf(digest), digest]))
  const theirs = new Map(there.map((digest) => [keyOf(digest), digest]))
  const differences: Difference[] = []
  for (const digest of new Map([...mine, ...theirs]).values()) {
    const [own, other] = [mine.get(keyOf(digest)), theirs.get(keyOf(digest))]
    if (own?.hash === other?.hash) continue
    const { table, part } = digest
    differences.push({ table, part, here: own?.rows ?? 0, there: other?.rows ?? 0 })
  }
  return differences
}
