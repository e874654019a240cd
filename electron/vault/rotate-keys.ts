import type { Random } from '#electron/platform/ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { type KeyPurpose, wrapKey } from './age-envelope.ts'
import { blindIndex } from './blind-index.ts'
import { type EncryptedField, encryptedFields } from './encrypted-fields.ts'
import { type Ask, makeKey, wrapRecoveries } from './firm-keys.ts'
import { isGrantProven, proveGrant } from './grant-proof.ts'
import type { HeldKey, KeyRing } from './key-ring.ts'
import { decryptField, encryptField } from './pii-cipher.ts'

/** Rows sealed anew by one statement: few enough that nobody notices their locks. */
const BATCH = 100
/** Somebody who writes under the old key all the time must not keep this busy for ever; the next run goes on. */
const MOST_ROUNDS = 50

export interface StartedRotation {
  readonly keyId: string
  /** Devices that have the new key. */
  readonly granted: readonly string[]
  /** Devices whose grant nobody with the old key made: they get nothing, and somebody should ask why. */
  readonly unproven: readonly string[]
}

/**
 * Puts a new key in the place of the active one, for the same holders. From then on it seals; the old one still opens.
 * Only for operations, with a recovery identity.
 *
 * @param keys all keys the recovery identity opened.
 * @throws WorkstationError `forbidden` when the active key is not among them.
 */
export async function startRotation(
  database: Ask,
  keys: readonly HeldKey[],
  purpose: KeyPurpose,
  random: Random,
): Promise<StartedRotation> {
  const old = keys.find((key) => key.purpose === purpose && key.state === 'active')
  if (!old) throw new WorkstationError('forbidden', 'This identity does not open the active key. Use another one.')
  const fresh = makeKey(purpose, random)
  const holders = await readHolders(database, old)
  const proven = holders.filter(({ isProven }) => isProven)
  const grants = await Promise.all(
    proven.map(async ({ deviceId, recipient }) => ({
      ...{ deviceId, recipient },
      envelope: await wrapKey(fresh, recipient),
      proof: proveGrant(fresh, deviceId, recipient),
    })),
  )
  const recoveries = await wrapRecoveries(fresh, await readRecoverers(database, old))
  const parameters = [fresh.keyId, purpose, JSON.stringify(recoveries), JSON.stringify(grants)]
  await database.query('SELECT app.rotate_key($1, $2, $3::jsonb, $4::jsonb)', parameters)
  return {
    keyId: fresh.keyId,
    granted: proven.map(({ deviceId }) => deviceId),
    unproven: holders.filter(({ isProven }) => !isProven).map(({ deviceId }) => deviceId),
  }
}

async function readHolders(database: Ask, key: HeldKey) {
  const rows = await database.query(
    `SELECT held.device_id, held.recipient, held.proof FROM app.key_grants AS held
     JOIN app.devices AS holder ON holder.id = held.device_id
     WHERE held.key_id = $1 AND held.revoked_at IS NULL AND holder.revoked_at IS NULL ORDER BY held.granted_at`,
    [key.keyId],
  )
  return rows.map(({ device_id, recipient, proof }) => {
    const [deviceId, wrappedFor] = [device_id ?? '', recipient ?? '']
    return { deviceId, recipient: wrappedFor, isProven: isGrantProven(key, deviceId, wrappedFor, proof ?? '') }
  })
}

async function readRecoverers(database: Ask, key: HeldKey): Promise<string[]> {
  const rows = await database.query('SELECT recipient, proof FROM app.key_recoveries WHERE key_id = $1', [key.keyId])
  return rows
    .filter(({ recipient, proof }) => isGrantProven(key, 'recovery', recipient ?? '', proof ?? ''))
    .map(({ recipient }) => recipient ?? '')
}

export interface ResealReport {
  /** Values sealed or indexed anew. */
  readonly resealed: number
  /** Places whose value could not be opened with any key at hand; they keep what they had. */
  readonly unopened: readonly string[]
}

/**
 * Seals everything under the active field key and indexes it under the active blind key, wherever that is not so yet.
 * A value is replaced only if it is still what was read, so that nobody's change is overwritten; what was cut off goes
 * on where it is begun again. Runs beside people's work, as somebody who sees the whole firm.
 *
 * @param fields where; every encrypted field unless given.
 */
