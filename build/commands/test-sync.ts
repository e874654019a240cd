import { parseArgs } from 'node:util'
import { projectFolder } from '#build/database/project-folder.ts'
import { EFFORT_VARIABLE, type Effort, effortParts, everyRun, longRun } from '#test/support/effort.ts'
import { say, show } from './processes.ts'

/** @throws Error for anything but a whole number from 1. */
function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} takes a number such as 500, and "${text}" is none`)
  return Number(text)
}

/** @returns the tests of the part. @throws Error for a name that none has. */
function readPart(name: string | undefined): readonly string[] {
  if (name === undefined) return []
  const paths = effortParts[name]
  if (paths) return paths
  throw new Error(`--part takes one of ${Object.keys(effortParts).join(', ')}, and "${name}" is none`)
}

/** What was asked for. Paths name single test files. */
function readEffort(): { readonly effort: Effort; readonly paths: readonly string[] } {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    options: {
      long: { type: 'boolean', default: false },
      part: text,
      histories: text,
      changes: text,
      minutes: text,
      seed: text,
    },
    allowPositionals: true,
  })
  const usual = values.long ? longRun : everyRun
  const effort = {
    long: values.long,
    histories: readNumber('histories', values.histories) ?? usual.histories,
    changes: readNumber('changes', values.changes) ?? usual.changes,
    minutes: readNumber('minutes', values.minutes) ?? usual.minutes,
    seed: readNumber('seed', values.seed) ?? (values.long ? Date.now() % 1_000_000_000 : usual.seed),
  }
  return { effort, paths: [...readPart(values.part), ...positionals] }
}

try {
  const { effort, paths } = readEffort()
  say(`The sync engine’s tests: ${effort.histories} histories from seed ${effort.seed}.`)
  process.env[EFFORT_VARIABLE] = JSON.stringify(effort)
  const asked = paths.length > 0 ? paths : ['sync']
  process.exitCode = await show(process.execPath, [`${projectFolder}/build/commands/test.ts`, ...asked])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
