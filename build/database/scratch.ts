import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from '#build/migrations/run-migrations.ts'
import { clusterFiles } from './cluster.ts'
import { isAlive } from './server-process.ts'
import { type ServerName, serverOfCluster } from './servers.ts'
import { asSuperuser, type Database, startDatabase } from './start-database.ts'

const TEMPLATE = 'template_adviser'
const FOLDER_PREFIX = 'adviser-workstation-test-'

/** A server for one test run, with a migrated template; plain data apart from `stop`, so it can be handed to workers. */
export type ScratchCluster = Omit<Database, 'stop'>

export interface ScratchDatabase extends ScratchCluster {
  readonly database: string
  /** Removes the database, ending whatever is still connected to it. Safe to call twice. */
  drop(): Promise<void>
}

/** A folder for a server of this process alone. Where the process is killed, the next test run removes both. */
export function nameScratchFolder(): string {
  return join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`)
}

export interface ScratchOptions {
  readonly server?: ServerName
  /** True where what is measured is what the disk costs. Default false: nothing is forced to disk. */
  readonly durable?: boolean
}

/** Starts a server that a test run throws away. Takes about three seconds. */
export async function startScratchCluster({
  server: name = 'embedded',
  durable = false,
}: ScratchOptions = {}): Promise<{
  cluster: ScratchCluster
  stop(): Promise<void>
}> {
  await removeLeftOvers()
  const folder = nameScratchFolder()
  const { stop, ...cluster } = await startDatabase({ folder, server: name, durable })
  const server: Database = { ...cluster, stop }
  try {
    await makeTemplate(server)
  } catch (error) {
    await removeCluster(server)
    throw error
  }
  return { cluster, stop: () => removeCluster(server) }
}

/**
 * The tables belong to a login that is no superuser, as in a firm: row-level security binds it, and a function that runs
 * with its rights sees no more than it does.
 */
async function makeMigrated(server: Database, database: string): Promise<void> {
  const owner = { user: 'adviser_owner', password: randomBytes(18).toString('base64url') }
  await asSuperuser(server, 'postgres', async (client) => {
    const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [owner.user])
    if (found.rowCount === 0) await client.query(`CREATE ROLE ${owner.user} CREATEROLE`)
    await client.query(`ALTER ROLE ${owner.user} LOGIN PASSWORD '${owner.password}'`)
    await client.query(`CREATE DATABASE ${database} OWNER ${owner.user}`)
  })
  const { host, port, caFile } = server
  await runMigrations({ host, port, caFile, ...owner, database })
}

async function makeTemplate(server: Database): Promise<void> {
  await makeMigrated(server, TEMPLATE)
  await asSuperuser(server, 'postgres', (client) =>
    client.query(`ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`),
  )
}

async function removeCluster(server: Database): Promise<void> {
  await server.stop()
  rmSync(server.folder, { recursive: true, force: true })
}

/** Ends the servers of runs that were killed before they could. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    if (isAlive(Number.parseInt(name.slice(FOLDER_PREFIX.length), 10))) continue
    const folder = join(tmpdir(), name)
    const { cluster } = clusterFiles(folder)
    if (existsSync(join(cluster, 'postmaster.pid'))) {
      await (await startDatabase({ folder, server: serverOfCluster(cluster) })).stop()
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Makes a database with the migrated, empty tables for one test file. Takes about a tenth of a second. Roles and
 * logins belong to the whole server: give logins names of their own.
 */
export async function createScratchDatabase(cluster: ScratchCluster): Promise<ScratchDatabase> {
  const database = `scratch_${randomBytes(6).toString('hex')}`
  const server: Database = { ...cluster, stop: async () => undefined }
  await asSuperuser(server, 'postgres', (client) => client.query(`CREATE DATABASE ${database} TEMPLATE ${TEMPLATE}`))
  return describeScratch(server, database)
}

/** The same on a server that has no template, such as one with a clock of its own. Takes about a second. */
export async function createMigratedDatabase(server: Database): Promise<ScratchDatabase> {
  const database = `scratch_${randomBytes(6).toString('hex')}`
  await makeMigrated(server, database)
  return describeScratch(server, database)
}

function describeScratch(server: Database, database: string): ScratchDatabase {
  const { stop: _stop, ...cluster } = server
  return {
    ...cluster,
    database,
    async drop() {
      await asSuperuser(server, 'postgres', (client) =>
        client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
      )
    },
  }
}
