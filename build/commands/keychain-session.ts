import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isOnPath } from './processes.ts'

export interface Session {
  /** What to put in front of a program and its parameters. */
  readonly prefix: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  end(): void
}

/** Unlocks an own, empty keyring, then becomes the program it is given. */
const UNLOCK = 'printf tests | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && exec "$@"'

/**
 * A session with a real keychain of its own, so that neither the person's keyring nor a left-over one matters. Where
 * there is no D-Bus (Windows, macOS) the system's keychain is used as it is.
 * @param keep a folder in which the keychain stays for the next session; without it, it ends with this one.
 */
export function openKeychainSession(keep?: string): Session {
  if (process.platform !== 'linux' || !isOnPath('dbus-run-session') || !isOnPath('gnome-keyring-daemon')) {
    return { prefix: [], environment: {}, end: () => undefined }
  }
  const folder = mkdtempSync(join(tmpdir(), 'adviser-keychain-'))
  const data = keep ?? join(folder, 'data')
  const runtime = join(folder, 'run')
  for (const path of [data, runtime]) mkdirSync(path, { recursive: true, mode: 0o700 })
  return {
    prefix: ['dbus-run-session', '--', 'sh', '-c', UNLOCK, 'sh'],
    environment: { XDG_DATA_HOME: data, XDG_RUNTIME_DIR: runtime },
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What to put in front of a program that opens windows: a screen in memory where there is none. */
export function screenPrefix(): readonly string[] {
  const hasScreen = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined
  if (process.platform !== 'linux' || hasScreen || !isOnPath('xvfb-run')) return []
  return ['xvfb-run', '-a', '--server-args=-screen 0 1600x1000x24']
}
