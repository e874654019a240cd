import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareAmounts, sumOf } from '#shared/domain/money.ts'
import { type RollUpPosition, rollUp } from '#shared/domain/roll-ups.ts'

const position = fc.record({
  id: fc.uuid(),
  assetClass: fc.constantFrom('us_equity' as const, 'cash' as const, 'taxable_fixed' as const, 'other' as const),
  marketValue: fc.integer({ min: 1, max: 1_000_000_000 }).map((cents) => (cents / 100).toFixed(2)),
  asOf: fc.constantFrom('2026-11-20', '2026-11-23'),
})

test('slices add up to the total and their shares to 100%', () => {
  fc.assert(
    fc.property(fc.uniqueArray(position, { selector: ({ id }) => id, minLength: 1 }), (positions) => {
      const { total, slices } = rollUp(positions)

      expect([
        compareAmounts(total, sumOf(positions.map(({ marketValue }) => marketValue))),
        compareAmounts(total, sumOf(slices.map(({ marketValue }) => marketValue))),
        sumOf(slices.map(({ percent }) => percent)),
      ]).toEqual([0, 0, '100.00'])
    }),
  )
})

test('counts a position once, claims the oldest date, and puts the largest class first', () => {
  const equity = { id: 'a', assetClass: 'us_equity', marketValue: '100.10', asOf: '2026-11-20' } as const
  const cash = { id: 'b', assetClass: 'cash', marketValue: '300.30', asOf: '2026-11-23' } as const
  const nothing = { id: 'c', assetClass: 'other', marketValue: '0', asOf: '2026-11-23' } as const

  expect(rollUp([equity, cash, equity, nothing])).toEqual({
    asOf: '2026-11-20',
    newest: '2026-11-23',
    total: '400.40',
    slices: [
      { assetClass: 'cash', label: 'Cash', marketValue: '300.30', percent: '75.00' },
      { assetClass: 'us_equity', label: 'US equity', marketValue: '100.10', percent: '25.00' },
    ],
  })
})

test('nothing held is nothing, of no date', () => {
  const positions: RollUpPosition[] = []

  expect(rollUp(positions)).toEqual({ asOf: null, newest: null, total: '0.00', slices: [] })
})
