import { type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { projectFolder } from '#build/database/project-folder.ts'

/** One line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export interface Outcome {
  readonly code: number
  /** What it wrote, when it was not shown. */
  readonly output: string
}

/** Runs a program to its end in the project's folder, showing what it writes. @returns its exit code. */
export async function show(
  program: string,
  parameters: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  return (await run(program, parameters, { ...options, stdio: 'inherit' })).code
}

/** Runs a program to its end in the project's folder and keeps what it writes. A program that is missing gives 127. */
export function capture(program: string, parameters: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return run(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
}

function run(program: string, parameters: readonly string[], options: SpawnOptions): Promise<Outcome> {
  return new Promise((done) => {
    let output = ''
    const child = spawn(program, parameters, { cwd: projectFolder, ...options })
    // A group of its own ends as a whole: dbus-run-session and xvfb-run do not pass signals on to what they run.
    const forward = (signal: NodeJS.Signals) => {
      if (options.detached && child.pid !== undefined) process.kill(-child.pid, signal)
      else child.kill(signal)
    }
    const signals: NodeJS.Signals[] = options.detached ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : ['SIGTERM']
    for (const signal of signals) process.on(signal, forward)
    child.stdout?.on('data', (data) => {
      output += data
    })
    child.stderr?.on('data', (data) => {
      output += data
    })
    child.on('error', (error) => done({ code: 127, output: error.message }))
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, forward)
      done({ code: code ?? 1, output })
    })
  })
}

/** True when the program is somewhere on the PATH. */
export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)))
}
