import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#shared/domain/dates.ts'
import { subtract, sumOf } from '#shared/domain/money.ts'
import { type LotMovement, termOf, trackLots } from '#shared/domain/tax-lots.ts'

let made = 0
function move(type: LotMovement['type'], tradedOn: string, quantity: string, netAmount: string): LotMovement {
  made += 1
  return { id: String(made).padStart(6, '0'), type, tradedOn, quantity, grossAmount: netAmount, netAmount }
}

/** IRS Publication 564 (2009), table 3, whose rules Publication 550 took over: 160, 240, and 10 shares; 210 are sold. */
const published = [
  move('buy', '2008-02-06', '160', '-4000.00'),
  move('buy', '2008-08-07', '240', '-4800.00'),
  move('reinvest', '2008-12-18', '10', '-300.00'),
  move('sell', '2009-10-01', '-210', '6720.00'),
]

test('Publication 564, table 3, first in, first out: a basis of $5,000 for the 210 shares, and what is left', () => {
  const { open, disposals, problem } = trackLots(published, 'fifo')

  expect({
    basis: sumOf(disposals.map(({ cost }) => cost ?? '')),
    gain: sumOf(disposals.map(({ gain }) => gain ?? '')),
    terms: disposals.map(({ acquiredOn, soldOn }) => termOf(acquiredOn ?? '', soldOn)),
    open: open.map(({ quantity, cost }) => [quantity.toFixed(), cost?.toFixed(2)]),
    problem,
  }).toEqual({
    basis: '5000.00',
    gain: '1720.00',
    terms: ['long', 'long'],
    open: [
      ['190', '3800.00'],
      ['10', '300.00'],
    ],
    problem: null,
  })
})

test('Publication 564, table 3, average basis: $9,100 over 410 shares is $22.20 a share, kept exact', () => {
  const { open, disposals } = trackLots(published, 'average')
  const basis = sumOf(disposals.map(({ cost }) => cost ?? ''))

  expect([
    basis,
    (Number(basis) / 210).toFixed(2),
    sumOf([basis, ...open.map(({ cost }) => cost?.toFixed(2) ?? '')]),
  ]).toEqual(['4660.98', '22.20', '9100.00'])
})

test.each([
  // Publication 550: bought on 3 February, a year later to the day is short, the day after is long.
  ['2024-02-03', '2025-02-03', 'short'],
  ['2024-02-03', '2025-02-04', 'long'],
  // Revenue Ruling 66-7: bought on a month's last day, long from the first day of the thirteenth month.
  ['2023-02-28', '2024-02-29', 'short'],
  ['2023-02-28', '2024-03-01', 'long'],
  ['2024-02-29', '2025-02-28', 'short'],
  ['2024-02-29', '2025-03-01', 'long'],
  ['2024-02-28', '2025-02-28', 'short'],
  ['2024-02-28', '2025-03-01', 'long'],
])('bought on %s and sold on %s is %s term', (acquiredOn, soldOn, term) => {
  expect(termOf(acquiredOn, soldOn)).toBe(term)
})

const trades = fc.array(
  fc.record({
    days: fc.integer({ min: 1, max: 200 }),
    shares: fc.integer({ min: -40, max: 40 }).filter((shares) => shares !== 0),
    cents: fc.integer({ min: 1, max: 50_000 }),
  }),
  { maxLength: 25 },
)

/** One share at a time, in whole cents, with nothing of the product's arithmetic. */
function byShares(
  drawn: readonly { days: number; shares: number; cents: number }[],
  method: 'fifo' | 'lifo' | 'highest_cost',
) {
  const shares: { cents: number; on: string; order: number }[] = []
  const movements: LotMovement[] = []
  const gains: Record<string, number> = { short: 0, long: 0 }
  let day = '2020-01-01'
  for (const [order, { days, shares: wanted, cents }] of drawn.entries()) {
    day = addDays(day, days)
    const count = wanted > 0 ? wanted : -Math.min(-wanted, shares.length)
    if (count === 0) continue
    const amount = (((count > 0 ? -1 : 1) * Math.abs(count) * cents) / 100).toFixed(2)
    movements.push(move(count > 0 ? 'buy' : 'sell', day, String(count), amount))
    for (let n = 0; n < count; n += 1) shares.push({ cents, on: day, order })
    if (count > 0) continue
    if (method === 'lifo') shares.sort((a, b) => b.order - a.order)
    else if (method === 'fifo') shares.sort((a, b) => a.order - b.order)
    else shares.sort((a, b) => b.cents - a.cents || a.order - b.order)
    for (const share of shares.splice(0, -count)) {
      const held = new Date(Date.parse(share.on) + 86_400_000)
      held.setUTCFullYear(held.getUTCFullYear() + 1)
      const term = Date.parse(day) >= held.getTime() ? 'long' : 'short'
      gains[term] = (gains[term] ?? 0) + cents - share.cents
    }
  }
  return { movements, gains }
}

