import { fileURLToPath } from 'node:url'
import { createBackend } from '#electron/backend.ts'
import { createNodePorts } from '#electron/platform/node-ports.ts'
import { startShell } from './start.ts'

// The addresses are those of the bundle, where this script, those of the threads, and the preload lie in one folder.
startShell({
  createBackend,
  createNodePorts,
  preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  rendererFolder: fileURLToPath(new URL('../renderer', import.meta.url)),
  cacheWorker: new URL('./cache-worker.js', import.meta.url),
  syncWorker: new URL('./sync-worker.js', import.meta.url),
  pageWorker: new URL('./page-worker.js', import.meta.url),
})
