import type { Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import type { KeyPurpose } from '#electron/vault/age-envelope.ts'
import { type FirmKey, listKeys, recoverKeys } from '#electron/vault/firm-keys.ts'
import { createKeyRing } from '#electron/vault/key-ring.ts'
import {
  type ResealReport,
  resealAll,
  retireKeys,
  type StartedRotation,
  startRotation,
} from '#electron/vault/rotate-keys.ts'

export interface DeviceGrants {
  readonly deviceId: string
  readonly name: string
  readonly login: string
  readonly recipient: string | null
  readonly revoked: boolean
  /** Ids of the keys it holds now. */
  readonly keys: readonly string[]
}

/** Devices that the login may see, with the keys they hold. */
export async function listGrants(database: FirmDatabase): Promise<DeviceGrants[]> {
  const rows = await database.query(
    `SELECT device.id, device.name, person.login, device.age_recipient, device.revoked_at,
       (SELECT json_agg(held.key_id ORDER BY held.granted_at, held.key_id) FROM app.key_grants AS held
        WHERE held.device_id = device.id AND held.revoked_at IS NULL) AS keys
     FROM app.devices AS device JOIN public.users AS person ON person.id = device.user_id
     ORDER BY person.login, device.registered_at`,
  )
  return rows.map((row) => ({
    ...{ deviceId: row.id ?? '', name: row.name ?? '', login: row.login ?? '', recipient: row.age_recipient ?? null },
    ...{ revoked: row.revoked_at !== null, keys: JSON.parse(row.keys ?? '[]') as string[] },
  }))
}

export interface TurnOverReport extends ResealReport {
  /** Null when an unfinished rotation was taken up, or none was asked for. */
  readonly started: StartedRotation | null
  readonly retired: readonly string[]
  readonly stillInUse: readonly string[]
}

/**
 * Starts a rotation unless one of the same purpose is unfinished, seals everything under the keys in use, and retires
 * what is done with. Safe to be cut off and run again.
 *
 * @param purpose null to start none.
 */
export async function turnKeyOver(
  database: FirmDatabase,
  identities: readonly string[],
  purpose: KeyPurpose | null,
  random: Random,
): Promise<TurnOverReport> {
  const keys = await recoverKeys(database, identities)
  const isUnfinished = keys.some((key) => key.purpose === purpose && key.state === 'retiring')
  const started = purpose === null || isUnfinished ? null : await startRotation(database, keys, purpose, random)
  const ring = createKeyRing(started ? await recoverKeys(database, identities) : keys)
  const resealed = await resealAll(database, ring, random)
  return { started, ...resealed, ...(await retireKeys(database)) }
}

export interface KeyStatus extends FirmKey {
  readonly places: readonly { readonly place: string; readonly envelopes: number }[]
}

/** What each key seals, column by column. @throws the driver's error `42501` for who does not see the whole firm. */
export async function readStatus(database: FirmDatabase): Promise<KeyStatus[]> {
  const counts = await database.query(
    `SELECT key_id, table_name || '.' || column_name AS place, envelopes FROM app.envelopes_per_key()`,
  )
  return (await listKeys(database)).map((key) => ({
    ...key,
    places: counts
      .filter(({ key_id }) => key_id === key.keyId)
      .map(({ place, envelopes }) => ({ place: place ?? '', envelopes: Number(envelopes) })),
  }))
}
