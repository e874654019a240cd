import { setImmediate } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { records, type TableName, tableNames } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { type FirmOptions, type FirmRow, generateRows } from './generate-firm.ts'

const DEFAULT_BATCH_ROWS = 2000

export interface LoadProgress {
  readonly households: number
  readonly rows: number
}

export interface LoadOptions extends FirmOptions {
  /** Rows sent at a time. Default 2,000. */
  readonly batchRows?: number
  /** Called after every household. */
  readonly onProgress?: (progress: LoadProgress) => void
}

export interface LoadResult extends LoadProgress {
  /** False when the database has users already, so that nothing was done. */
  readonly loaded: boolean
}

/**
 * Writes the demo firm into a migrated database without users, whole or not at all, and refreshes the planner's
 * statistics. Row triggers are off meanwhile: loading is neither audited nor logged for sync. PostgreSQL logins for
 * `DEMO_USERS` are the caller's affair.
 *
 * @param client - connected as a superuser, since only one may turn triggers off; in no unit of work.
 * @throws whatever PostgreSQL says; the database is then as it was before.
 */
export async function loadFirm(client: ClientBase, options: LoadOptions): Promise<LoadResult> {
  await client.query('BEGIN')
  try {
    // Two loaders at once: the second waits here, then finds the users of the first.
    await client.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE')
    const { rows } = await client.query<{ present: boolean }>('SELECT EXISTS (SELECT FROM users) AS present')
    if (rows[0]?.present) {
      await client.query('ROLLBACK')
      return { loaded: false, households: 0, rows: 0 }
    }
    await client.query('SET LOCAL session_replication_role = replica')
    const progress = await writeRows(client, options)
    await client.query('SELECT app.rebuild_vocabulary()')
    await client.query('COMMIT')
    await client.query(`ANALYZE ${tableNames.join(', ')}`)
    return { loaded: true, ...progress }
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function writeRows(client: ClientBase, options: LoadOptions): Promise<LoadProgress> {
  const { batchRows = DEFAULT_BATCH_ROWS, onProgress } = options
  const writer = createWriter(client, batchRows)
  let households = 0
  let rows = 0
  for (const row of generateRows(options)) {
    if (row.table === 'households') {
      // Making rows keeps the thread busy: let the socket move what was sent before going on.
      await setImmediate()
      onProgress?.({ households, rows })
      households++
    }
    await writer.add(row)
    rows++
  }
  await writer.finish()
  onProgress?.({ households, rows })
  return { households, rows }
}

interface Writer {
  add(row: FirmRow): Promise<void> | undefined
  finish(): Promise<void>
}

/** Gathers rows by table and sends them in batches; PostgreSQL stores one batch while the next is made. */
function createWriter(client: ClientBase, batchRows: number): Writer {
  const waiting = new Map<TableName, object[]>()
  let sending: Promise<unknown> = Promise.resolve()
  const send = async (table: TableName, rows: object[]) => {
    await sending
    sending = client.query(insertStatement(table), [JSON.stringify(rows)])
    // Its failure is reported where it is awaited, with the next batch or at the end.
    sending.catch(() => undefined)
  }
  return {
    add({ table, row }) {
      const rows = waiting.get(table) ?? []
      waiting.set(table, rows)
      rows.push(toColumns(row))
      if (rows.length < batchRows) return undefined
      waiting.delete(table)
      return send(table, rows)
    },
    async finish() {
      for (const [table, rows] of waiting) await send(table, rows)
      await sending
    },
  }
}

function insertStatement(table: TableName): string {
  const columns = columnsOf(records[table]).join(', ')
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`
}

function toColumns(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [columnOf(name), toJson(value)]))
}

function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}

const columnNames = new Map<string, string>()

function columnOf(name: string): string {
  const known = columnNames.get(name) ?? toColumn(name)
  columnNames.set(name, known)
  return known
}
