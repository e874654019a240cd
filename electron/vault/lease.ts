import { WorkstationError } from '#shared/ipc/errors.ts'

const DAY_MILLISECONDS = 86_400_000
/** A clock may be set right by this much without the lease taking it for a trick. */
const CLOCK_TOLERANCE_MILLISECONDS = DAY_MILLISECONDS

/**
 * Whether a book may be opened without the firm.
 *
 * @param lastContact milliseconds of the last successful contact by this laptop's clock; null when there was none.
 * @throws WorkstationError `lease_ended` after the policy's days, or when the clock stands before the last contact.
 */
export function checkLease(lastContact: number | null, now: number, leaseDays: number): void {
  if (lastContact === null) return
  if (now > lastContact + leaseDays * DAY_MILLISECONDS) throw new WorkstationError('lease_ended')
  if (now < lastContact - CLOCK_TOLERANCE_MILLISECONDS) {
    throw new WorkstationError(
      'lease_ended',
      'This laptop’s clock stands before its last contact with the firm, so the book stays closed. Set the clock, or connect and sign in.',
    )
  }
}
