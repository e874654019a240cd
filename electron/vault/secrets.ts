import { createHash } from 'node:crypto'
import type { Policy } from '#electron/platform/policy.ts'
import type { Keychain, Random } from '#electron/platform/ports.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { generateIdentity } from './age-envelope.ts'

const KEY_BYTES = 32

/**
 * The name of one person's book on one server: a file name and a keychain account that give neither away.
 *
 * @returns 24 hex digits.
 */
export function bookName(server: Policy['server'], login: string): string {
  const identity = JSON.stringify([server.host, server.port, server.database, login])
  return createHash('sha256').update(identity).digest('hex').slice(0, 24)
}

/** The secrets of one book. They live in the system keychain, nowhere else. */
export interface BookSecrets {
  readPassword(): Promise<string | null>
  storePassword(password: string): Promise<void>
  forgetPassword(): Promise<void>
  /** The cache's key, or null when there is none. */
  readKey(): Promise<Uint8Array | null>
  /** Makes a key and keeps it; read back before it is used, since a key that was not kept loses the book. */
  createKey(): Promise<Uint8Array>
  /** This device's age identity, for which data keys are wrapped; null when there is none. */
  readIdentity(): Promise<string | null>
  /** The same, made and kept where there is none. */
  ensureIdentity(): Promise<string>
  /** Removes the key and the identity: without them the book is noise. */
  forgetBook(): Promise<void>
}

export function openSecrets(keychain: Keychain, random: Random, name: string): BookSecrets {
  const passwordAccount = `password:${name}`
  const keyAccount = `cache-key:${name}`
  const identityAccount = `device-identity:${name}`
  const readKey = async () => {
    const text = await keychain.get(keyAccount)
    const key = text === null ? null : Buffer.from(text, 'hex')
    return key?.length === KEY_BYTES ? new Uint8Array(key) : null
  }
  return {
    readPassword: () => keychain.get(passwordAccount),
    storePassword: (password) => keychain.set(passwordAccount, password),
    forgetPassword: () => keychain.remove(passwordAccount),
    readKey,
    async createKey() {
      const key = random.bytes(KEY_BYTES)
      await keychain.set(keyAccount, Buffer.from(key).toString('hex'))
      const kept = await readKey()
      if (!kept || !Buffer.from(kept).equals(Buffer.from(key))) throw new WorkstationError('keychain')
      return key
    },
    readIdentity: () => keychain.get(identityAccount),
    async forgetBook() {
      await keychain.remove(keyAccount)
      await keychain.remove(identityAccount)
    },
    async ensureIdentity() {
      const known = await keychain.get(identityAccount)
      if (known !== null) return known
      const identity = await generateIdentity()
      await keychain.set(identityAccount, identity)
      // Grants are wrapped for what the firm is told: one that was not kept would open none of them.
      if ((await keychain.get(identityAccount)) !== identity) throw new WorkstationError('keychain')
      return identity
    },
  }
}