test.each(['fifo', 'lifo', 'highest_cost'] as const)(
  '%s realizes by term what selling share by share does',
  (method) => {
    fc.assert(
      fc.property(trades, (drawn) => {
        const { movements, gains } = byShares(drawn, method)
        const { disposals } = trackLots(movements, method)
        const ofTerm = (term: string) =>
          sumOf(
            disposals.filter((one) => termOf(one.acquiredOn ?? '', one.soldOn) === term).map(({ gain }) => gain ?? ''),
          )

        expect([ofTerm('short'), ofTerm('long')]).toEqual(
          ['short', 'long'].map((term) => sumOf([((gains[term] ?? 0) / 100).toFixed(2)])),
        )
      }),
      { numRuns: 300 },
    )
  },
)

test('whatever the method and the fractions, no cent and no share is lost', () => {
  const fractional = fc.array(
    fc.record({
      thousandths: fc.integer({ min: -9_999, max: 9_999 }).filter((units) => units !== 0),
      cents: fc.integer({ min: 0, max: 9_999_999 }),
    }),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(fractional, fc.constantFrom('fifo', 'lifo', 'highest_cost', 'average', 'specific'), (drawn, method) => {
      let held = 0
      const movements = drawn.flatMap(({ thousandths, cents }, index) => {
        const units = Math.max(thousandths, -held)
        held += units
        const amount = ((units > 0 ? -cents : cents) / 100).toFixed(2)
        const day = addDays('2024-01-01', index)
        return units === 0 ? [] : [move(units > 0 ? 'buy' : 'sell', day, (units / 1000).toFixed(3), amount)]
      })
      const { open, disposals } = trackLots(movements, method)
      const amounts = (type: string) => movements.filter((one) => one.type === type).map(({ netAmount }) => netAmount)

      expect({
        cost: sumOf([...disposals.map(({ cost }) => cost ?? ''), ...open.map(({ cost }) => cost?.toFixed() ?? '')]),
        proceeds: sumOf(disposals.map(({ proceeds }) => proceeds)),
        shares: Number(sumOf(open.map(({ quantity }) => quantity.toFixed()))),
      }).toEqual({
        cost: subtract('0', sumOf(amounts('buy'))),
        proceeds: sumOf(amounts('sell')),
        shares: held / 1000,
      })
    }),
    { numRuns: 500 },
  )
})

test('splits keep cost and day, paid-back capital lowers the cost, what arrives in kind has neither', () => {
  const { open, problem } = trackLots(
    [
      move('buy', '2020-01-02', '100', '-1500.00'),
      move('buy', '2020-02-03', '50', '-900.00'),
      // Publication 550: a two-for-one split doubles each lot.
      move('split', '2021-01-04', '150', '0'),
      move('return_of_capital', '2021-06-01', '0', '30.00'),
      move('transfer_in_kind', '2022-01-03', '10', '0'),
    ],
    'fifo',
  )

  expect([open.map((lot) => [lot.quantity.toFixed(), lot.cost?.toFixed(2) ?? null, lot.acquiredOn]), problem]).toEqual([
    [
      ['200', '1480.00', '2020-01-02'],
      ['100', '890.00', '2020-02-03'],
      ['10', null, null],
    ],
    null,
  ])
})

test('what the transactions do not tell is said and not guessed', () => {
  const spun = trackLots(
    [move('buy', '2020-01-02', '100', '-1500.00'), move('spin_off', '2021-03-01', '10', '0')],
    'fifo',
  )
  const short = trackLots([move('sell', '2021-03-01', '-10', '500.00')], 'fifo')

  expect([spun.problem, short.disposals]).toEqual([
    'The spin off of 1 Mar 2021 changes lots in a way the transactions do not tell.',
    [
      {
        ...{ id: expect.any(String), soldOn: '2021-03-01', acquiredOn: null },
        ...{ quantity: '10', proceeds: '500.00', cost: null, gain: null },
      },
    ],
  ])
})
