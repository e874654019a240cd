import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareAmounts,
  exceedsShare,
  percentages,
  percentOf,
  roundAmount,
  subtract,
  sumOf,
} from '#shared/domain/money.ts'

/** Amounts as numeric(20,4) may hold them. */
const tenThousandths = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const positiveTenThousandths = fc.bigInt({ min: 0n, max: 10n ** 20n })

function toDecimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

function toHundredths(percent: string): bigint {
  return BigInt(percent.replace('.', ''))
}

test('a sum is exact, however large its parts', () => {
  fc.assert(
    fc.property(fc.array(tenThousandths, { maxLength: 60 }), (parts) => {
      const sum = sumOf(parts.map(toDecimal))

      expect(compareAmounts(sum, toDecimal(parts.reduce((a, b) => a + b, 0n)))).toBe(0)
    }),
  )
})

test('percentages add up to exactly 100.00 whatever the parts', () => {
  fc.assert(
    fc.property(fc.array(positiveTenThousandths, { minLength: 1, maxLength: 40 }), (parts) => {
      fc.pre(parts.some((part) => part > 0n))

      const shares = percentages(parts.map(toDecimal))

      expect(shares.map(toHundredths).reduce((a, b) => a + b, 0n)).toBe(10_000n)
    }),
  )
})

test('a percentage is never further than a hundredth from the true share', () => {
  fc.assert(
    fc.property(fc.array(positiveTenThousandths, { minLength: 1, maxLength: 40 }), (parts) => {
      const total = parts.reduce((a, b) => a + b, 0n)
      fc.pre(total > 0n)

      const shares = percentages(parts.map(toDecimal)).map(toHundredths)

      const isNear = shares.map((share, index) => {
        const distance = share * total - (parts[index] ?? 0n) * 10_000n
        return (distance < 0n ? -distance : distance) <= total
      })
      expect(isNear).toEqual(parts.map(() => true))
    }),
  )
})

test.each([
  [
    ['1', '1', '1'],
    ['33.34', '33.33', '33.33'],
  ],
  [
    ['0', '0'],
    ['0.00', '0.00'],
  ],
  [[], []],
  [['5'], ['100.00']],
  [
    ['150', '-50'],
    ['150.00', '-50.00'],
  ],
  [
    ['2', '1', '-9'],
    ['-33.33', '-16.67', '150.00'],
  ],
])('percentages of %j are %j', (parts, expected) => {
  expect(percentages(parts)).toEqual(expected)
})

test('amounts keep at least two places and every place they have', () => {
  const sums = [sumOf([]), sumOf(['1']), sumOf(['0.1', '0.2']), sumOf(['0.12345678']), subtract('1', '2.5')]

  expect(sums).toEqual(['0.00', '1.00', '0.30', '0.12345678', '-1.50'])
})

test('shares compare exactly and round half to even', () => {
  const answers = [
    exceedsShare('20', '100', 20),
    exceedsShare('20.0001', '100', 20),
    exceedsShare('1', '0', 20),
    exceedsShare('1', '-5', 20),
    percentOf('1', '3'),
    percentOf('1', '0'),
    roundAmount('2.345', 2),
    roundAmount('2.355', 2),
  ]

  expect(answers).toEqual([false, true, false, false, '33.3', '0.0', '2.34', '2.36'])
})
