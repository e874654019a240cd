import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Keychain } from './ports.ts'

/**
 * The name under which the keychain keeps a workstation's secrets.
 *
 * @param ownProfile the profile folder where it was chosen by hand; such a profile has secrets of its own.
 */
export function keychainService(appName: string, ownProfile: string | null): string {
  return ownProfile === null ? appName : `${appName} ${ownProfile}`
}

/**
 * The operating system's keychain through keytar: Credential Manager, Keychain, or Secret Service.
 * The native module is loaded at the first use, so that a machine without it can still start and say so.
 */
export function createKeychain(service: string): Keychain {
  async function ask<T>(work: (keytar: typeof import('keytar')) => Promise<T>): Promise<T> {
    try {
      const module = await import('keytar')
      return await work(module.default ?? module)
    } catch (cause) {
      // The cause's text may quote what was asked for, so only its presence is passed on.
      throw new WorkstationError('keychain', undefined, undefined, { cause })
    }
  }
  return {
    get: (account) => ask((keytar) => keytar.getPassword(service, account)),
    set: (account, secret) => ask((keytar) => keytar.setPassword(service, account, secret)),
    remove: async (account) => {
      await ask((keytar) => keytar.deletePassword(service, account))
    },
  }
}
