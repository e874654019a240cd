import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { say } from './processes.ts'

/**
 * What the tests need of Debian: a browser, a screen, a keychain, tools that read what the product writes, the oldest
 * PostgreSQL that a firm may have, a pooler, and what gives a server a clock of its own.
 */
const PACKAGES = [
  'chromium',
  'xvfb',
  'xauth',
  'dbus',
  'dbus-x11',
  'gnome-keyring',
  'libsecret-1-0',
  'libsecret-tools',
  'sqlcipher',
  'poppler-utils',
  'postgresql-15',
  'postgresql-client-15',
  'pgbouncer',
  'libfaketime',
  'fonts-liberation',
  'fonts-dejavu-core',
] as const

/** @returns those that `dpkg -s` does not report as installed. */
export function findMissing(names: readonly string[], dpkgStatus: string): string[] {
  const installed = new Set<string>()
  for (const paragraph of dpkgStatus.split(/\n\n+/)) {
    const name = /^Package: (\S+)$/m.exec(paragraph)?.[1]
    if (name !== undefined && /^Status: install ok installed$/m.test(paragraph)) installed.add(name)
  }
  return names.filter((name) => !installed.has(name))
}

/**
 * Installs what is missing when this is Debian and we are root.
 * @returns false when something is missing and cannot be installed here; it has then been said.
 */
export function ensureSystemPackages(): boolean {
  if (!existsSync('/etc/debian_version')) return true
  const missing = findMissing(PACKAGES, spawnSync('dpkg', ['-s', ...PACKAGES], { encoding: 'utf8' }).stdout)
  if (missing.length === 0) return true
  if (process.getuid?.() !== 0) {
    say(`The tests need packages that are missing. Type:\n  sudo apt-get install ${missing.join(' ')}`)
    return false
  }
  say(`Installing ${missing.join(', ')} (apt-get install) ...`)
  if (missing.includes('postgresql-15')) keepServerFromStarting()
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...missing)
}

const CLUSTER_SETTINGS = '/etc/postgresql-common/createcluster.conf'

/**
 * The tests want PostgreSQL's programs, and Debian would make a cluster with them and start it on the usual port. A
 * machine that has these settings already has been told what it is to do.
 */
function keepServerFromStarting(): void {
  if (existsSync(CLUSTER_SETTINGS)) return
  mkdirSync(dirname(CLUSTER_SETTINGS), { recursive: true })
  writeFileSync(CLUSTER_SETTINGS, `create_main_cluster = false\nssl = on\ncluster_name = '%v/%c'\n`)
}

function apt(...parameters: string[]): boolean {
  // Settings that are there are kept: without a terminal to ask at, a package might also lay its own over them.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' }
  const kept = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold']
  const result = spawnSync('apt-get', ['-qq', ...kept, ...parameters], { encoding: 'utf8', env })
  if (result.status === 0) return true
  say(`apt-get ${parameters.join(' ')} failed:\n${result.stdout}${result.stderr}`)
  return false
}
