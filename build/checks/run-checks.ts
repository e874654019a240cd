import { join } from 'node:path'
import { capture, type Outcome, say } from '#build/commands/processes.ts'
import { projectFolder } from '#build/database/project-folder.ts'
import { checkDependencies } from './dependencies.ts'
import { checkFileSize } from './file-size.ts'
import { checkLayers } from './layers.ts'
import { checkPapers } from './papers.ts'
import { checkMachinePaths, checkSocialSecurityNumbers } from './private-traces.ts'
import { type Problem, readProject } from './project.ts'

const RULES = {
  'layers and features': checkLayers,
  'homes of dependencies': checkDependencies,
  'size of files': checkFileSize,
  'paths in papers': checkPapers,
  'paths of one machine': checkMachinePaths,
  'social security numbers': checkSocialSecurityNumbers,
} as const

/** How many type checks run at once; each keeps more than one core busy. */
const AT_ONCE = 2

/**
 * Runs every check and shows what each objects to.
 * @returns true when none objects to anything.
 */
export async function runChecks(): Promise<boolean> {
  const results = [await checkFormat(), ...(await checkTypes()), ...checkRules()]
  for (const { name, objections } of results) {
    say(objections === '' ? `ok      ${name}` : `FAILED  ${name}\n${objections}`)
  }
  return results.every(({ objections }) => objections === '')
}

interface Result {
  readonly name: string
  /** Lines to show; empty when all is well. */
  readonly objections: string
}

async function checkFormat(): Promise<Result> {
  const biome = join(projectFolder, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['check', '--max-diagnostics=200', '--colors=off', '--error-on-warnings']
  return toResult('format and lint', await capture(process.execPath, [biome, ...options]))
}

/** One by one from tsconfig.json's references: TypeScript's build mode would write files. */
async function checkTypes(): Promise<Result[]> {
  const { references } = JSON.parse(readProject(projectFolder).read('tsconfig.json')) as {
    references: { path: string }[]
  }
  const waiting = references.map(({ path }) => path)
  const results = new Map<string, Result>()
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const tsc = join(projectFolder, 'node_modules/typescript/bin/tsc')
      results.set(
        path,
        toResult(`types of ${path}`, await capture(process.execPath, [tsc, '-p', path, '--pretty', 'false'])),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return references.flatMap(({ path }) => results.get(path) ?? [])
}

function toResult(name: string, outcome: Outcome): Result {
  if (outcome.code === 0) return { name, objections: '' }
  return { name, objections: outcome.output.trimEnd() || `ended with code ${outcome.code}` }
}

function checkRules(): Result[] {
  const project = readProject(projectFolder)
  return Object.entries(RULES).map(([name, check]) => ({ name, objections: check(project).map(describe).join('\n') }))
}

function describe({ file, line, reason }: Problem): string {
  return `  ${file}:${line}  ${reason}`
}
