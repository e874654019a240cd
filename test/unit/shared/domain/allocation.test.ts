import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareWithTarget, type TargetWeight } from '#shared/domain/allocation.ts'
import { inForceOn } from '#shared/domain/in-force.ts'
import type { RollUpPosition } from '#shared/domain/roll-ups.ts'
import { targetNotes } from '#shared/domain/target-checks.ts'
import { assetClasses } from '#shared/records/securities.ts'

type AssetClass = TargetWeight['assetClass']
const classNames = Object.keys(assetClasses) as AssetClass[]

const position = (id: number, assetClass: AssetClass, marketValue: string): RollUpPosition => ({
  ...{ id: `${id}`, assetClass, marketValue, asOf: '2026-03-17' },
})
const weight = (assetClass: AssetClass, target: string, tolerance = '5'): TargetWeight => ({
  ...{ assetClass, target, tolerance },
})

test('a portfolio that drifted from 70/20/10 to 85/10/5 is brought back as the public example has it', () => {
  // “Don’t forget to rebalance”, The Mercury News with The Motley Fool, 2 August 2020 (pressreader.com): 70% stocks, 20%
  // bonds, 10% cash became 85/10/5; some stocks are sold and bonds bought. Here of $100,000.
  const held = [
    position(1, 'us_equity', '85000.0000'),
    position(2, 'taxable_fixed', '10000.0000'),
    position(3, 'cash', '5000.0000'),
  ]
  const model = [weight('us_equity', '70'), weight('taxable_fixed', '20'), weight('cash', '10')]

  const shared = { tolerance: '5' }
  expect(compareWithTarget(held, model)).toEqual({
    ...{ total: '100000.00', asOf: '2026-03-17', newest: null, outside: 2, turnover: '15000.00' },
    rows: [
      {
        ...shared,
        ...{ assetClass: 'us_equity', label: 'US equity', marketValue: '85000.00', actual: '85.00', target: '70' },
        ...{ drift: '15.00', state: 'over', toMove: '-15000.00' },
      },
      {
        ...shared,
        ...{ assetClass: 'taxable_fixed', label: 'Taxable fixed income', marketValue: '10000.00', actual: '10.00' },
        ...{ target: '20', drift: '-10.00', state: 'under', toMove: '10000.00' },
      },
      {
        ...shared,
        // Five points below, and the band ends there: it is within.
        ...{ assetClass: 'cash', label: 'Cash', marketValue: '5000.00', actual: '5.00', target: '10' },
        ...{ drift: '-5.00', state: 'within', toMove: '5000.00' },
      },
    ],
  })
})

test('what the model has nothing of is outside, what is missing is below, and an account counts once', () => {
  const held = [position(1, 'us_equity', '900'), position(2, 'commodities', '100'), position(2, 'commodities', '100')]
  const model = [weight('us_equity', '94', '2'), weight('cash', '4', '3'), weight('real_assets', '2', '3')]

  const compared = compareWithTarget(held, model)

  expect({
    total: compared?.total,
    outside: compared?.outside,
    rows: compared?.rows.map(({ assetClass, drift, state, toMove }) => [assetClass, drift, state, toMove].join(' ')),
  }).toEqual({
    ...{ total: '1000.00', outside: 3 },
    rows: [
      'us_equity -4.00 under 40.00',
      'cash -4.00 under 40.00',
      'real_assets -2.00 within 20.00',
      'commodities 10.00 not_in_model -100.00',
    ],
  })
})

test('there is nothing to compare without weights, or where what is held comes to nothing', () => {
  const model = [weight('cash', '100')]

  expect([
    compareWithTarget([position(1, 'cash', '10')], []),
    compareWithTarget([], model),
    compareWithTarget([position(1, 'cash', '-10')], model),
  ]).toEqual([null, null, null])
})

test('the weights of a day are those of the latest day on which some came into force', () => {
  const weights = ['2024-01-01', '2024-01-01', '2025-07-01'].map((inForceFrom, id) => ({ id, inForceFrom }))
  const idsOn = (day: string) => inForceOn(weights, day).map(({ id }) => id)

  expect([idsOn('2023-12-31'), idsOn('2024-01-01'), idsOn('2025-06-30'), idsOn('2025-07-01')]).toEqual([
    [],
    [0, 1],
    [0, 1],
    [2],
  ])
})

