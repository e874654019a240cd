import { createHash } from 'node:crypto'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Log } from '#electron/platform/ports.ts'
import { type KeyPurpose, unwrapKey } from './age-envelope.ts'
import type { Ask } from './firm-keys.ts'
import { createKeyRing, emptyKeyRing, type HeldKey, type KeyRing, type KeyState } from './key-ring.ts'

/** Under this name the book keeps the grants as they came: wrapped, so that the keychain is needed besides it. */
const KEPT_AS = 'key_grants'

interface Grant {
  readonly keyId: string
  readonly purpose: KeyPurpose
  readonly state: KeyState
  readonly envelope: string
}

interface DeviceKeyParts {
  readonly cache: CachePort
  readonly log: Log
  /** This device's identity; null where the keychain has none yet. */
  readonly readIdentity: () => Promise<string | null>
}

/** The keys of one device, at hand without the firm. */
export interface DeviceKeys {
  /** What is held now; another one after a refresh. */
  ring(): KeyRing
  /** Opens what the book keeps. */
  load(): Promise<void>
  /**
   * Makes what is held what the firm grants: what was taken away is gone from here. Asks only where it differs.
   *
   * @param granted the firm's hash of the grants, as `hashGrants` makes it.
   */
  refresh(database: Ask, deviceId: string, granted: string): Promise<void>
}

export function createDeviceKeys(parts: DeviceKeyParts): DeviceKeys {
  let ring = emptyKeyRing
  let shown = '[]'
  const show = async (text: string) => {
    if (text === shown) return
    ring = await openGrants(parts, JSON.parse(text) as Grant[])
    shown = text
  }
  return {
    ring: () => ring,
    async load() {
      await show((await parts.cache.run('readValue', { name: KEPT_AS })) ?? '[]')
    },
    async refresh(database, deviceId, granted) {
      if (granted === hashGrants(JSON.parse(shown) as Grant[])) return
      const rows = await database.query('SELECT key_id, purpose, state, envelope FROM app.my_key_grants($1)', [
        deviceId,
      ])
      const text = JSON.stringify(rows.map(({ key_id, ...grant }) => ({ keyId: key_id, ...grant })))
      if (text === shown) return
      await parts.cache.run('writeValue', { name: KEPT_AS, value: text })
      await show(text)
    },
  }
}

/** @returns SHA-256 in hex of the grants in their order, as `sync.look` makes it of what the firm has. */
function hashGrants(grants: readonly Grant[]): string {
  const rows = grants.map((grant) => `${[grant.keyId, grant.purpose, grant.state, grant.envelope].join('\x1f')}\x1e`)
  return createHash('sha256').update(rows.join('')).digest('hex')
}

async function openGrants({ readIdentity, log }: DeviceKeyParts, grants: readonly Grant[]): Promise<KeyRing> {
  const identity = grants.length === 0 ? null : await readIdentity()
  const keys: HeldKey[] = []
  for (const { envelope, state, ...expected } of grants) {
    const key = identity && (await unwrapKey(envelope, [identity], expected))
    if (key) keys.push({ ...key, state })
    else log.warn('keys.grant_unusable', { code: expected.purpose })
  }
  return createKeyRing(keys)
}
