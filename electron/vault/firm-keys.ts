import type { Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { type KeyPurpose, type NamedKey, unwrapKey, wrapKey } from './age-envelope.ts'
import { proveGrant } from './grant-proof.ts'
import type { HeldKey, KeyState } from './key-ring.ts'

const KEY_BYTES = 32
const ID_BYTES = 5

export type Ask = Pick<FirmDatabase, 'query'>

/** A data key as the firm's database lists it. */
export interface FirmKey {
  readonly keyId: string
  readonly purpose: KeyPurpose
  readonly state: KeyState
}

/** A data key with the person who can recover it: what `app.create_key` and `app.rotate_key` take. */
export interface WrappedRecovery {
  readonly recipient: string
  readonly envelope: string
  readonly proof: string
}

/** A new data key, nowhere kept yet. */
export function makeKey(purpose: KeyPurpose, random: Random): NamedKey {
  const keyId = `${purpose}-${Buffer.from(random.bytes(ID_BYTES)).toString('hex')}`
  return { keyId, purpose, key: random.bytes(KEY_BYTES) }
}

/** Wraps a key for everybody who is to recover it. @throws WorkstationError `bad_input` for what is no recipient. */
export async function wrapRecoveries(key: NamedKey, recipients: readonly string[]): Promise<WrappedRecovery[]> {
  return await Promise.all(
    recipients.map(async (recipient) => ({
      recipient,
      envelope: await wrapKey(key, recipient),
      proof: proveGrant(key, 'recovery', recipient),
    })),
  )
}

/**
 * Makes the firm's first field key and its first blind key. Only for an administrator.
 *
 * @param recoveryRecipients who can open them again when every device is lost.
 * @throws WorkstationError `conflict` when there are keys already; the driver's error otherwise.
 */
export async function initKeys(
  database: FirmDatabase,
  recoveryRecipients: readonly string[],
  random: Random,
): Promise<HeldKey[]> {
  const keys = (['field', 'blind'] as const).map((purpose) => makeKey(purpose, random))
  const wrapped = await Promise.all(keys.map((key) => wrapRecoveries(key, recoveryRecipients)))
  await database.unitOfWork('read committed', async (run) => {
    if ((await run('SELECT FROM app.data_keys LIMIT 1')).length > 0) {
      throw new WorkstationError('conflict', 'The firm has its keys already. Use keys rotate to replace one.')
    }
    for (const [index, { keyId, purpose }] of keys.entries()) {
      await run('SELECT app.create_key($1, $2, $3::jsonb)', [keyId, purpose, JSON.stringify(wrapped[index])])
    }
  })
  return keys.map((key) => ({ ...key, state: 'active' }))
}

/** Every data key there ever was, in the order they were made. */
export async function listKeys(database: Ask): Promise<FirmKey[]> {
  const rows = await database.query('SELECT id, purpose, state FROM app.data_keys ORDER BY created_at, id')
  return rows.map(({ id, purpose, state }) => ({ keyId: id, purpose, state }) as FirmKey)
}

/**
 * Opens every data key with a recovery identity, retired ones too.
 *
 * @throws WorkstationError `forbidden` when it opens none that is still in use.
 */
export async function recoverKeys(database: Ask, identities: readonly string[]): Promise<HeldKey[]> {
  const rows = await database.query(
    `SELECT data_key.id, data_key.purpose, data_key.state, recovery.envelope
     FROM app.data_keys AS data_key JOIN app.key_recoveries AS recovery ON recovery.key_id = data_key.id
     ORDER BY data_key.created_at, data_key.id, recovery.recipient`,
  )
  const found = new Map<string, HeldKey>()
  for (const { id, purpose, state, envelope } of rows) {
    const expected = { keyId: id ?? '', purpose: purpose as KeyPurpose }
    if (found.has(expected.keyId)) continue
    const key = await unwrapKey(envelope ?? '', identities, expected)
    if (key) found.set(expected.keyId, { ...key, state: state as KeyState })
  }
  const keys = [...found.values()]
  if (keys.some(({ state }) => state !== 'retired')) return keys
  throw new WorkstationError('forbidden', 'This identity opens none of the firm’s keys. Use a recovery identity.')
}

/** The recipient a device registered. @throws WorkstationError `not_found` when it has none or was revoked. */
export async function recipientOfDevice(database: Ask, deviceId: string): Promise<string> {
  const rows = await database.query(
    'SELECT age_recipient FROM app.devices WHERE id = $1 AND revoked_at IS NULL AND age_recipient IS NOT NULL',
    [deviceId],
  )
  if (rows[0]?.age_recipient) return rows[0].age_recipient
  throw new WorkstationError(
    'not_found',
    'No such device is registered with a recipient. Sign in on it once while connected, then try again.',
  )
}

/**
 * Gives a device every key that is not retired. Only for an administrator with a recovery identity.
 *
 * @param expectedRecipient what the device itself shows; null to trust the database's word for it.
 * @returns ids of the keys it did not have before.
 * @throws WorkstationError `refused` when the database names another recipient than expected.
 */
export async function grantKeys(
  database: Ask,
  keys: readonly HeldKey[],
  deviceId: string,
  expectedRecipient: string | null,
): Promise<string[]> {
  const recipient = await recipientOfDevice(database, deviceId)
  if (expectedRecipient !== null && expectedRecipient !== recipient) {
    throw new WorkstationError(
      'refused',
      'The database names another recipient for this device than the one given. Grant nothing, and tell compliance.',
    )
  }
  const given: string[] = []
  for (const key of keys.filter(({ state }) => state !== 'retired')) {
    const envelope = await wrapKey(key, recipient)
    const proof = proveGrant(key, deviceId, recipient)
    const parameters = [key.keyId, deviceId, recipient, envelope, proof]
    const rows = await database.query('SELECT app.grant_key($1, $2, $3, $4, $5) AS given', parameters)
    if (rows[0]?.given === 't') given.push(key.keyId)
  }
  return given
}

/** Takes every key from a device. @returns how many grants ended. */
export async function revokeKeys(database: Ask, deviceId: string): Promise<number> {
  const rows = await database.query('SELECT app.revoke_key_grants($1) AS taken', [deviceId])
  return Number(rows[0]?.taken ?? 0)
}
