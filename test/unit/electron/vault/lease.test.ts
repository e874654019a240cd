import { expect, test } from 'vitest'
import { type Lease, leaseStanding, presentInstant } from '#electron/vault/lease.ts'

const DAY = 86_400_000
const TEN_YEARS = 3_652 * DAY
const granted = Date.parse('2026-11-01T09:00:00Z')

const leaseOf = (wall: number): Lease => ({
  grantedAt: new Date(granted).toISOString(),
  expiresAt: new Date(granted + 14 * DAY).toISOString(),
  wipeAt: new Date(granted + 90 * DAY).toISOString(),
  wall,
})
const lease = leaseOf(granted)

test('a book opens until the last millisecond of its lease, or of the machine’s policy, and is emptied long after', () => {
  const standings = [
    leaseStanding(lease, granted, 14),
    leaseStanding(lease, granted + 14 * DAY, 14),
    leaseStanding(lease, granted + 14 * DAY + 1, 90),
    leaseStanding(lease, granted + 7 * DAY + 1, 7),
    leaseStanding(lease, granted + 90 * DAY, 90),
    leaseStanding(lease, granted + 90 * DAY + 1, 90),
  ]

  expect(standings).toEqual(['open', 'open', 'ended', 'ended', 'ended', 'to_wipe'])
})

test('a clock that is wrong by ten years all the time counts the days that passed', () => {
  const instants = [-TEN_YEARS, TEN_YEARS].map((wrong) =>
    presentInstant(leaseOf(granted + wrong), granted, granted + wrong + 3 * DAY),
  )

  expect(instants).toEqual([granted + 3 * DAY, granted + 3 * DAY])
})

test('a clock that is set back gains nothing: the highest instant ever seen counts', () => {
  const seen = granted + 13 * DAY

  expect([
    presentInstant(lease, seen, granted - TEN_YEARS),
    presentInstant(lease, seen, seen - 1),
    presentInstant(lease, seen, seen + 1),
  ]).toEqual([seen, seen, seen + 1])
})
