import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * The folder of a real Electron: the one ELECTRON_OVERRIDE_DIST_PATH names, the product's own, or one that
 * `../shared/tools/electron-runtime` knows of.
 * @returns null when this machine has none; say so and skip.
 */
export function findElectron(): string | null {
  const dist = findDist()
  return dist !== null && existsSync(join(dist, 'resources/app/main.js')) ? withDefaultApp(dist) : dist
}

function findDist(): string | null {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given !== undefined && existsSync(join(given, 'electron'))) return given
  const own = join(projectRoot, 'node_modules/electron/dist')
  if (existsSync(join(own, 'electron'))) return own
  const tool = join(projectRoot, '../shared/tools/electron-runtime')
  if (process.platform !== 'linux' || !existsSync(tool)) return null
  try {
    return execFileSync(tool, { cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
  } catch {
    return null
  }
}

/** A twin of the runtime, of hard links, whose default app is one that Electron waits for. */
function withDefaultApp(dist: string): string {
  const twin = `${dist}-awaited`
  if (!existsSync(join(twin, 'electron'))) {
    execFileSync('cp', ['-al', dist, twin])
    // Linked as a folder, so that an addon built later is seen.
    rmSync(join(twin, 'addons'), { recursive: true, force: true })
    symlinkSync(join(dist, 'addons'), join(twin, 'addons'))
  }
  const app = join(twin, 'resources/app')
  // Never written in place: the files are the runtime's own until they are replaced.
  rmSync(app, { recursive: true })
  mkdirSync(app)
  copyFileSync(fileURLToPath(new URL('./default-app.mjs', import.meta.url)), join(app, 'main.mjs'))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.mjs' }))
  return twin
}