test('stale values, missing classes, and what the firm does not manage are said', () => {
  const facts = { isManaged: true, isKnown: true }
  const held = [
    { ...position(1, 'us_equity', '600'), ...facts },
    { ...position(2, 'us_equity', '400'), ...facts, isManaged: false, asOf: '2026-01-05' },
    { ...position(3, 'other', '50'), ...facts, isKnown: false },
  ]
  const allocation = compareWithTarget(held, [weight('us_equity', '90'), weight('cash', '10')])

  expect(allocation && targetNotes(allocation, held, '2026-03-18')).toEqual([
    '1 of 3 positions was valued more than 7 days ago, the oldest on 5 Jan 2026.',
    'Nothing is held of Cash.',
    '$400.00 lies in accounts that the firm does not manage: it counts here and cannot be moved by the firm.',
    'What this laptop does not know the security of counts as Other: $50.00.',
  ])
})

/** Weights in millionths of a percent that make 100%, of any number of classes. */
const anyModel = fc
  .array(fc.tuple(fc.constantFrom(...classNames), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 20 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => {
    const unique = [...new Map(parts.map((part) => [part[0], part])).values()]
    const total = unique.reduce((sum, [, part]) => sum + part, 0)
    const millionths = unique.map(([, part]) => BigInt(Math.floor((part * 100_000_000) / total)))
    const rest = 100_000_000n - millionths.reduce((sum, part) => sum + part, 0n)
    return unique.map(([assetClass, , tolerance], index) => {
      const units = (millionths[index] ?? 0n) + (index === 0 ? rest : 0n)
      return { assetClass, units, tolerance: BigInt(tolerance) }
    })
  })

/** Values in ten-thousandths of a dollar, as numeric(20,4) holds them; some are owed. */
const anyHoldings = fc.array(
  fc.tuple(fc.constantFrom(...classNames), fc.bigInt({ min: -(10n ** 9n), max: 10n ** 13n })),
  { minLength: 1, maxLength: 12 },
)

const decimal = (units: bigint, places: number) => {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}
const unitsOf = (amount: string, places: number) => {
  const [whole = '', rest = ''] = amount.replace('-', '').split('.')
  return BigInt(whole + rest.padEnd(places, '0')) * (amount.startsWith('-') ? -1n : 1n)
}

test('whatever is held: moves and drifts make nothing, and a reckoning in whole numbers agrees', () => {
  fc.assert(
    fc.property(anyHoldings, anyModel, (holdings, model) => {
      const total = holdings.reduce((sum, [, units]) => sum + units, 0n)
      const allocation = compareWithTarget(
        holdings.map(([assetClass, units], id) => position(id, assetClass, decimal(units, 4))),
        model.map(({ assetClass, units, tolerance }) => weight(assetClass, decimal(units, 6), `${tolerance}`)),
      )
      expect(allocation === null).toBe(total <= 0n)
      if (total <= 0n) return
      const rows = allocation?.rows ?? []
      const sum = (figures: string[], places: number) => figures.reduce((s, f) => s + unitsOf(f, places), 0n)

      expect([
        sum(
          rows.map(({ toMove }) => toMove),
          2,
        ),
        sum(
          rows.map(({ drift }) => drift),
          6,
        ),
        sum(
          rows.map(({ actual }) => actual),
          2,
        ),
        sum(
          rows.map(({ marketValue }) => marketValue),
          4,
        ),
      ]).toEqual([0n, 0n, 10_000n, total])
      for (const { assetClass, toMove, state } of rows) {
        const held = holdings.reduce((s, [name, units]) => s + (name === assetClass ? units : 0n), 0n)
        const aim = model.find((part) => part.assetClass === assetClass)
        // In units of 10⁻¹²: what the class lacks, what its band allows, and what is to be moved.
        const lacks = total * (aim?.units ?? 0n) - held * 100_000_000n
        const allows = total * (aim?.tolerance ?? 0n) * 1_000_000n
        const judged = lacks > allows ? 'under' : lacks < -allows ? 'over' : 'within'
        const off = unitsOf(toMove, 2) * 10_000_000_000n - lacks

        expect(state).toBe(aim === undefined ? 'not_in_model' : judged)
        expect(off < 10_000_000_000n && off > -10_000_000_000n).toBe(true)
      }
    }),
  )
})
