import { expect, test } from 'vitest'
import { checkLease } from '#electron/vault/lease.ts'

const DAY = 86_400_000
const contact = Date.parse('2026-11-01T09:00:00Z')

const opens = (now: number) => {
  try {
    checkLease(contact, now, 14)
    return true
  } catch {
    return false
  }
}

test('a book opens until the last millisecond of its lease, and not with a clock turned back by days', () => {
  expect({
    atOnce: opens(contact),
    last: opens(contact + 14 * DAY),
    after: opens(contact + 14 * DAY + 1),
    clockSetRight: opens(contact - DAY),
    clockTurnedBack: opens(contact - DAY - 1),
  }).toEqual({ atOnce: true, last: true, after: false, clockSetRight: true, clockTurnedBack: false })
})
