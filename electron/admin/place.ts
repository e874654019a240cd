import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { bookPath } from '#electron/features/session/open-session.ts'
import { openProfile } from '#electron/features/session/profile.ts'
import { createKeychain, keychainService } from '#electron/platform/keychain.ts'
import type { Policy } from '#electron/platform/policy.ts'
import { machinePolicyFile, readPolicy } from '#electron/platform/read-policy.ts'
import { type BookSecrets, bookName, openSecrets } from '#electron/vault/secrets.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

const APP_NAME = 'AdviserWorkstation'

export interface PlaceOptions {
  /** Default: the environment's ADVISER_PROFILE, or this person's own profile on this machine. */
  readonly profile?: string
  /** Default: the environment's ADVISER_POLICY, or the machine's policy. */
  readonly policy?: string
  /** Default: who signed in last. */
  readonly login?: string
}

/** A command that is told where to find a person's book and the firm, as `PlaceOptions`. */
export function placedCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--profile <folder>', 'the workstation’s profile folder')
    .option('--policy <file>', 'the policy file that names the server')
    .option('--login <name>', 'who asks (password: ADVISER_DB_PASSWORD or keychain)')
}

/** One person's book on this machine, as the command line finds it. */
export interface Place {
  readonly policy: Policy
  readonly login: string
  readonly bookFile: string
  readonly secrets: BookSecrets
}

function defaultProfile(): string {
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), APP_NAME)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', APP_NAME)
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), APP_NAME)
}

/** @throws WorkstationError `not_found` when nobody signed in here yet; PolicyError for an unusable policy. */
export function findPlace(options: PlaceOptions): Place {
  const chosen = options.profile ?? process.env.ADVISER_PROFILE
  const profileFolder = chosen ? resolve(chosen) : defaultProfile()
  const given = options.policy ?? process.env.ADVISER_POLICY
  const policyFile = given ?? machinePolicyFile(process.platform, process.env)
  const policy = readPolicy(policyFile, { mustBelongToRoot: given === undefined })
  const login = options.login ?? openProfile(profileFolder).read().login
  if (!login) {
    throw new WorkstationError(
      'not_found',
      `Nobody has signed in with the profile ${profileFolder}. Name one by --login.`,
    )
  }
  const name = bookName(policy.server, login)
  const keychain = createKeychain(keychainService(APP_NAME, chosen ? profileFolder : null))
  return {
    policy,
    login,
    bookFile: bookPath(profileFolder, name),
    secrets: openSecrets(keychain, { bytes: () => new Uint8Array(), unit: () => 0 }, name),
  }
}
