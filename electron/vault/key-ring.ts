import { WorkstationError } from '#shared/ipc/errors.ts'
import type { KeyPurpose, NamedKey } from './age-envelope.ts'
import type { DataKey, FindKey } from './pii-cipher.ts'

/** `active` seals, `retiring` is being replaced, `retired` seals nothing any more. */
export type KeyState = 'active' | 'retiring' | 'retired'

export interface HeldKey extends NamedKey {
  readonly state: KeyState
}

/** The data keys that are at hand here. */
export interface KeyRing {
  /** Opens what any held field key sealed. */
  readonly findKey: FindKey
  /** The field key that seals new values. @throws WorkstationError `forbidden` when this device was not given it. */
  sealingKey(): DataKey
  /** The blind key that new indexes are made with. @throws WorkstationError `forbidden` when it is not at hand. */
  indexingKey(): DataKey
  /** Every blind key under which a row may still be indexed, the active one first. */
  searchingKeys(): readonly DataKey[]
  /** Ids of all held keys, in order; for logs and tests. */
  readonly keyIds: readonly string[]
}

const rank = ({ state }: HeldKey) => (state === 'active' ? 0 : 1)

/** @param keys in the order they were made. */
export function createKeyRing(keys: readonly HeldKey[]): KeyRing {
  const fieldKeys = new Map(keys.filter(({ purpose }) => purpose === 'field').map(({ keyId, key }) => [keyId, key]))
  const blindKeys = keys.filter((key) => key.purpose === 'blind' && key.state !== 'retired')
  const active = (purpose: KeyPurpose) => {
    const found = keys.findLast((key) => key.purpose === purpose && key.state === 'active')
    if (found) return found
    throw new WorkstationError(
      'forbidden',
      'This device was not given the firm’s present key. Connect and sync, and ask IT for a key grant if it persists.',
    )
  }
  return {
    findKey: (keyId) => fieldKeys.get(keyId) ?? null,
    sealingKey: () => active('field'),
    indexingKey: () => active('blind'),
    searchingKeys: () => blindKeys.toSorted((left, right) => rank(left) - rank(right)),
    keyIds: keys.map(({ keyId }) => keyId),
  }
}

export const emptyKeyRing = createKeyRing([])
