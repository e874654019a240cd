import { WorkstationError } from '#shared/ipc/errors.ts'

const DAY_MILLISECONDS = 86_400_000

/** Until when a book may be opened without the firm. All instants but `wall` are the firm's clock. */
export interface Lease {
  readonly grantedAt: string
  readonly expiresAt: string
  /** From then on the book is emptied at the next start. */
  readonly wipeAt: string
  /** This laptop's clock when the lease was granted, in milliseconds. */
  readonly wall: number
}

/** @returns the lease that the book keeps; null when it never had one. */
export function parseLease(text: string | null): Lease | null {
  return text === null ? null : (JSON.parse(text) as Lease)
}

/**
 * What the firm's clock shows now, as far as a laptop on its own can know: what has passed on its clock since the lease
 * was granted, and never less than the highest instant that was ever seen. A clock set back gains nothing, and one
 * that is wrong by years all the time loses nothing.
 *
 * @param highest the highest instant seen since the lease was granted, in milliseconds of the firm's clock.
 * @param wall this laptop's clock.
 */
export function presentInstant(lease: Lease, highest: number | null, wall: number): number {
  const granted = Date.parse(lease.grantedAt)
  return Math.max(granted + Math.max(0, wall - lease.wall), highest ?? granted)
}

export type LeaseStanding = 'open' | 'ended' | 'to_wipe'

/**
 * @param now as `presentInstant`.
 * @param longestDays what IT's policy for the machine allows at most, whatever the firm grants.
 */
export function leaseStanding(lease: Lease, now: number, longestDays: number): LeaseStanding {
  if (now > Date.parse(lease.wipeAt)) return 'to_wipe'
  const longest = Date.parse(lease.grantedAt) + longestDays * DAY_MILLISECONDS
  return now > Math.min(Date.parse(lease.expiresAt), longest) ? 'ended' : 'open'
}

/** What a person reads whose book stays closed. */
export function leaseEnded(standing: Exclude<LeaseStanding, 'open'>): WorkstationError {
  if (standing === 'ended') return new WorkstationError('lease_ended')
  return new WorkstationError(
    'lease_ended',
    'This laptop was away from the firm for so long that its book was emptied, as the firm’s rules say. What you had not sent is kept. Connect to the network and sign in to load the book again.',
  )
}
