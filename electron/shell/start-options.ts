import { resolve } from 'node:path'
import { machinePolicyFile } from '#electron/platform/read-policy.ts'

export interface StartOptions {
  /** Null for the folder the operating system gives the application. */
  readonly profileFolder: string | null
  readonly policyFile: string
  /** False where a developer or a test named the policy. */
  readonly isMachinePolicy: boolean
}

/**
 * Reads `--profile=DIR` and `--policy=FILE`. A packaged workstation ignores both: there the machine's policy decides,
 * and nobody may point it at another one.
 */
export function readStartOptions(argv: readonly string[], isPackaged: boolean): StartOptions {
  const read = (name: string) => {
    const given = isPackaged ? undefined : argv.find((argument) => argument.startsWith(`--${name}=`))
    return given === undefined ? null : resolve(given.slice(name.length + 3))
  }
  const policyFile = read('policy')
  return {
    profileFolder: read('profile'),
    policyFile: policyFile ?? machinePolicyFile(process.platform, process.env),
    isMachinePolicy: policyFile === null,
  }
}
