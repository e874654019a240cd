import { posix } from 'node:path'
import { codeFiles, lineAt, type Project } from './project.ts'

export interface Import {
  readonly file: string
  readonly line: number
  /** As written. */
  readonly specifier: string
  /** Path from the project's folder for an import of our own; null for a package. */
  readonly path: string | null
  /** The package's name; null for an import of our own and for Node's own modules. */
  readonly packageName: string | null
}

/**
 * `from '…'`, `import '…'`, `import('…')` (types included), `require('…')`, `require.resolve('…')`.
 * Regular expressions are enough here: Biome's format keeps every import in one of these forms.
 */
const IMPORT =
  /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\brequire(?:\.resolve)?\s*\(\s*|\bdeclare\s+module\s+)(['"])([^'"\n]+)\1/g

/** The tests of these checks hold imports that must be objected to, as text. */
const EXAMPLES = /^test\/unit\/build\//

/** Every import of every code file. */
export function findImports(project: Project): Import[] {
  const files = codeFiles(project).filter((file) => !EXAMPLES.test(file))
  return files.flatMap((file) => importsOf(file, project.read(file)))
}

function importsOf(file: string, text: string): Import[] {
  return [...blankComments(text).matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? ''
    const path = resolveOwn(file, specifier)
    const line = lineAt(text, match.index)
    return { file, line, specifier, path, packageName: path === null ? packageOf(specifier) : null }
  })
}

/** Comments become spaces, so that offsets stay and an example in a comment is no import. */
function blankComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '))
}

function resolveOwn(file: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (!specifier.startsWith('.')) return null
  return posix.normalize(posix.join(posix.dirname(file), specifier))
}

function packageOf(specifier: string): string | null {
  if (/^[a-z]+:/.test(specifier)) return null
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
