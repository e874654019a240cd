import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Something a check objects to. */
export interface Problem {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What is wrong and, where it is not plain, what to do. */
  readonly reason: string
}

/** The project as the checks see it; a test makes one up. */
export interface Project {
  /** Every file git tracks or would, with `/`, relative to the project's folder, sorted. */
  readonly files: readonly string[]
  /** @returns the text of a file; '' for one that is missing or not text. */
  read(file: string): string
  /** True for a file or folder of the project, tracked or not. */
  exists(path: string): boolean
}

/** The project in a folder under git. @throws Error when git does not know the folder. */
export function readProject(folder: string): Project {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options)
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr ?? listed.error?.message}`)
  const files = [...new Set(listed.stdout.split('\0'))].filter((file) => file !== '' && existsSync(join(folder, file)))
  return createProject(
    files,
    (file) => readFileSync(join(folder, file)),
    (path) => existsSync(join(folder, path)),
  )
}

/** A project of made-up files, for tests. */
export function createMemoryProject(contents: Readonly<Record<string, string>>): Project {
  const files = Object.keys(contents)
  const exists = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`))
  return createProject(files, (file) => Buffer.from(contents[file] ?? ''), exists)
}

function createProject(files: readonly string[], load: (file: string) => Buffer, exists: Project['exists']): Project {
  const texts = new Map<string, string>()
  return {
    files: [...files].sort(),
    exists,
    read(file) {
      const known = texts.get(file)
      if (known !== undefined) return known
      if (!exists(file)) return ''
      const bytes = load(file)
      const text = bytes.includes(0) ? '' : bytes.toString('utf8')
      texts.set(file, text)
      return text
    },
  }
}

/** The line, from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** The files that hold code of ours. */
export function codeFiles(project: Project): readonly string[] {
  return project.files.filter((file) => /\.(ts|tsx|mts|cts|mjs|cjs|js)$/.test(file))
}
