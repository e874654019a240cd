import { fileURLToPath } from 'node:url'
import { startShell } from '#electron/shell/start.ts'
import { createSmallBackend } from '#test/desktop/small-backend.ts'

/** The real shell and router around a backend that needs no database. */
export const small = createSmallBackend()

startShell({
  createBackend: small.createBackend,
  createNodePorts: small.createNodePorts,
  // Addresses that hold for this file and for its bundle in dist/test.
  preload: fileURLToPath(new URL('../../dist/electron/preload.cjs', import.meta.url)),
  rendererFolder: fileURLToPath(new URL('../../test/desktop/page', import.meta.url)),
  cacheWorker: new URL('./no-worker.js', import.meta.url),
  syncWorker: new URL('./no-worker.js', import.meta.url),
  pageWorker: new URL('./no-worker.js', import.meta.url),
})
