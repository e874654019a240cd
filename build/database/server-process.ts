import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import type { ServerName } from './servers.ts'
import type { SystemUser } from './unprivileged-user.ts'

export interface ServerPaths {
  readonly folder: string
  readonly cluster: string
  readonly log: string
  readonly server: ServerName
  readonly binaries: Binaries
  readonly user: SystemUser | null
}

/**
 * Runs one of PostgreSQL's programs to its end.
 * @param environment what it and the server it starts get besides the usual.
 * @throws Error with what it wrote when it fails.
 */
export function runProgram(
  paths: ServerPaths,
  program: keyof Binaries,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): void {
  const result = spawnSync(paths.binaries[program], parameters, {
    cwd: paths.folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env.SystemRoot, ...environment },
    // Standard output is not piped for pg_ctl: the server would inherit the pipe and hold it open.
    stdio: ['ignore', 'ignore', program === 'initdb' ? 'pipe' : 'ignore'],
    timeout: 120_000,
    ...(paths.user === null ? {} : { uid: paths.user.uid, gid: paths.user.gid }),
  })
  if (result.status !== 0) throw new Error(describeFailure(paths, program, result))
}

function describeFailure(paths: ServerPaths, program: string, result: SpawnSyncReturns<Buffer>): string {
  const written = program === 'initdb' ? String(result.stderr ?? '') : readLogEnd(paths.log)
  return `${program} failed (${result.error?.message ?? result.signal ?? result.status}).\n${written}`.trim()
}

function readLogEnd(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-15).join('\n') : ''
}

export interface RunningServer {
  readonly pid: number
  readonly port: number
}

/** @returns the server that runs on the cluster, or null; a pid file whose process is gone counts as none. */
export function findRunningServer(cluster: string): RunningServer | null {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n')
  return isPostgres(Number(pid)) ? { pid: Number(pid), port: Number(port) } : null
}

/**
 * Removes the pid file of a server that is gone. PostgreSQL does so itself, except where the process lingers as a
 * zombie (in containers without an init process) or its id has been given to another process.
 */
export function removeStalePidFile(cluster: string): void {
  if (findRunningServer(cluster) === null) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  return process.platform !== 'linux' || /\(postgres\) [^Z]/.test(readProcessState(pid))
}

/** `<pid> (<name>) <state> …` */
function readProcessState(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

/** True while a process of that id exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return process.platform !== 'linux' || !/\) Z /.test(readProcessState(pid))
}
