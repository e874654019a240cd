import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive } from './server-process.ts'

const GIVE_UP_AFTER = 90_000

/**
 * Runs alone among all processes that lock the folder. The lock of a process that is gone counts as none.
 * @throws Error when another process keeps the lock for a minute and a half.
 */
export async function withFolderLock<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const file = join(folder, 'lock')
  const giveUpAt = Date.now() + GIVE_UP_AFTER
  while (!tryLock(file)) {
    if (Date.now() > giveUpAt) throw new Error(`another process is busy with ${folder}; end it and try again`)
    await wait(100)
  }
  try {
    return await run()
  } finally {
    rmSync(file, { force: true })
  }
}

function tryLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isHeld(file)) rmSync(file, { force: true })
    return false
  }
}

function isHeld(file: string): boolean {
  try {
    const holder = readFileSync(file, 'utf8')
    // Empty for the moment between its making and its writing.
    return holder === '' || isAlive(Number(holder))
  } catch {
    return false
  }
}
