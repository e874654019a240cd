import type { Random } from '#electron/platform/ports.ts'
import { blindIndex } from './blind-index.ts'
import { encryptedField } from './encrypted-fields.ts'
import { type DataKey, encryptField, type FieldPlace, lastFour } from './pii-cipher.ts'

/** What a number is sealed with; without a blind key no index is made. */
export interface SealingKeys {
  readonly field: DataKey
  readonly blind: DataKey | null
}

/** Everything a row keeps of one number. */
export interface SealedNumber {
  readonly envelope: string
  /** Null when four characters would be more than half of it. */
  readonly lastFour: string | null
  readonly blindIndex: string | null
}

/**
 * Seals a number for one field of one row, with what is shown of it and what it is found by.
 *
 * @throws WorkstationError as `encryptField` does.
 */
export function sealNumber(keys: SealingKeys, where: FieldPlace, value: string, random: Random): SealedNumber {
  return {
    envelope: encryptField(keys.field, where, value, random),
    lastFour: lastFour(value),
    blindIndex: keys.blind && blindIndex(keys.blind, where, value),
  }
}

/**
 * The same as a patch of the row: the encrypted field, and of its last four and its blind index those that the record
 * has.
 */
export function sealFields(
  keys: SealingKeys,
  where: FieldPlace,
  value: string,
  random: Random,
): Record<string, string | null> {
  const { field, lastFourField, blindField } = encryptedField(where.table, where.field)
  const sealed = sealNumber(keys, where, value, random)
  return {
    [field]: sealed.envelope,
    ...(lastFourField === null ? {} : { [lastFourField]: sealed.lastFour }),
    ...(blindField === null ? {} : { [blindField]: sealed.blindIndex }),
  }
}