export async function resealAll(
  database: Ask,
  ring: KeyRing,
  random: Random,
  fields: readonly EncryptedField[] = encryptedFields(),
): Promise<ResealReport> {
  let resealed = 0
  const unopened = new Set<string>()
  for (const place of fields) {
    // Somebody may write under the old key behind the place reached: go round until nothing is left, or nothing moves.
    let moved = -1
    for (let round = 0; round < MOST_ROUNDS && moved !== 0; round++) {
      moved = 0
      let after: string | null = null
      do {
        const stale: StaleValue[] = await readStale(database, place, ring, after)
        const fresh = stale.flatMap((value) => reseal(place, ring, random, value) ?? note(unopened, place, value))
        moved += await replace(database, place, fresh)
        after = stale.length < BATCH ? null : (stale.at(-1)?.id ?? null)
      } while (after !== null)
      resealed += moved
    }
  }
  return { resealed, unopened: [...unopened] }
}

interface StaleValue {
  readonly id: string
  readonly envelope: string
  readonly index: string | null
}

interface FreshValue extends StaleValue {
  readonly newEnvelope: string
  readonly newIndex: string | null
}

function note(unopened: Set<string>, { table, field }: EncryptedField, { id }: StaleValue): [] {
  unopened.add(`${table}.${field} ${id}`)
  return []
}

async function readStale(database: Ask, place: EncryptedField, ring: KeyRing, after: string | null) {
  const { table, column, blindColumn } = place
  const isIndexStale = `OR coalesce(split_part(${blindColumn}, '.', 1), '') <> $2`
  const rows = await database.query(
    `SELECT id, ${column} AS envelope, ${blindColumn ?? 'NULL'} AS index FROM public.${table}
     WHERE ${column} IS NOT NULL AND id > coalesce($3::uuid, '00000000-0000-0000-0000-000000000000')
       AND (split_part(${column}, '.', 2) <> $1 ${blindColumn ? isIndexStale : 'AND $2::text IS NOT NULL'})
     ORDER BY id LIMIT ${BATCH}`,
    [ring.sealingKey().keyId, ring.indexingKey().keyId, after],
  )
  return rows.map((row) => ({ id: row.id ?? '', envelope: row.envelope ?? '', index: row.index ?? null }))
}

/** @returns null for what no key at hand opens; nothing for what is as it should be, having no letter to index. */
function reseal(place: EncryptedField, ring: KeyRing, random: Random, stale: StaleValue): FreshValue[] | null {
  const where = { table: place.table, field: place.field, rowId: stale.id }
  const key = ring.sealingKey()
  try {
    const value = decryptField(ring.findKey, where, stale.envelope)
    const isSealed = stale.envelope.split('.')[1] === key.keyId
    const newIndex = place.blindColumn && blindIndex(ring.indexingKey(), where, value)
    if (isSealed && newIndex === stale.index) return []
    return [{ ...stale, newEnvelope: isSealed ? stale.envelope : encryptField(key, where, value, random), newIndex }]
  } catch {
    return null
  }
}

/** @returns how many were still what was read, and are replaced. */
async function replace(database: Ask, place: EncryptedField, values: readonly FreshValue[]): Promise<number> {
  if (values.length === 0) return 0
  const { table, column, blindColumn } = place
  const index = blindColumn ? `, ${blindColumn} = fresh.new_index` : ''
  const isSameIndex = blindColumn ? `AND row.${blindColumn} IS NOT DISTINCT FROM fresh.index` : ''
  try {
    const rows = await database.query(
      `WITH replaced AS (
         UPDATE public.${table} AS row SET ${column} = fresh.new_envelope${index}
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
           AS fresh (id, envelope, index, new_envelope, new_index)
         WHERE row.id = fresh.id AND row.${column} = fresh.envelope ${isSameIndex} RETURNING row.id)
       SELECT count(*) AS replaced FROM replaced`,
      (['id', 'envelope', 'index', 'newEnvelope', 'newIndex'] as const).map((name) => values.map((row) => row[name])),
    )
    return Number(rows[0]?.replaced ?? 0)
  } catch (error) {
    // A deadlock with somebody's work undid this batch alone: the next round meets its rows again.
    if (/^40/.test((error as { code?: string }).code ?? '')) return 0
    throw error
  }
}

/**
 * Ends keys that are being replaced. The database counts what they still seal, in every encrypted column, and refuses.
 *
 * @returns ids of those that ended, and of those that still seal something.
 */
export async function retireKeys(
  database: Pick<FirmDatabase, 'query'>,
): Promise<{ retired: string[]; stillInUse: string[] }> {
  const retired: string[] = []
  const stillInUse: string[] = []
  const rows = await database.query(`SELECT id FROM app.data_keys WHERE state = 'retiring' ORDER BY created_at, id`)
  for (const { id } of rows) {
    try {
      await database.query(
        `UPDATE app.data_keys SET state = 'retired', retired_at = now() WHERE id = $1 AND state = 'retiring'`,
        [id],
      )
      retired.push(id ?? '')
    } catch (error) {
      if ((error as { code?: string }).code !== '55006') throw error
      stillInUse.push(id ?? '')
    }
  }
  return { retired, stillInUse }
}
