import type { Random } from '#electron/platform/ports.ts'
import type { EncryptedField } from '#electron/vault/encrypted-fields.ts'
import type { KeyRing } from '#electron/vault/key-ring.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { sealFields } from '#electron/vault/seal-number.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

/**
 * One number of a row as another row keeps it. An envelope opens in its own row alone, so it is sealed anew.
 *
 * @throws WorkstationError `forbidden` where this device was not given the keys.
 */
export function moveNumber(
  ring: KeyRing,
  random: Random,
  { table, field, lastFourField, blindField }: EncryptedField,
  from: { readonly id: string } & object,
  toId: string,
): Record<string, string | null> {
  const envelope = (from as Readonly<Record<string, unknown>>)[field]
  if (typeof envelope !== 'string') {
    const names = [field, lastFourField, blindField].filter((name) => name !== null)
    return Object.fromEntries(names.map((name) => [name, null]))
  }
  try {
    const value = decryptField(ring.findKey, { table, field, rowId: from.id }, envelope)
    return sealFields(
      { field: ring.sealingKey(), blind: ring.indexingKey() },
      { table, field, rowId: toId },
      value,
      random,
    )
  } catch (error) {
    if (!(error instanceof WorkstationError) || error.code !== 'forbidden') throw error
    throw new WorkstationError(
      'forbidden',
      'A number cannot be taken over here: this device was not given the firm’s keys. Keep the numbers of the record that stays, or connect and ask IT for a key grant.',
    )
  }
}
