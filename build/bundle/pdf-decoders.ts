import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

/** Decoders of the pictures that scanners put into PDFs. */
const DECODERS = ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'] as const

/**
 * Lays the PDF library's decoders beside the page, where `renderer/features/documents/open-pdf.ts` says they are: it
 * asks for them by name at run time. Those in WebAssembly are left out, since the page's policy lets none run.
 */
export function pdfDecoders(): Plugin {
  return {
    name: 'pdf-decoders',
    generateBundle() {
      const { resolve } = createRequire(import.meta.url)
      for (const name of DECODERS) {
        const source = readFileSync(resolve(`pdfjs-dist/wasm/${name}`))
        this.emitFile({ type: 'asset', fileName: `pdf/${name}`, source })
      }
    },
  }
}
