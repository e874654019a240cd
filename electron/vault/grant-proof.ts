import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { NamedKey } from './age-envelope.ts'

/**
 * Says that whoever granted a key had it in their hands. Without it, a row written into the database by somebody who
 * may write there would be taken for a holder, and given the next key at the next rotation.
 *
 * @param holder a device's id, or `recovery`.
 * @returns 43 letters of base64url.
 */
export function proveGrant({ key, keyId, purpose }: NamedKey, holder: string, recipient: string): string {
  const proofKey = new Uint8Array(hkdfSync('sha256', key, '', 'adviser grant proof v1', 32))
  return createHmac('sha256', proofKey).update([purpose, keyId, holder, recipient].join('|')).digest('base64url')
}

/** Whether a grant was made by somebody who had the key. */
export function isGrantProven(key: NamedKey, holder: string, recipient: string, proof: string): boolean {
  const [expected, given] = [proveGrant(key, holder, recipient), proof].map((text) => Buffer.from(text))
  return expected !== undefined && given?.length === expected.length && timingSafeEqual(expected, given)
}
