import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { SystemUser } from './unprivileged-user.ts'

/**
 * Where a database folder can be: the one asked for, or, when the user PostgreSQL runs as cannot reach it, one of the
 * same name under /var/tmp.
 * @param say receives one sentence when it is the other one.
 */
export function locateFolder(wanted: string, user: SystemUser | null, say: (sentence: string) => void): string {
  makeTraversable(wanted, user)
  if (user === null || canReach(user, wanted)) return wanted
  makeSharedFolder(sharedFolder(wanted))
  const other = join(sharedFolder(wanted), basename(wanted))
  makeTraversable(other, user)
  say(`The user ${user.name} cannot reach ${wanted}, so the database is kept in ${other}.`)
  return other
}

/** The name of a folder that every user can reach, after the path it stands in for. Nothing is made. */
export function sharedFolder(wanted: string): string {
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  return join(process.platform === 'win32' ? tmpdir() : '/var/tmp', `adviser-workstation-${key}`)
}

/**
 * Makes a shared folder, for this user to write and everybody to read.
 * @throws Error when somebody else made it first: its name can be guessed, and /var/tmp is open to all.
 */
export function makeSharedFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
    throw new Error(`${folder} belongs to somebody else; ask for it to be removed, and try again`)
  }
}

/** Everything secret in a database folder has a mode of its own; the folder itself may be passed through. */
function makeTraversable(folder: string, user: SystemUser | null): void {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, user === null ? 0o700 : 0o755)
}

function canReach(user: SystemUser, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
}
