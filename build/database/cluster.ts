import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CertificateOptions, makeCertificates } from './certificates.ts'
import { runProgram, type ServerPaths } from './server-process.ts'
import { servers } from './servers.ts'
import { accessRules, serverSettings } from './settings.ts'
import type { SystemUser } from './unprivileged-user.ts'

export const SUPERUSER = 'postgres'

export interface ClusterFiles {
  readonly cluster: string
  readonly tls: string
  readonly run: string
  readonly log: string
  readonly password: string
  readonly port: string
  readonly owner: string
  /** Only for a server with a clock of its own. */
  readonly clock: string
}

/** Everything a database folder holds, by use. */
export function clusterFiles(folder: string): ClusterFiles {
  return {
    cluster: join(folder, 'cluster'),
    tls: join(folder, 'tls'),
    run: join(folder, 'run'),
    log: join(folder, 'run', 'postgresql.log'),
    password: join(folder, 'superuser-password'),
    port: join(folder, 'port'),
    owner: join(folder, 'owner'),
    clock: join(folder, 'run', 'clock'),
  }
}

/** Makes the cluster, its certificates, and the superuser's password, unless they are there already. */
export async function initialiseCluster(paths: ServerPaths, tls: Omit<CertificateOptions, 'folder'>): Promise<void> {
  const files = clusterFiles(paths.folder)
  makeOwnFolder(files.run, paths.user)
  if (!existsSync(files.tls)) await installCertificates(paths, tls)
  if (!existsSync(files.password)) writeFileSync(files.password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (!existsSync(files.cluster)) createCluster(paths, files)
  const version = readFileSync(join(files.cluster, 'PG_VERSION'), 'utf8').trim()
  const { majorVersion } = servers[paths.server]
  if (version !== majorVersion) {
    throw new Error(
      `${files.cluster} is PostgreSQL ${version}, and this needs ${majorVersion}; move it away to begin anew`,
    )
  }
}

async function installCertificates(paths: ServerPaths, tls: Omit<CertificateOptions, 'folder'>): Promise<void> {
  const folder = clusterFiles(paths.folder).tls
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  const made = await makeCertificates({ ...tls, folder: partial })
  giveTo(paths.user, made.keyFile)
  renameSync(partial, folder)
}

/** initdb into a second name first, so that one cut short is never taken for a whole cluster. */
function createCluster(paths: ServerPaths, files: ClusterFiles): void {
  const partial = join(files.run, 'cluster.partial')
  const passwordCopy = join(files.run, 'password')
  rmSync(partial, { recursive: true, force: true })
  makeOwnFolder(partial, paths.user)
  writeFileSync(passwordCopy, readFileSync(files.password), { mode: 0o600 })
  giveTo(paths.user, passwordCopy)
  try {
    const locale = servers[paths.server].localeOptions
    const access = [`--username=${SUPERUSER}`, `--pwfile=${passwordCopy}`, '--auth=scram-sha-256']
    runProgram(paths, 'initdb', [`--pgdata=${partial}`, ...locale, ...access, '--no-instructions'])
  } finally {
    rmSync(passwordCopy, { force: true })
  }
  renameSync(partial, files.cluster)
}

/** Writes the server's settings and access rules; at every start, so that they follow this code. */
export function writeSettings(paths: ServerPaths, port: number, durable: boolean): void {
  const files = clusterFiles(paths.folder)
  // A socket's path may have 107 characters, the name of the socket included.
  const socketFolder = process.platform === 'win32' || files.run.length > 85 ? null : files.run
  const settings = serverSettings({ port, socketFolder, tlsFolder: files.tls, durable })
  for (const [name, content] of [
    ['postgresql.conf', settings],
    ['pg_hba.conf', accessRules],
  ] as const) {
    const file = join(files.cluster, name)
    writeFileSync(file, content)
    giveTo(paths.user, file)
  }
}

function makeOwnFolder(folder: string, user: SystemUser | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  giveTo(user, folder)
}

function giveTo(user: SystemUser | null, path: string): void {
  if (user !== null) chownSync(path, user.uid, user.gid)
}
