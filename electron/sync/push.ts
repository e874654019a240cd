import type { CachePort } from '#electron/cache/cache-port.ts'
import type { Unit } from '#electron/cache/outbox.ts'
import type { Acknowledgement, Parking } from '#electron/cache/settle-unit.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { isPassing, isRefusal } from '#electron/postgres/errors.ts'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'
import { applyUnit, beginUnit, ChangeFailed, NotApplied, OutOfPlace, readApplied, UnknownField } from './apply-unit.ts'
import { confirmPlace, reviewPlace } from './device-place.ts'

const BATCH = 100
const ATTEMPTS = 3
const AUDIT_BATCH = 500

/**
 * Sends everything that waits, oldest first. What one command changed goes as one unit of work: whole or not at all. A
 * refused or conflicting unit is parked with its reason and the next one goes on; one that met a deadlock or a locked row
 * waits for the next round.
 *
 * @returns the tables whose rows changed here by it.
 * @throws the driver's error when the connection fails; what was not acknowledged is sent again, and applied once.
 *   WorkstationError `copied_book` when the firm knows this device to be further than this book is.
 */
export async function runPush(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<string[]> {
  const push: Push = { database, cache, deviceId, reviewed: new Set() }
  await acknowledgeLate(push, await confirmPlace(database, cache, deviceId))
  const tables = new Set<string>()
  const held: string[] = []
  for (;;) {
    const unitIds = await cache.run('takeUnits', { limit: BATCH, held })
    if (unitIds.length === 0) return [...tables]
    for (const unitId of unitIds) {
      const unit = await cache.run('markSending', { unitId })
      // A person may have decided about it this very moment.
      if (unit.length === 0) continue
      for (const { tableName } of unit) tables.add(tableName)
      const end = await pushUnit(push, unit)
      if (end === 'held') held.push(unitId)
      // What else was taken may stand behind this one.
      if (end !== 'acknowledged') break
    }
  }
}

interface Push {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly deviceId: string
  /** Units that were not at the place the firm expected. */
  readonly reviewed: Set<string>
}

const unitIdOf = (unit: Unit) => unit[0]?.unitId ?? ''

async function pushUnit(push: Push, unit: Unit): Promise<'acknowledged' | 'parked' | 'held' | 'again'> {
  const { database, cache, deviceId } = push
  for (let attempt = 1; ; attempt += 1) {
    try {
      await cache.run('acknowledge', await settle(push, unit))
      return 'acknowledged'
    } catch (error) {
      if (error instanceof OutOfPlace) {
        // Once the two agree on the place, the same unit cannot miss it again.
        if (push.reviewed.has(unitIdOf(unit))) throw error
        push.reviewed.add(unitIdOf(unit))
        await acknowledgeLate(push, await reviewPlace(database, cache, deviceId))
        return 'again'
      }
      const parking = judge(unit, error)
      if (parking) {
        await cache.run('park', parking)
        return 'parked'
      }
      const cause = error instanceof ChangeFailed ? error.cause : error
      if (!isPassing(cause)) throw cause
      // Who waited for a locked row has waited long enough for this round.
      if (attempt === ATTEMPTS || (cause as { code?: string }).code === '55P03') return 'held'
    }
  }
}

/** A unit that the firm has although its answer never came here. */
async function acknowledgeLate(push: Push, unitId: string | null): Promise<void> {
  if (unitId === null) return
  const unit = await push.cache.run('readUnit', { unitId })
  await push.cache.run('acknowledge', await settle(push, unit))
}

/** Applies a unit unless it was applied before; its id and its effect are committed together. */
async function settle({ database, cache, deviceId }: Push, unit: Unit): Promise<Acknowledgement> {
  const unitId = unitIdOf(unit)
  const { sent } = await cache.run('readPlace', { trail: 0 })
  const place = (sent ?? 0) + 1
  return database.unitOfWork('read committed', async (run) => {
    const beginning = await beginUnit(run, deviceId, place, unitId)
    if (beginning.state === 'new') return { unitId, place, rows: await applyUnit(run, deviceId, unit) }
    if (beginning.state !== 'known') throw new OutOfPlace()
    const isOwn = beginning.device === deviceId
    const rows = await readApplied(run, unit, beginning.results)
    return { unitId, place: isOwn ? beginning.sequence : null, rows }
  })
}

/** @returns how a unit is parked that the firm will not take as it is, or null where trying again may help. */
function judge(unit: Unit, error: unknown): Parking | null {
  const unitId = unitIdOf(unit)
  if (error instanceof NotApplied) return { unitId, state: error.state, verdicts: error.verdicts }
  if (!(error instanceof ChangeFailed)) return null
  const { change, cause } = error
  const isUnknown = cause instanceof UnknownField
  if (!isUnknown && !isRefusal(cause)) return null
  const reason = isUnknown ? cause.message : explainRefusal(cause, change.tableName)
  return { unitId, state: 'refused', verdicts: [{ mutationId: change.mutationId, reason, theirs: null }] }
}

/**
 * Sends the laptop's trail. Repeated events are recognised by the server.
 *
 * @throws the driver's error; code `AW001` when the server finds the chain cut or changed.
 */
export async function pushAudit(
  database: Pick<FirmDatabase, 'query'>,
  cache: CachePort,
  deviceId: string,
): Promise<void> {
  for (;;) {
    const links = await cache.run('readUnsentAudit', { limit: AUDIT_BATCH })
    if (links.length === 0) return
    const events = links.map(({ payload, previousHash, hash }) => ({ payload, previousHash, hash }))
    await database.query('SELECT audit.append_laptop_events($1, $2::jsonb)', [deviceId, JSON.stringify(events)])
    await cache.run('markAuditSent', { upTo: links.at(-1)?.sequence ?? 0 })
  }
}
