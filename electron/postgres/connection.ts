import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Policy } from '#electron/platform/policy.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { mapPostgresError } from './errors.ts'

export interface Credentials {
  readonly login: string
  readonly password: string
}

/**
 * A client that never answers a request for a password in clear or MD5, whatever the server asks.
 * The hooks are the driver's own; a test against a server that asks holds them in place.
 */
class StrictClient extends pg.Client {
  _handleAuthCleartextPassword(): void {
    this.refuse()
  }

  _handleAuthMD5Password(): void {
    this.refuse()
  }

  private refuse(): void {
    const error = new WorkstationError(
      'certificate',
      'The firm’s database asked for the password in a form that could be read on the way, so it was not sent. Tell IT to require SCRAM.',
    )
    const internals = this as unknown as { connection: { stream: { destroy(error: Error): void } } }
    internals.connection.stream.destroy(error)
  }
}

/** Rows arrive as text, as the server wrote them; `row-codec.ts` says what each column means. */
const rawTypes = { getTypeParser: () => (value: string | Buffer) => value }

export function connectionOptions(server: Policy['server'], credentials: Credentials): pg.PoolConfig {
  return {
    host: server.host,
    port: server.port,
    database: server.database,
    user: credentials.login,
    password: credentials.password,
    // TLS as an object only: a connection string could switch verification off again.
    ssl: {
      ...(server.caFile ? { ca: readCertificate(server.caFile) } : {}),
      // A name is sent so that the server can choose its certificate; an address must not be (RFC 6066).
      ...(isIP(server.host) ? {} : { servername: server.host }),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
    },
    enableChannelBinding: true,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'adviser-workstation',
    types: rawTypes as pg.CustomTypesConfig,
  } as pg.PoolConfig
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new WorkstationError(
      'certificate',
      `The authority file ${path} named in the policy cannot be read. Ask IT to put it there.`,
      undefined,
      { cause },
    )
  }
}

/** A few connections of one person's login. */
export interface FirmDatabase {
  /** Runs one statement outside a unit of work. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, string | null>[]>
  /**
   * Runs work in one transaction: committed when it resolves, rolled back when it throws.
   * Nothing outlives the transaction, so a pooler in transaction mode may stand between.
   */
  unitOfWork<T>(isolation: 'read committed' | 'repeatable read, read only', work: UnitOfWork<T>): Promise<T>
  /** How many connections were made so far. With another one, another server may answer. */
  opened(): number
  end(): Promise<void>
}

export type UnitOfWork<T> = (run: Run) => Promise<T>

export interface TypedRows {
  readonly names: readonly string[]
  readonly types: readonly number[]
  readonly rows: readonly (string | null)[][]
}

/** Runs a statement in a unit of work. `array` gives rows as arrays of text, in column order. */
export interface Run {
  (text: string, values?: readonly unknown[]): Promise<readonly Record<string, string | null>[]>
  array(text: string, values?: readonly unknown[]): Promise<readonly (string | null)[][]>
  /** The same with the name and the server's number of the type of each column; see `typeDecoder`. */
  typed(text: string, values?: readonly unknown[]): Promise<TypedRows>
  /** Runs a `COPY … TO STDOUT`. @returns its text, cut anywhere; the server waits while nobody takes the next piece. */
  copy(text: string): AsyncIterable<Uint8Array>
}

interface Patience {
  /** How many connections at once. */
  readonly connections?: number
  /** A statement that is not answered in this time counts as lost with its connection; default: however long it takes. */
  readonly answerMilliseconds?: number
}

/**
 * Opens the firm's database for one person.
 *
 * @throws WorkstationError `wrong_password`, `unreachable`, or `certificate`.
 */
export async function openFirmDatabase(
  server: Policy['server'],
  credentials: Credentials,
  { connections = 2, answerMilliseconds }: Patience = {},
): Promise<FirmDatabase> {
  const pool = new pg.Pool({
    ...connectionOptions(server, credentials),
    ...(answerMilliseconds === undefined ? {} : { query_timeout: answerMilliseconds }),
    max: connections,
    idleTimeoutMillis: 30_000,
    Client: StrictClient,
  } as pg.PoolConfig)
  let opened = 0
  pool.on('connect', () => {
    opened += 1
  })
  // A connection lost while idle is not an event: the next use opens another.
  pool.on('error', () => undefined)
  // One lost in a unit of work fails that work. The driver tells it to everybody besides, which would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const database: FirmDatabase = {
    query: async (text, values = []) => (await pool.query(text, [...values])).rows,
    unitOfWork: (isolation, work) => runUnitOfWork(pool, isolation, work),
    opened: () => opened,
    end: () => pool.end(),
  }
  try {
    await database.query('SELECT 1')
  } catch (cause) {
    await pool.end().catch(() => undefined)
    throw mapPostgresError(cause)
  }
  return database
}

/** Whoever holds a row makes a unit of work fail, to be tried again, rather than wait for as long as they like. */
const beginnings = {
  'read committed': `BEGIN; SET LOCAL lock_timeout = '2s'`,
  'repeatable read, read only': 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
} as const

async function runUnitOfWork<T>(
  pool: pg.Pool,
  isolation: 'read committed' | 'repeatable read, read only',
  work: UnitOfWork<T>,
): Promise<T> {
  const client = await pool.connect()
  const state: ClientState = { leftInCopy: false }
  let broken: Error | undefined
  try {
    await client.query(beginnings[isolation])
    const result = await work(runOn(client, state))
    if (!state.leftInCopy) await client.query('COMMIT')
    return result
  } catch (error) {
    if (!state.leftInCopy) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
    }
    throw error
  } finally {
    // The rest of a COPY would have to be read first; closing the connection tells the server to end it.
    client.release(state.leftInCopy ? new Error('left within a COPY') : broken)
  }
}

interface ClientState {
  leftInCopy: boolean
}

function runOn(client: pg.PoolClient, state: ClientState): Run {
  return Object.assign(
    async (text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows,
    {
      array: async (text: string, values: readonly unknown[] = []) =>
        (await client.query({ text, values: [...values], rowMode: 'array' })).rows as (string | null)[][],
      typed: async (text: string, values: readonly unknown[] = []) => {
        const { fields, rows } = await client.query({ text, values: [...values], rowMode: 'array' })
        const [names, types] = [fields.map(({ name }) => name), fields.map(({ dataTypeID }) => dataTypeID)]
        return { names, types, rows: rows as (string | null)[][] }
      },
      copy: async function* (text: string) {
        state.leftInCopy = true
        for await (const piece of client.query(copyTo(text))) yield piece as Uint8Array
        state.leftInCopy = false
      },
    },
  )
}
