import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { WorkstationError } from '#shared/ipc/errors.ts'

/** What a data key is for: sealing fields, or the keyed hashes by which sealed values are found. */
export type KeyPurpose = 'field' | 'blind'

/** A data key that says itself which it is, so that no label beside it can make it another. */
export interface NamedKey {
  readonly keyId: string
  readonly purpose: KeyPurpose
  /** 32 bytes. */
  readonly key: Uint8Array
}

const KEY_BYTES = 32
const CONTENT = /^adviser-key v1 (field|blind) ([A-Za-z0-9_-]{1,64}) ([A-Za-z0-9_-]{43})$/
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/
const IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/

/**
 * A new X25519 key pair in age's own form. The library draws it from the system's random numbers itself and takes no
 * other source.
 */
export async function generateIdentity(): Promise<string> {
  return await generateX25519Identity()
}

/** The public half (`age1…`) of an identity. */
export async function recipientOf(identity: string): Promise<string> {
  return await identityToRecipient(identity)
}

/** Whether a text is a native X25519 recipient; its checksum is proven when something is wrapped for it. */
export function isRecipient(text: string): boolean {
  return RECIPIENT.test(text)
}

/**
 * The identities in a file as `age-keygen` writes it: one a line, empty lines and those that begin with `#` aside.
 *
 * @throws WorkstationError `bad_input` when there is none, or a line is something else. Never quotes the file.
 */
export function parseIdentities(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length > 0 && identities.every((line) => IDENTITY.test(line))) return identities
  throw new WorkstationError(
    'bad_input',
    'This is no file of age identities. Give the one that age-keygen or keys recovery-key made.',
  )
}

/**
 * Wraps a data key for one recipient.
 *
 * @returns an age file in armor; only the recipient's identity opens it.
 * @throws WorkstationError `bad_input` for what is no recipient.
 */
export async function wrapKey({ purpose, keyId, key }: NamedKey, recipient: string): Promise<string> {
  const encrypter = new Encrypter()
  const content = `adviser-key v1 ${purpose} ${keyId} ${Buffer.from(key).toString('base64url')}`
  if (!CONTENT.test(content)) throw new WorkstationError('internal', 'This data key cannot be wrapped. Tell IT.')
  try {
    encrypter.addRecipient(recipient)
  } catch {
    throw new WorkstationError('bad_input', `${recipient} is no age recipient. Copy it again from where it was shown.`)
  }
  return armor.encode(await encrypter.encrypt(content))
}

/**
 * Opens a wrapped data key.
 *
 * @param expected which key it must be.
 * @returns null when none of the identities opens it, or it holds another key than it should.
 */
export async function unwrapKey(
  envelope: string,
  identities: readonly string[],
  expected: Pick<NamedKey, 'keyId' | 'purpose'>,
): Promise<NamedKey | null> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  const content = await decrypter.decrypt(armor.decode(envelope), 'text').catch(() => '')
  const [, purpose, keyId, text = ''] = CONTENT.exec(content) ?? []
  if (purpose !== expected.purpose || keyId !== expected.keyId) return null
  const key = Buffer.from(text, 'base64url')
  return key.length === KEY_BYTES ? { ...expected, key: new Uint8Array(key) } : null
}
