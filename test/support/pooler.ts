import { spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { projectFolder } from '#build/database/project-folder.ts'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import { findUnprivilegedUser } from '#build/database/unprivileged-user.ts'

/** PgBouncer in transaction mode in front of a test's database: two connections to the server for each login. */
export interface Pooler {
  readonly port: number
  /** Ends every connection that the pooler has to the server, under whoever uses them. @returns how many. */
  dropServerConnections(): Promise<number>
  /** Ends the process and starts another in its place. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const POOL = 2

const LOOKUP_LOGIN = 'pooler_lookup'
const LOOKUP_PASSWORD = 'another password of your choice'

/** What IT is told to set up, word for word. */
function readLookup(): string {
  const guide = readFileSync(join(projectFolder, 'migrations/README.md'), 'utf8')
  const sql = /^\*\*PgBouncer\*\*[\s\S]*?```sql\n([\s\S]*?)```/m.exec(guide)?.[1]
  if (sql === undefined) throw new Error('migrations/README.md does not say any more how a pooler is set up')
  return sql
}

export async function startPooler(database: ScratchDatabase): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-pooler-'))
  await asOwner(database, (client) => client.query(readLookup()))
  const port = await findFreePort()
  const settings = writeSettings(folder, database, port)
  let running = await run(settings)
  return {
    port,
    async dropServerConnections() {
      return await asOwner(database, async (client) => {
        const { rows } = await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename <> current_user`,
        )
        return rows.length
      })
    },
    async restart() {
      await running.stop()
      running = await run(settings)
    },
    async stop() {
      await running.stop()
      await asOwner(database, (client) => client.query(`DROP OWNED BY ${LOOKUP_LOGIN}; DROP ROLE ${LOOKUP_LOGIN}`))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeSettings(folder: string, { host, port, caFile }: ScratchDatabase, ownPort: number) {
  const user = findUnprivilegedUser()
  const tls = join(folder, 'tls')
  mkdirSync(tls)
  for (const name of ['server.crt', 'server.key', 'ca.crt']) {
    writeFileSync(join(tls, name), readFileSync(join(dirname(caFile), name)), { mode: 0o600 })
    if (user) chownSync(join(tls, name), user.uid, user.gid)
  }
  const users = join(folder, 'users.txt')
  writeFileSync(users, `"${LOOKUP_LOGIN}" "${LOOKUP_PASSWORD}"\n`, { mode: 0o600 })
  if (user) chownSync(users, user.uid, user.gid)
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
* = host=${host} port=${port} auth_user=${LOOKUP_LOGIN}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
pool_mode = transaction
default_pool_size = ${POOL}
auth_type = scram-sha-256
auth_file = ${users}
auth_query = SELECT login, secret FROM pooler.find_login($1)
client_tls_sslmode = require
client_tls_cert_file = ${tls}/server.crt
client_tls_key_file = ${tls}/server.key
server_tls_sslmode = verify-full
server_tls_ca_file = ${tls}/ca.crt
query_wait_timeout = 20
log_connections = 0
log_disconnections = 0
${user ? `user = ${user.name}` : ''}
`,
    { mode: 0o644 },
  )
  for (const path of [folder, tls]) chmodSync(path, 0o755)
  return file
}

async function run(settings: string) {
  const child = spawn('pgbouncer', [settings], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data) => {
    said += String(data)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((ready, fail) => {
    child.once('error', fail)
    child.once('close', () => fail(new Error(`PgBouncer ended:\n${said}`)))
    child.stderr.on('data', () => said.includes('process up') && ready())
  })
  return {
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function asOwner<T>(database: ScratchDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { host, port, database: name, caFile, superuser } = database
  const client = new pg.Client({ host, port, database: name, ssl: { ca: readFileSync(caFile, 'utf8') }, ...superuser })
  await client.connect()
  return await work(client).finally(() => client.end())
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
