import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { pdfDecoders } from './pdf-decoders.ts'

/** Bundles the renderer for `app://`: every asset a file of its own, so that the strict CSP needs no exception. */
export default defineConfig({
  root: fileURLToPath(new URL('../../renderer/', import.meta.url)),
  base: './',
  plugins: [react(), pdfDecoders()],
  server: { fs: { allow: ['..'] } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: 'chrome130',
    // One local disk read; the warning is meant for the web.
    chunkSizeWarningLimit: 1500,
  },
})
