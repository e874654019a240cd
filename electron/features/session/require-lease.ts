import type { BackendOptions } from '#electron/backend.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { leaseEnded, leaseStanding, parseLease, presentInstant } from '#electron/vault/lease.ts'
import type { OpenBook } from './open-session.ts'

/**
 * Lets a book be used while its lease lasts, and keeps the highest instant seen. Long after the end the book is emptied;
 * unsent work and the trail stay.
 *
 * @throws WorkstationError `lease_ended`; `disk_full` where it lasts and the instant cannot be kept.
 */
export async function requireLease(
  { cache, audit }: Pick<OpenBook, 'cache' | 'audit'>,
  { ports, options }: { readonly ports: Pick<Ports, 'clock'>; readonly options: Pick<BackendOptions, 'policy'> },
): Promise<void> {
  const lease = parseLease(await cache.run('readValue', { name: 'lease' }))
  // Before the first sync is through there was no contact to count from.
  if (!lease) return
  const highest = await cache.run('readValue', { name: 'highest_seen' })
  const now = presentInstant(lease, highest === null ? null : Number(highest), ports.clock.now())
  const standing = leaseStanding(lease, now, options.policy.cache.leaseDays)
  const noting = String(now) === highest ? null : cache.run('writeValue', { name: 'highest_seen', value: String(now) })
  if (standing === 'open') {
    await noting
    return
  }
  // A lease that has ended has ended, whether or not there is room to note anything.
  await noting?.catch(() => undefined)
  const isEmptied = standing === 'to_wipe' && (await emptyBook({ cache, audit }).catch(() => false))
  throw leaseEnded(isEmptied ? 'to_wipe' : 'ended')
}

/** @returns true: nothing of the firm's is left in the book. */
async function emptyBook({ cache, audit }: Pick<OpenBook, 'cache' | 'audit'>): Promise<true> {
  const { cursor, loading } = await cache.run('readLoadState', null)
  if (!cursor && !loading) return true
  await cache.run('emptyBook', null)
  await audit([{ type: 'sync', action: 'wipe', reason: 'Too long without contact: the book was emptied' }])
  return true
}
