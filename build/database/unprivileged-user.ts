import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const OWN_NAME = 'adviserdb'

/**
 * PostgreSQL refuses to run as root, so root gets a system user for it: `adviserdb`, made when missing, or `nobody`
 * where no user can be made.
 * @returns null when this process is not root: then PostgreSQL runs as whoever runs this.
 */
export function findUnprivilegedUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  return findUser(OWN_NAME) ?? makeUser() ?? requireNobody()
}

function findUser(name: string): SystemUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (line === undefined) return null
  const [, , uid, gid] = line.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}

function makeUser(): SystemUser | null {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent']
  spawnSync('useradd', [...options, '--shell', '/usr/sbin/nologin', OWN_NAME], { stdio: 'ignore' })
  return findUser(OWN_NAME)
}

function requireNobody(): SystemUser {
  const nobody = findUser('nobody')
  if (nobody === null) throw new Error('PostgreSQL refuses to run as root, and this machine has no user to run it as')
  return nobody
}
