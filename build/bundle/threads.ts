import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { hashInputs } from './inputs.ts'
import { nodeConfig, projectRoot } from './parts.ts'

/** The threads' scripts by what their bundles are called. */
const entries = {
  'cache-worker.js': 'electron/cache/worker.ts',
  'sync-worker.js': 'electron/sync/worker.ts',
  'page-worker.js': 'electron/page-text/worker.ts',
} as const

const inputs = ['build/bundle', 'package-lock.json', 'shared', 'electron']

const bundles = join(projectRoot, 'node_modules/.cache/threads')
const OLD_MILLISECONDS = 2 * 24 * 60 * 60 * 1000

/**
 * Bundles the threads as the product has them, for tests: started from source, each would load hundreds of modules. The
 * folder is named by what the bundles are made of, and so never changes under a run that goes on for hours.
 *
 * @returns the folder that holds `cache-worker.js`, `sync-worker.js`, and `page-worker.js`.
 */
export async function bundleThreads(): Promise<string> {
  const folder = join(bundles, hashInputs(projectRoot, inputs).slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(bundles, { recursive: true })
  removeOld()
  const partial = `${folder}.${process.pid}`
  for (const [fileName, entry] of Object.entries(entries)) {
    await build(nodeConfig({ entry, fileName, outDir: partial }))
  }
  try {
    renameSync(partial, folder)
  } catch (error) {
    // Another run has made the same meanwhile.
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** A source that changes all day leaves many. */
function removeOld(): void {
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name)
    if (Date.now() - statSync(path).mtimeMs > OLD_MILLISECONDS) rmSync(path, { recursive: true, force: true })
  }
}
