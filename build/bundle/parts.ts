import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { channelNames, eventNames } from '#shared/ipc/index.ts'
import { pdfFonts } from './pdf-fonts.ts'

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Stay in node_modules: native addons, Electron itself, and what pg tries only where somebody installed it. */
const externals = ['electron', 'better-sqlite3-multiple-ciphers', 'keytar', 'pg-native']

export interface NodeEntry {
  /** The script to bundle, from the project's root. */
  readonly entry: string
  /** The bundle's name inside `dist/electron`. */
  readonly fileName: string
  readonly outDir?: string
}

/** The part of a build that all three have in common: no config file of its own, nothing deleted, no chatter. */
const quiet = { root: projectRoot, configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig

/** A script of the main process: one ES module with everything in it but the externals. Runs on Node 20.18 and later. */
export function nodeConfig({ entry, fileName, outDir = 'dist/electron' }: NodeEntry): InlineConfig {
  return {
    ...quiet,
    ssr: { noExternal: true, external: externals },
    plugins: [pdfFonts()],
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: externals,
        output: { format: 'es', entryFileNames: fileName, codeSplitting: false },
      },
    },
  }
}

/** The preload: one CommonJS file that requires nothing but Electron, as a sandboxed preload must. */
export function preloadConfig(outDir = 'dist/electron'): InlineConfig {
  return {
    ...quiet,
    define: {
      __CHANNEL_NAMES__: JSON.stringify(channelNames),
      __EVENT_NAMES__: JSON.stringify(eventNames),
    },
    build: {
      lib: { entry: 'electron/preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
      outDir,
      emptyOutDir: false,
      target: 'chrome130',
      minify: false,
      rolldownOptions: { external: ['electron'] },
    },
  }
}
