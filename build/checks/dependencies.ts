import { dependencyHomes, type Home } from './dependency-homes.ts'
import { findImports, type Import } from './imports.ts'
import type { Problem, Project } from './project.ts'

type Homes = Readonly<Record<string, Home>>

/** Every dependency has a home, is imported only there, and has its reason in DECISIONS.md. */
export function checkDependencies(project: Project, homes: Homes = dependencyHomes): Problem[] {
  const declared = declaredDependencies(project)
  return [
    ...declared.flatMap((name) => checkDeclared(project, name, homes)),
    ...Object.keys(homes).flatMap((name) => checkStillDeclared(name, declared)),
    ...findImports(project).flatMap((found) => checkImport(found, declared, homes)),
  ]
}

function declaredDependencies(project: Project): string[] {
  const manifest = JSON.parse(project.read('package.json')) as Record<string, Record<string, string> | undefined>
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))
}

function checkDeclared(project: Project, name: string, homes: Homes): Problem[] {
  const problems: Problem[] = []
  const manifest = project.read('package.json')
  const line = manifest.slice(0, manifest.indexOf(`"${name}":`)).split('\n').length
  if (homes[name] === undefined) {
    problems.push({ file: 'package.json', line, reason: `${name} has no home in build/checks/dependency-homes.ts` })
  }
  if (project.exists('DECISIONS.md') && !mentions(project.read('DECISIONS.md'), name)) {
    problems.push({ file: 'package.json', line, reason: `DECISIONS.md does not say why there is ${name}` })
  }
  return problems
}

/** As a word of its own: `pg` is not mentioned by `pgbouncer`. */
function mentions(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  return new RegExp(`(^|[^\\w@/.-])${escaped}(?![\\w/-]|\\.\\w)`, 'im').test(text)
}

function checkStillDeclared(name: string, declared: readonly string[]): Problem[] {
  if (declared.includes(name)) return []
  const reason = `${name} has a home but is no dependency any more`
  return [{ file: 'build/checks/dependency-homes.ts', line: 1, reason }]
}

function checkImport({ file, line, packageName }: Import, declared: readonly string[], homes: Homes): Problem[] {
  if (packageName === null) return []
  if (!declared.includes(packageName)) return [{ file, line, reason: `${packageName} is not in package.json` }]
  const home = homes[packageName]
  if (home === undefined || isAtHome(file, home)) return []
  const places = home.folders.length === 0 ? 'nowhere' : `in ${home.folders.join(', ')}`
  return [{ file, line, reason: `${packageName} is imported ${places} only: ${home.reason}` }]
}

function isAtHome(file: string, home: Home): boolean {
  return home.folders.some((folder) => (folder.endsWith('/') ? file.startsWith(folder) : file === folder))
}
