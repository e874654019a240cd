import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { projectFolder } from '#build/database/project-folder.ts'
import type { FirmUser, SmallFirm } from './small-firm.ts'

/** Starts `admin keys …` as `startAdminCommand` does. */
export function startKeysCommand(
  firm: SmallFirm,
  folder: string,
  user: FirmUser,
  parameters: readonly string[],
): ChildProcess {
  return startAdminCommand(firm, folder, user, ['keys', ...parameters])
}

/**
 * Starts `admin …` as a process of its own, as somebody types it.
 *
 * @param folder where its policy and profile go; the test removes it.
 */
export function startAdminCommand(
  firm: SmallFirm,
  folder: string,
  user: FirmUser,
  parameters: readonly string[],
): ChildProcess {
  const { host, port, database, caFile } = firm.database
  const policy = join(folder, 'policy.json')
  writeFileSync(policy, JSON.stringify({ server: { host, port, database, caFile } }))
  const place = ['--policy', policy, '--profile', join(folder, 'profile'), '--login', user.login]
  return spawn(process.execPath, [join(projectFolder, 'electron/admin/main.ts'), ...parameters, ...place], {
    env: { ...process.env, ADVISER_DB_PASSWORD: user.password },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Waits for its end. @returns what it printed, and its exit code. */
export async function finishCommand(command: ChildProcess): Promise<{ output: string; code: number | null }> {
  const ended = once(command, 'exit')
  const output = command.stdout ? await text(command.stdout) : ''
  await ended
  return { output, code: command.exitCode }
}

/** Writes a recovery identity as age-keygen does. @returns the file's path. */
export function writeIdentity(folder: string, identity: string): string {
  const file = join(folder, 'recovery.txt')
  writeFileSync(file, `# made for a test\n${identity}\n`, { mode: 0o600 })
  return file
}
