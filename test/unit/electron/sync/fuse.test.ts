import { expect, test } from 'vitest'
import { FUSE_FLOOR, isHeavy, returnedRows } from '#electron/sync/fuse.ts'

test.each([
  { rows: 0, total: 0, before: 0, heavy: false },
  { rows: FUSE_FLOOR, total: FUSE_FLOOR, before: 0, heavy: false },
  { rows: FUSE_FLOOR + 1, total: 2_000, before: 0, heavy: true },
  { rows: 500, total: 10_000, before: 0, heavy: false },
  { rows: 501, total: 10_000, before: 0, heavy: true },
  // What went before counts, in what is removed as in what there was.
  { rows: 1, total: 9_500, before: 500, heavy: true },
  { rows: 0, total: 9_000, before: 5_000, heavy: false },
])('removing $rows of $total rows after $before: confirmed first is $heavy', ({ rows, total, before, heavy }) => {
  expect(isHeavy({ rows, total }, before)).toBe(heavy)
})

test('rows are back that the second snapshot no longer lacks', () => {
  const weight = (removing: Record<string, string[]>) => ({ removing, rows: 0, total: 0 })

  expect(
    returnedRows(weight({ tasks: ['a', 'b'], persons: ['c'] }), weight({ tasks: ['b', 'd'], meetings: ['e'] })),
  ).toBe(2)
})
