import { createHash } from 'node:crypto'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { type Lease, parseLease } from '#electron/vault/lease.ts'

const RENEWAL_MILLISECONDS = 3_600_000

interface LedgerParts {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly deviceId: string
  /** This laptop's clock, in milliseconds. */
  readonly now: number
}

/**
 * Renews the lease once an hour of the firm's clock, and whenever a household came or left; the ledger of who holds what
 * is settled with it.
 *
 * @param at the firm's clock.
 */
export async function keepLedger(parts: LedgerParts, at: string, scopeChanged: boolean): Promise<void> {
  const { database, cache, deviceId, now } = parts
  const lease = parseLease(await cache.run('readValue', { name: 'lease' }))
  if (lease && !scopeChanged && Math.abs(Date.parse(at) - Date.parse(lease.grantedAt)) < RENEWAL_MILLISECONDS) return
  const held = await readHeld(cache)
  const [answer] = await database.query('SELECT app.renew_lease($1, $2) AS lease', [deviceId, digestOf(held)])
  const { settled, ...granted } = JSON.parse(answer?.lease ?? '{}') as Omit<Lease, 'wall'> & { settled: boolean }
  if (!settled) await database.query('SELECT app.settle_checkouts($1, $2)', [deviceId, held])
  await cache.run('writeValue', { name: 'lease', value: JSON.stringify({ ...granted, wall: now } satisfies Lease) })
  // The firm's clock is the one that counts: what this laptop's showed before is forgotten.
  await cache.run('writeValue', { name: 'highest_seen', value: String(Date.parse(granted.grantedAt)) })
}

/** Ids of the households of which something is stored, in order. */
export async function readHeld(cache: CachePort): Promise<string[]> {
  const rows = await cache.run('query', { sql: 'SELECT id FROM households ORDER BY id', parameters: [] })
  return (rows as { id: string }[]).map(({ id }) => id)
}

/** Lower-case hex SHA-256 of ids in order, joined by commas, as the ledger computes it. */
export function digestOf(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join(',')).digest('hex')
}
