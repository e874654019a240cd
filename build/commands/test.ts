import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from '#build/checks/run-checks.ts'
import { projectFolder } from '#build/database/project-folder.ts'
import { COUNTS_FILE, type Counts } from '#build/test/count-reporter.ts'
import type { Project } from '#build/test/projects.ts'
import { addCounts, describeCounts, isGreen } from './counts.ts'
import { ensureElectron } from './find-electron.ts'
import { openKeychainSession, type Session, screenPrefix } from './keychain-session.ts'
import { planRuns, type Run } from './plan-runs.ts'
import { say, show } from './processes.ts'
import { ensureSystemPackages } from './system-packages.ts'

const NEEDS_KEYCHAIN: readonly Project[] = ['sync', 'desktop', 'e2e']
const NEEDS_SCREEN: readonly Project[] = ['desktop', 'e2e']

async function runProject(run: Run, countsFolder: string, session: Session | null): Promise<Counts> {
  const countsFile = join(countsFolder, `${run.project}.json`)
  const vitest = [
    process.execPath,
    join(projectFolder, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    run.project,
  ]
  const screen = NEEDS_SCREEN.includes(run.project) ? screenPrefix() : []
  const [program = '', ...parameters] = [...(session?.prefix ?? []), ...screen, ...vitest, ...run.paths]
  say(`\n${run.project} tests`)
  const env = { ...process.env, ...session?.environment, [COUNTS_FILE]: countsFile }
  const code = await show(program, parameters, { env })
  const counts = existsSync(countsFile) ? (JSON.parse(readFileSync(countsFile, 'utf8')) as Counts) : null
  // A run that ends badly without a failed test (no test found, a crash, a failing set-up) is itself a failure.
  if (counts !== null && (code === 0 || counts.failed > 0)) return counts
  return addCounts([counts, { passed: 0, failed: 1, skipped: 0 }])
}

async function runProjects(runs: readonly Run[]): Promise<Counts[]> {
  const countsFolder = mkdtempSync(join(tmpdir(), 'adviser-counts-'))
  const session = runs.some(({ project }) => NEEDS_KEYCHAIN.includes(project)) ? openKeychainSession() : null
  const results: Counts[] = []
  try {
    for (const run of runs) {
      results.push(await runProject(run, countsFolder, NEEDS_KEYCHAIN.includes(run.project) ? session : null))
    }
  } finally {
    session?.end()
    rmSync(countsFolder, { recursive: true, force: true })
  }
  return results
}

/** The whole suite begins with the checks, which count as one test; a part of it leaves them out. */
async function main(parameters: readonly string[]): Promise<void> {
  const runs = planRuns(parameters)
  const results: Counts[] = []
  if (!ensureSystemPackages()) process.exit(1)
  if (runs.some(({ project }) => NEEDS_SCREEN.includes(project))) await ensureElectron()
  if (parameters.length === 0) {
    const passed = await runChecks()
    results.push({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 })
  }
  results.push(...(await runProjects(runs)))
  const total = addCounts(results)
  say(`\n${describeCounts(total)}`)
  process.exitCode = isGreen(total) ? 0 : 1
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
