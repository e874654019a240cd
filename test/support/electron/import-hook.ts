import { registerHooks } from 'node:module'
import vm from 'node:vm'

const KEY = Symbol.for('adviser-workstation.stand-in')
const SCHEME = 'stand-in-electron:'
const RUN = /[?&]run=(\w+)/

type Modules = Readonly<Record<string, unknown>>

const shared = globalThis as unknown as Record<symbol, Map<string, Modules> | undefined>

/**
 * Imports a main script in Node itself, its `electron` being the given modules.
 * Every run has its own copy of the product's modules, so that one can follow another in the same process.
 */
export async function importWithElectron(script: URL, run: string, electron: Modules): Promise<Modules> {
  const runs = installHooks()
  runs.set(run, electron)
  const url = new URL(script)
  url.searchParams.set('run', run)
  return importNatively(url.href)
}

/** Vitest rewrites an `import()` of its own files, and would keep one copy of the product for every run. */
function importNatively(url: string): Promise<Modules> {
  if (process.env.VITEST === undefined) return import(url)
  const nativeImport = vm.runInThisContext('(url) => import(url)', {
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (url: string) => Promise<Modules>
  return nativeImport(url)
}

function installHooks(): Map<string, Modules> {
  const known = shared[KEY]
  if (known !== undefined) return known
  const runs = new Map<string, Modules>()
  shared[KEY] = runs
  registerHooks({
    resolve(specifier, context, next) {
      const run = RUN.exec(context.parentURL ?? '')?.[1] ?? RUN.exec(specifier)?.[1]
      if (run === undefined) return next(specifier, context)
      if (specifier === 'electron') return { url: `${SCHEME}?run=${run}`, format: 'module', shortCircuit: true }
      const resolved = next(specifier, context)
      const isOurs = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/')
      return isOurs && !RUN.test(resolved.url) ? { ...resolved, url: `${resolved.url}?run=${run}` } : resolved
    },
    load(url, context, next) {
      if (!url.startsWith(SCHEME)) return next(url, context)
      return { format: 'module', source: exportsOf(RUN.exec(url)?.[1] ?? '', runs), shortCircuit: true }
    },
  })
  return runs
}

/** The source of a module whose exports are exactly what is modelled; importing anything else does not link. */
function exportsOf(run: string, runs: Map<string, Modules>): string {
  const names = Object.keys(runs.get(run) ?? {})
  return `export const { ${names.join(', ')} } = globalThis[Symbol.for('adviser-workstation.stand-in')].get('${run}')`
}
