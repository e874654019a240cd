import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { resolve } from 'node:path'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import type { CertificateOptions } from './certificates.ts'
import { clockEnvironment, writeClock } from './clock.ts'
import { clusterFiles, initialiseCluster, SUPERUSER, writeSettings } from './cluster.ts'
import { withFolderLock } from './folder-lock.ts'
import { locateFolder } from './location.ts'
import { findRunningServer, isAlive, removeStalePidFile, runProgram, type ServerPaths } from './server-process.ts'
import type { ServerName } from './servers.ts'
import { findUnprivilegedUser } from './unprivileged-user.ts'

export interface DatabaseOptions {
  /** Made when missing. Absolute, or relative to the working folder. */
  readonly folder: string
  /** Default: a free one, chosen once and kept with the database. */
  readonly port?: number
  /** Default `embedded`. */
  readonly server?: ServerName
  /**
   * What the server's clock shows when it starts, in UTC, such as `2027-01-31 23:59:58`; `setClock` sets it again.
   * Default: the machine's clock. Needs libfaketime, and counts for a server that is not running yet.
   */
  readonly clock?: string
  /** False for a database thrown away after a test run. Default true. */
  readonly durable?: boolean
  /** For a test that needs an expired certificate or one for another host. Counts when the folder is new. */
  readonly tls?: Omit<CertificateOptions, 'folder'>
  /** Receives a sentence when something is not as usual. */
  readonly say?: (sentence: string) => void
}

export interface Database {
  readonly server: ServerName
  readonly host: 'localhost'
  readonly port: number
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile: string
  /** Where it lies, which may be another folder than the one asked for. */
  readonly folder: string
  readonly superuser: { readonly user: string; readonly password: string }
  /** Ends the server, unless another living process started it. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on a folder, or takes over the one that runs there already (the left-over of a killed run, or the
 * one another process started). Takes one to two seconds; a new folder one more.
 * @throws Error with the end of the server's log when it does not start.
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const user = findUnprivilegedUser()
  const folder = locateFolder(resolve(options.folder), user, options.say ?? (() => undefined))
  const { cluster, log } = clusterFiles(folder)
  const { server = 'embedded' } = options
  const paths: ServerPaths = { folder, cluster, log, server, user, binaries: findBinaries(server, user) }
  return await withFolderLock(folder, async () => {
    await initialiseCluster(paths, options.tls ?? {})
    const port = (await findListening(paths)) ?? (await startServer(paths, options))
    return describeDatabase(paths, port)
  })
}

async function startServer(paths: ServerPaths, options: DatabaseOptions): Promise<number> {
  const files = clusterFiles(paths.folder)
  const port = options.port ?? (await choosePort(files.port))
  writeFileSync(files.port, String(port))
  writeSettings(paths, port, options.durable ?? true)
  rmSync(files.log, { force: true })
  removeStalePidFile(files.cluster)
  if (options.clock !== undefined) writeClock(files.clock, options.clock)
  const environment = options.clock === undefined ? {} : clockEnvironment(files.clock)
  runProgram(paths, 'pgCtl', ['start', '-D', files.cluster, '-l', files.log, '-w', '-t', '60', '-s'], environment)
  return port
}

async function choosePort(file: string): Promise<number> {
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return (await tryPort(kept)) ?? (await tryPort(0)) ?? 0
}

/** @returns the port when it is free (any free one for 0), else null. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(null))
    server.listen(port, 'localhost', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : null))
    })
  })
}

/** A pid file alone proves nothing after a restart of the machine; a server that listens where it says does. */
async function findListening(paths: ServerPaths): Promise<number | null> {
  const running = findRunningServer(paths.cluster)
  if (running === null) return null
  return await new Promise((done) => {
    const socket = connect(running.port, 'localhost')
    socket.once('error', () => done(null))
    socket.once('connect', () => {
      socket.destroy()
      done(running.port)
    })
  })
}

/** Sets the clock of a running server that was started with one of its own, to a time as `DatabaseOptions.clock`. */
export function setClock(server: Pick<Database, 'folder'>, utc: string): void {
  writeClock(clusterFiles(server.folder).clock, utc)
}

function describeDatabase(paths: ServerPaths, port: number): Database {
  const files = clusterFiles(paths.folder)
  const owner = existsSync(files.owner) ? Number(readFileSync(files.owner, 'utf8')) : 0
  const isOurs = owner === process.pid || !isAlive(owner)
  if (isOurs) writeFileSync(files.owner, String(process.pid))
  let stopped = !isOurs
  return {
    server: paths.server,
    host: 'localhost',
    port,
    caFile: `${files.tls}/ca.crt`,
    folder: paths.folder,
    superuser: { user: SUPERUSER, password: readFileSync(files.password, 'utf8') },
    async stop() {
      if (stopped) return
      stopped = true
      stopServer(paths)
    },
  }
}

function stopServer(paths: ServerPaths): void {
  if (findRunningServer(paths.cluster) !== null) {
    runProgram(paths, 'pgCtl', ['stop', '-D', paths.cluster, '-m', 'fast', '-w', '-t', '60', '-s'])
  }
  rmSync(clusterFiles(paths.folder).owner, { force: true })
}

/** What `pg` needs to connect as superuser, with the server's certificate verified. */
export function superuserConnection(folder: string, port: number, database: string): pg.ClientConfig {
  const files = clusterFiles(folder)
  return {
    host: 'localhost',
    port,
    database,
    user: SUPERUSER,
    password: readFileSync(files.password, 'utf8'),
    ssl: { ca: readFileSync(`${files.tls}/ca.crt`, 'utf8') },
  }
}

/** Creates a database of that name unless it is there. */
export async function ensureDatabase(server: Database, name: string): Promise<void> {
  await asSuperuser(server, 'postgres', async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  })
}

/** Connects as superuser, runs, and disconnects whatever happens. */
export async function asSuperuser<T>(
  server: Database,
  database: string,
  run: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(superuserConnection(server.folder, server.port, database))
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}
