import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#build/database/project-folder.ts'
import { findElectron as findTestRuntime } from '#test/support/electron/runtime.ts'
import { capture, say } from './processes.ts'

const PROGRAMS: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

const DOWNLOAD_LIMIT = 120_000

/** Brings Electron for the tests where nothing else has: its own download, or the runtime that a machine offers. */
export async function ensureElectron(): Promise<void> {
  if (findTestRuntime() === null) await findElectron()
}

/**
 * Electron's program: the one in ELECTRON_OVERRIDE_DIST_PATH, or the package's own, downloaded when it is not there
 * (install scripts are off).
 * @returns null when there is none; why has then been said.
 */
export async function findElectron(): Promise<string | null> {
  // A runtime brought along for tests needs a default app that waits for the main script.
  const prepared = process.env.ELECTRON_OVERRIDE_DIST_PATH === undefined ? null : findTestRuntime()
  if (prepared !== null) return join(prepared, PROGRAMS[process.platform] ?? 'electron')
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const folder = given ?? join(projectFolder, 'node_modules/electron/dist')
  const program = join(folder, PROGRAMS[process.platform] ?? 'electron')
  if (existsSync(program)) return program
  if (given !== undefined) {
    say(`There is no Electron in ${given}, which ELECTRON_OVERRIDE_DIST_PATH names.`)
    return null
  }
  return (await download()) && existsSync(program) ? program : null
}

async function download(): Promise<boolean> {
  say('Downloading Electron ...')
  const script = join(projectFolder, 'node_modules/electron/install.js')
  const { code, output } = await capture(process.execPath, [script], { timeout: DOWNLOAD_LIMIT })
  if (code === 0) return true
  const reason = /^(?:\w*Error|RequestError): (.+)$/m.exec(output)?.[1] ?? `it ended with code ${code}`
  say(`Electron cannot be downloaded here (${reason}).`)
  return false
}
