import type pg from 'pg'
import { type FirmSize, firmSize, helperStatements } from './helpers.ts'
import { nameStatements } from './names.ts'
import { peopleStatements } from './people.ts'
import { portfolioStatements } from './portfolio.ts'
import { workStatements } from './work.ts'

export interface LargeFirmOptions {
  /** Default 1,000,000. */
  readonly persons?: number
  /** Begins the name of every login, since logins belong to the whole server. Lower case letters, digits, dots. */
  readonly loginPrefix?: string
  /** Connections that work side by side. Default 2. */
  readonly lanes?: number
  readonly say?: (line: string) => void
}

export interface LargeFirm {
  readonly size: FirmSize
  /** Logins in `users`; call `app.ensure_login` for those that are to connect. */
  readonly logins: {
    /** 1% of the firm's households: 4,000 in a firm of a million persons. */
    readonly heavyAdviser: string
    /** About 400 households. */
    readonly adviser: string
    /** On the servicing team of all of the heavy adviser's households. */
    readonly heavyAssistant: string
    readonly compliance: string
    readonly operations: string
  }
}

interface StoredIndex {
  readonly name: string
  readonly definition: string
}

/**
 * Fills a migrated, empty database with a large firm by set-based SQL, the same one every time; then VACUUM ANALYZE.
 * Triggers and foreign keys are off meanwhile, all other constraints are not; indexes that are no constraint's are
 * dropped and built again. Something that fails leaves a database to throw away.
 *
 * @param connect opens a connection as superuser.
 */
export async function loadLargeFirm(
  connect: () => Promise<pg.Client>,
  options: LargeFirmOptions = {},
): Promise<LargeFirm> {
  const { persons = 1_000_000, loginPrefix = '', lanes = 2, say = () => undefined } = options
  const size = firmSize(persons)
  const clients = await Promise.all(Array.from({ length: lanes }, connect))
  const [first] = clients as [pg.Client]
  try {
    for (const client of clients) await client.query(`SET session_replication_role = replica`)
    for (const client of clients) await client.query(`SET maintenance_work_mem = '512MB'; SET jit = off`)
    for (const statement of [...helperStatements(size), ...nameStatements()]) await first.query(statement)
    await first.query('ANALYZE large_firm.surnames, large_firm.first_names')
    const statements = { ...portfolioStatements(size), ...peopleStatements(size, loginPrefix), ...workStatements(size) }
    const tables = Object.keys(statements)
    const indexes = await dropIndexes(first, tables)
    await inLanes(clients, Object.entries(statements), ([table, sql], client) => timed(say, table, client, sql))
    await inLanes(clients, indexes, ({ name, definition }, client) => timed(say, name, client, definition))
    await inLanes(clients, tables, (table, client) =>
      timed(say, `vacuum ${table}`, client, `VACUUM (ANALYZE) public.${table}`),
    )
    await first.query('DROP SCHEMA large_firm CASCADE')
    // Rows that came in while triggers were off taught search no words.
    await timed(say, 'vocabulary', first, 'SELECT app.rebuild_vocabulary()')
    await first.query('VACUUM (ANALYZE) app.search_vocabulary')
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
  const login = (role: string, place: number) => `${loginPrefix}${role}.${place}`
  return {
    size,
    logins: {
      heavyAdviser: login('adviser', 1),
      adviser: login('adviser', 2),
      heavyAssistant: login('assistant', 1),
      compliance: login('compliance', 1),
      operations: login('operations', 1),
    },
  }
}

async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<StoredIndex[]> {
  const { rows } = await client.query<StoredIndex>(
    `SELECT index.relname AS name, pg_get_indexdef(index.oid) AS definition
     FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS owner ON owner.oid = indrelid
     WHERE owner.relnamespace = 'public'::regnamespace AND owner.relname = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
     ORDER BY array_position($1, owner.relname::text)`,
    [tables],
  )
  for (const { name } of rows) await client.query(`DROP INDEX public.${name}`)
  return rows
}

/** Hands out jobs, one to each connection as soon as it is free. */
async function inLanes<Job>(
  clients: readonly pg.Client[],
  jobs: readonly Job[],
  work: (job: Job, client: pg.Client) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs]
  await Promise.all(
    clients.map(async (client) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(job, client)
    }),
  )
}

async function timed(say: (line: string) => void, name: string, client: pg.Client, sql: string): Promise<void> {
  const began = performance.now()
  await client.query(sql)
  say(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
}
