import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Policy, policySchema } from './policy.ts'

/** The policy file cannot be used; the message names the file and the key and is meant for IT. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

/** @returns where IT puts the policy of a machine, by operating system; only administrators can write there. */
export function machinePolicyFile(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  if (platform === 'win32') {
    return join(environment.ProgramData ?? 'C:\\ProgramData', 'AdviserWorkstation', 'policy.json')
  }
  if (platform === 'darwin') return '/Library/Application Support/AdviserWorkstation/policy.json'
  return '/etc/adviser-workstation/policy.json'
}

export interface ReadPolicyOptions {
  /** True for the machine's own file: on Linux and macOS nobody but root may be able to change it. */
  readonly mustBelongToRoot: boolean
}

/**
 * Reads the policy of this machine.
 * @throws PolicyError when the file is missing, unreadable, open to other writers, or holds anything unexpected.
 */
export function readPolicy(file: string, options: ReadPolicyOptions): Policy {
  if (options.mustBelongToRoot && process.platform !== 'win32') checkOwner(file)
  const parsed = policySchema.safeParse(parseJson(file))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'policy'}: ${issue.message}`,
  )
  throw new PolicyError(`${file}: ${problems.join('; ')}. Correct the file and start again.`)
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? `is not JSON (${error.message})` : `cannot be read (${codeOf(error)})`
    throw new PolicyError(`${file} ${why}. Put the policy of this machine there and start again.`, { cause: error })
  }
}

/** A policy that anybody could edit would decide nothing. */
function checkOwner(file: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return
  const writableByOthers = (stats.mode & 0o022) !== 0
  if (stats.isFile() && stats.uid === 0 && !writableByOthers) return
  throw new PolicyError(
    `${file} must be a plain file owned by root that only root can write. Set that and start again.`,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
}
