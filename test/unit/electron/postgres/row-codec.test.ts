import { expect, test } from 'vitest'
import { decodeInstant } from '#electron/postgres/row-codec.ts'

test.each([
  ['2026-11-22 09:00:00+00', '2026-11-22T09:00:00.000Z'],
  ['2026-11-22 09:00:00.5+00', '2026-11-22T09:00:00.500Z'],
  ['2026-11-22 14:30:00.123+05:30', '2026-11-22T09:00:00.123Z'],
  ['2026-11-22 04:00:00-05', '2026-11-22T09:00:00.000Z'],
])('%s is %s, whatever the server’s time zone', (text, instant) => {
  expect(decodeInstant(text)).toBe(instant)
})
