import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { say } from './processes.ts'

/** What the tests need of Debian: a browser, a screen, a keychain, and tools that read what the product writes. */
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
  return apt('update') && apt('install', '-y', '--no-install-recommends', ...missing)
}

function apt(...parameters: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const result = spawnSync('apt-get', ['-qq', ...parameters], { encoding: 'utf8', env })
  if (result.status === 0) return true
  say(`apt-get ${parameters.join(' ')} failed:\n${result.stdout}${result.stderr}`)
  return false
}
