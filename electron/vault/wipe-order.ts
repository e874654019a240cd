import { createHash } from 'node:crypto'
import { armor, Decrypter, Encrypter } from 'age-encryption'
import type { Random } from '#electron/platform/ports.ts'

/** A secret that only the device to be wiped can read, and what the firm's database keeps to recognise it. */
export interface WipeChallenge {
  /** An age file in armor, for the device's identity. */
  readonly envelope: string
  /** Lower-case hex SHA-256 of the secret. */
  readonly hash: string
}

/** Makes the secret that comes back with a receipt and proves that this device wrote it. */
export async function makeWipeChallenge(random: Pick<Random, 'bytes'>, recipient: string): Promise<WipeChallenge> {
  const secret = Buffer.from(random.bytes(32)).toString('base64url')
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return {
    envelope: armor.encode(await encrypter.encrypt(secret)),
    hash: createHash('sha256').update(secret).digest('hex'),
  }
}

/** @returns the secret; null where the identity does not open the envelope. */
export async function answerWipeChallenge(envelope: string, identity: string): Promise<string | null> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter.decrypt(armor.decode(envelope), 'text').catch(() => null)
}
