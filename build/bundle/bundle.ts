import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type InlineConfig } from 'vite'
import { hashInputs } from './inputs.ts'
import { nodeConfig, preloadConfig, projectRoot } from './parts.ts'

interface Part {
  readonly name: string
  /** Files and folders that the part is made of. */
  readonly inputs: readonly string[]
  /** A file that the part leaves behind. */
  readonly output: string
  readonly config: () => InlineConfig
}

const common = ['build/bundle', 'package-lock.json', 'shared']
const rendererConfig = 'build/bundle/renderer.config.ts'

const parts: readonly Part[] = [
  {
    name: 'main',
    inputs: [...common, 'electron', 'package.json'],
    output: 'dist/electron/main.js',
    config: () => nodeConfig({ entry: 'electron/shell/main.ts', fileName: 'main.js' }),
  },
  {
    name: 'cache worker',
    inputs: [...common, 'electron'],
    output: 'dist/electron/cache-worker.js',
    config: () => nodeConfig({ entry: 'electron/cache/worker.ts', fileName: 'cache-worker.js' }),
  },
  {
    name: 'sync worker',
    inputs: [...common, 'electron'],
    output: 'dist/electron/sync-worker.js',
    config: () => nodeConfig({ entry: 'electron/sync/worker.ts', fileName: 'sync-worker.js' }),
  },
  {
    name: 'page worker',
    inputs: [...common, 'electron/page-text'],
    output: 'dist/electron/page-worker.js',
    config: () => nodeConfig({ entry: 'electron/page-text/worker.ts', fileName: 'page-worker.js' }),
  },
  {
    name: 'preload',
    inputs: [...common, 'electron/preload'],
    output: 'dist/electron/preload.cjs',
    config: () => preloadConfig(),
  },
  {
    name: 'renderer',
    inputs: [...common, 'renderer'],
    output: 'dist/renderer/index.html',
    config: () => ({ configFile: join(projectRoot, rendererConfig), logLevel: 'warn' }),
  },
]

const stampFile = join(projectRoot, 'dist/.inputs.json')

/**
 * Bundles what changed since the last time into `dist/`: `main.js`, `cache-worker.js`, `sync-worker.js`, `page-worker.js`,
 * and `preload.cjs` in `dist/electron/`, and
 * `dist/renderer/`.
 * @returns the names of the parts that were built.
 */
export async function bundleAll(options: { readonly force?: boolean } = {}): Promise<string[]> {
  const built: string[] = []
  for (const part of parts) {
    const hash = hashInputs(projectRoot, part.inputs)
    const upToDate = readStamps()[part.name] === hash && existsSync(join(projectRoot, part.output))
    if (upToDate && options.force !== true) continue
    await build(part.config())
    writeStamp(part.name, hash)
    built.push(part.name)
  }
  return built
}

function readStamps(): Record<string, string> {
  return existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}
}

function writeStamp(name: string, hash: string): void {
  mkdirSync(join(projectRoot, 'dist'), { recursive: true })
  writeFileSync(stampFile, `${JSON.stringify({ ...readStamps(), [name]: hash }, null, 2)}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const began = performance.now()
  const built = await bundleAll({ force: process.argv.includes('--force') })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(
    `Bundled ${built.length === 0 ? 'nothing: all is up to date' : built.join(', ')} (${seconds} s)\n`,
  )
}
