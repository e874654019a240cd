import { createHmac } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'
import type { DataKey, FieldPlace } from './pii-cipher.ts'

/** 128 bits: two of 2³² different numbers share an index with a chance below one in 2⁶⁴. */
const INDEX_BYTES = 16

/** The column a blind index stands for; the row does not matter, or equal numbers could not be found. */
export type IndexPlace = Pick<FieldPlace, 'table' | 'field'>

/** What two writings of one number have in common: letters and digits, in capitals, in compatibility form (NFKC). */
export function normalizeNumber(value: string): string {
  return value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * The keyed hash by which a sealed number is found without being opened: HMAC-SHA-256, bound to table and field.
 *
 * @param field the encrypted field's name in code (`ssnEncrypted`).
 * @returns `<keyId>.<22 letters of base64url>`; null for a value without a letter or digit.
 */
export function blindIndex({ keyId, key }: DataKey, { table, field }: IndexPlace, value: string): string | null {
  const number = normalizeNumber(value)
  if (number === '') return null
  const hash = createHmac('sha256', key).update(`blind v1|${table}|${field}|${number}`).digest()
  return `${keyId}.${hash.subarray(0, INDEX_BYTES).toString('base64url')}`
}

/** Every index under which a number may be kept just now: while a blind key is rotated there are two. */
export function searchIndexes(ring: KeyRing, place: IndexPlace, value: string): string[] {
  return ring.searchingKeys().flatMap((key) => blindIndex(key, place, value) ?? [])
}
