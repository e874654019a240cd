import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from '#build/migrations/run-migrations.ts'
import { isAlive } from './server-process.ts'
import { asSuperuser, type Database, ensureDatabase, startDatabase } from './start-database.ts'

const TEMPLATE = 'template_adviser'
const FOLDER_PREFIX = 'adviser-workstation-test-'

/** A server for one test run, with a migrated template; plain data apart from `stop`, so it can be handed to workers. */
export type ScratchCluster = Omit<Database, 'stop'>

export interface ScratchDatabase extends ScratchCluster {
  readonly database: string
  /** Removes the database, ending whatever is still connected to it. Safe to call twice. */
  drop(): Promise<void>
}

/**
 * Starts a server that a test run throws away: nothing is forced to disk, unless what is measured is what the disk
 * costs. Takes about three seconds.
 */
export async function startScratchCluster(
  { durable }: { readonly durable: boolean } = { durable: false },
): Promise<{ cluster: ScratchCluster; stop(): Promise<void> }> {
  await removeLeftOvers()
  const folder = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`)
  const { stop, ...cluster } = await startDatabase({ folder, durable })
  const server: Database = { ...cluster, stop }
  try {
    await makeTemplate(server)
  } catch (error) {
    await removeCluster(server)
    throw error
  }
  return { cluster, stop: () => removeCluster(server) }
}

async function makeTemplate(server: Database): Promise<void> {
  await ensureDatabase(server, TEMPLATE)
  const { host, port, caFile, superuser } = server
  await runMigrations({ host, port, caFile, ...superuser, database: TEMPLATE })
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
    if (existsSync(join(folder, 'cluster', 'postmaster.pid'))) await (await startDatabase({ folder })).stop()
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
