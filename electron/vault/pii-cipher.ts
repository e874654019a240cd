import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '#electron/platform/ports.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

/**
 * Encrypts single fields that identify a person, with AES-256-GCM.
 *
 * Envelope: `v1.<keyId>.<iv>.<ciphertext and tag>`, the last two in base64url without padding. The associated data is
 * `v1|keyId|table|field|rowId`, so a ciphertext moved to another row, column, or table does not open.
 */
const VERSION = 'v1'
const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** The longest envelope a row may carry; `encrypted` fields are validated against the same figure. */
const MAX_ENVELOPE = 4096
const PLAIN_NAME = /^[A-Za-z0-9_-]{1,64}$/

/** A key of this firm for its PII fields. `key` has 32 bytes; `keyId` has letters, digits, `_` and `-` only. */
export interface DataKey {
  readonly keyId: string
  readonly key: Uint8Array
}

/** The one place an envelope may be opened. `table` is the table's name, `field` the name in code (`ssnEncrypted`). */
export interface FieldPlace {
  readonly table: string
  readonly field: string
  readonly rowId: string
}

/** Finds a data key; null for one this device was not given. */
export type FindKey = (keyId: string) => Uint8Array | null

/**
 * Encrypts a value for one field of one row.
 *
 * @throws WorkstationError `bad_input` for a value too long for a field, `internal` for an unusable key or place.
 */
export function encryptField(key: DataKey, where: FieldPlace, plaintext: string, random: Random): string {
  const iv = random.bytes(IV_BYTES)
  if (iv.length !== IV_BYTES) throw unusable(where)
  const cipher = createCipheriv(ALGORITHM, checkedKey(key.key, where), iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(key.keyId, where))
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  const envelope = [VERSION, key.keyId, Buffer.from(iv).toString('base64url'), sealed.toString('base64url')].join('.')
  if (envelope.length > MAX_ENVELOPE) {
    throw new WorkstationError('bad_input', 'This value is too long to be kept encrypted. Shorten it and try again.')
  }
  return envelope
}

/**
 * Opens an envelope in the place it was made for.
 *
 * @throws WorkstationError `forbidden` when the key is not on this device, `internal` when the envelope was changed,
 *   moved, or is none. No error carries the value.
 */
export function decryptField(findKey: FindKey, where: FieldPlace, envelope: string): string {
  const { keyId, iv, ciphertext, tag } = parseEnvelope(envelope, where)
  const key = findKey(keyId)
  if (key === null) {
    throw new WorkstationError(
      'forbidden',
      'This device was not given the key to this value. Connect, sign in again, and ask IT for a key grant if it persists.',
      { ...where, keyId },
    )
  }
  const decipher = createDecipheriv(ALGORITHM, checkedKey(key, where), iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(keyId, where))
  decipher.setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
  } catch {
    throw damaged(where)
  }
}

/**
 * The part of a number shown in clear: its last four letters or digits, separators ignored.
 *
 * @returns null when four characters would be more than half of the value.
 */
export function lastFour(value: string): string | null {
  const characters = value.replace(/[^\p{L}\p{N}]/gu, '')
  return characters.length < 8 ? null : characters.slice(-4)
}

interface Envelope {
  readonly keyId: string
  readonly iv: Buffer
  readonly ciphertext: Buffer
  readonly tag: Buffer
}

function parseEnvelope(envelope: string, where: FieldPlace): Envelope {
  const [version, keyId, ivText, sealedText, ...rest] = envelope.split('.')
  if (version !== VERSION || !keyId || !ivText || !sealedText || rest.length > 0) throw damaged(where)
  const iv = decodeStrictly(ivText, where)
  const sealed = decodeStrictly(sealedText, where)
  if (!PLAIN_NAME.test(keyId) || iv.length !== IV_BYTES || sealed.length < TAG_BYTES) throw damaged(where)
  return { keyId, iv, ciphertext: sealed.subarray(0, -TAG_BYTES), tag: sealed.subarray(-TAG_BYTES) }
}

/** Node forgives stray characters and spare bits in base64url; here one value has exactly one envelope. */
function decodeStrictly(text: string, where: FieldPlace): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw damaged(where)
  return bytes
}

function associatedData(keyId: string, where: FieldPlace): Buffer {
  const parts = [keyId, where.table, where.field, where.rowId]
  if (!parts.every((part) => PLAIN_NAME.test(part))) throw unusable(where)
  return Buffer.from([VERSION, ...parts].join('|'), 'utf8')
}

function checkedKey(key: Uint8Array, where: FieldPlace): Uint8Array {
  if (key.length !== KEY_BYTES) throw unusable(where)
  return key
}

function damaged(where: FieldPlace): WorkstationError {
  return new WorkstationError(
    'internal',
    'This value cannot be opened: it was changed or moved after it was encrypted. Tell IT, and enter it again from its source.',
    { ...where },
  )
}

function unusable(where: FieldPlace): WorkstationError {
  return new WorkstationError('internal', 'This value cannot be encrypted or opened with the key at hand. Tell IT.', {
    ...where,
  })
}
