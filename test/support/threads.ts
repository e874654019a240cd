import { env } from 'node:process'
import { pathToFileURL } from 'node:url'

/** Where a run has bundled the threads: through the environment, since tests and laptops run in processes of their own. */
export const THREADS_VARIABLE = 'ADVISER_THREADS'

const bundles = env[THREADS_VARIABLE]

function scriptOf(source: string, bundle: string): URL {
  if (bundles === undefined) return new URL(`../../electron/${source}`, import.meta.url)
  return new URL(bundle, pathToFileURL(`${bundles}/`))
}

/** Scripts of the workstation's threads: as the product has them where the run has bundled them, otherwise source. */
export const threads = {
  cacheWorker: scriptOf('cache/worker.ts', 'cache-worker.js'),
  syncWorker: scriptOf('sync/worker.ts', 'sync-worker.js'),
  pageWorker: scriptOf('page-text/worker.ts', 'page-worker.js'),
} as const
