import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { findBinaries } from '#build/database/binaries.ts'
import { clusterFiles } from '#build/database/cluster.ts'
import type { Database } from '#build/database/start-database.ts'
import { findUnprivilegedUser } from '#build/database/unprivileged-user.ts'

/** A second server that follows another by streaming, as firms keep one for the day the first is lost. */
export interface Standby {
  readonly port: number
  /** Follows no longer: what the first server commits from now on is lost with it. */
  stopFollowing(): Promise<void>
  /** Takes the first server's place, on a timeline of its own. */
  promote(): Promise<void>
  stop(): void
}

/**
 * Makes a copy of a running server and has it follow, asynchronously. It lies in the folder of the first and goes with
 * it.
 *
 * @param primary - of Debian's PostgreSQL 15, which comes with the program that copies.
 */
export async function startStandby(primary: Database): Promise<Standby> {
  const files = clusterFiles(primary.folder)
  const user = findUnprivilegedUser()
  const programs = dirname(findBinaries(primary.server, user).pgCtl)
  const folder = join(files.run, 'standby')
  const run = (program: string, parameters: readonly string[]) => {
    const { status } = spawnSync(join(programs, program), parameters, {
      cwd: files.run,
      env: { PATH: process.env.PATH, LC_ALL: 'C', PGPASSWORD: primary.superuser.password, PGSSLMODE: 'require' },
      stdio: 'ignore',
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    })
    if (status !== 0) throw new Error(`${program} failed (${status}); see ${files.log} and ${folder}.log`)
  }
  appendFileSync(join(files.cluster, 'pg_hba.conf'), 'hostssl replication all 127.0.0.1/32 scram-sha-256\n')
  await ask(primary, primary.port, 'SELECT pg_reload_conf()')
  mkdirSync(files.run, { recursive: true })
  rmSync(folder, { recursive: true, force: true })
  const where = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', primary.superuser.user]
  run('pg_basebackup', [...where, '-D', folder, '-R', '-X', 'stream', '-c', 'fast'])
  const port = await findFreePort()
  const options = `-p ${port} -c unix_socket_directories=''`
  run('pg_ctl', ['start', '-D', folder, '-l', `${folder}.log`, '-o', options, '-w', '-t', '60', '-s'])
  return {
    port,
    async stopFollowing() {
      await waitUntilEven(primary, port)
      await ask(primary, port, `ALTER SYSTEM SET primary_conninfo = ''`)
      await ask(primary, port, 'SELECT pg_reload_conf()')
      await until(() => ask(primary, port, 'SELECT count(*) = 0 AS holds FROM pg_stat_wal_receiver'))
    },
    async promote() {
      await ask(primary, port, 'SELECT pg_promote(true, 60)')
    },
    stop: () => run('pg_ctl', ['stop', '-D', folder, '-m', 'immediate', '-w', '-t', '60', '-s']),
  }
}

/** Waits until the standby has everything that the first server has committed by now. */
async function waitUntilEven(primary: Database, port: number): Promise<void> {
  const rows = await ask(primary, primary.port, 'SELECT pg_current_wal_flush_lsn()::text AS place')
  const place = String(rows[0]?.place)
  await until(() => ask(primary, port, `SELECT pg_last_wal_replay_lsn() >= '${place}'::pg_lsn AS holds`))
}

async function until(question: () => Promise<Record<string, unknown>[]>): Promise<void> {
  while ((await question())[0]?.holds !== true);
}

async function ask(server: Database, port: number, text: string): Promise<Record<string, unknown>[]> {
  const { user, password } = server.superuser
  const ssl = { ca: readFileSync(server.caFile, 'utf8') }
  const client = new pg.Client({ host: server.host, port, database: 'postgres', user, password, ssl })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

function findFreePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
