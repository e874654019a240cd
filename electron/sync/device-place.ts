import type { CachePort } from '#electron/cache/cache-port.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

/** How far the firm's database knows this device; see `sync.place_of`. */
interface FirmPlace {
  readonly last: number
  /** Units beyond the last that this book knows to be applied; two at most. */
  readonly beyond: readonly string[]
  /** The last event of the trail and its hash; null for a device that is not registered. */
  readonly trail: readonly [sequence: number, hash: string] | null
}

/** What each connection was at when the two last agreed. */
const confirmed = new WeakMap<FirmDatabase, string>()

/**
 * Asks whether the firm's database and this book agree on what this device has sent; once for each server that may
 * answer, which with a new connection or another epoch may be another.
 *
 * @returns a unit that the firm has and this book still holds for unsent, if there is one.
 * @throws WorkstationError `copied_book`.
 */
export async function confirmPlace(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<string | null> {
  const { cursor } = await cache.run('readLoadState', null)
  const server = `${database.opened()} ${cursor?.epoch}`
  if (confirmed.get(database) === server) return null
  const late = await reviewPlace(database, cache, deviceId)
  confirmed.set(database, server)
  return late
}

/**
 * Compares the two, whatever was found before. What the firm lost, with a restore or because another server took over,
 * waits to be sent again. A firm that knows more of this device than the book does has met another copy of the book.
 *
 * @returns as `confirmPlace`.
 * @throws WorkstationError `copied_book`.
 */
export async function reviewPlace(database: FirmDatabase, cache: CachePort, deviceId: string): Promise<string | null> {
  const { sent } = await cache.run('readPlace', { trail: 0 })
  const rows = await database.query('SELECT sync.place_of($1, $2) AS answer', [deviceId, sent])
  const firm = JSON.parse(rows[0]?.answer ?? 'null') as FirmPlace
  const [trail, hash] = firm.trail ?? [0, '']
  const local = await cache.run('readPlace', { trail })
  if (trail > 0 && local.hash !== hash) throw copiedBook()
  if (sent === null || firm.last < sent || trail < local.trailSent) {
    await cache.run('rewindPlace', { last: firm.last, trail })
    return null
  }
  const [late] = firm.beyond
  if (late === undefined) return null
  const mine = await cache.run('readUnit', { unitId: late })
  if (firm.beyond.length > 1 || mine.length === 0) throw copiedBook()
  return late
}

function copiedBook(): WorkstationError {
  return new WorkstationError('copied_book')
}
