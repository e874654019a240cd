import { expect, test } from 'vitest'
import {
  applicableAge,
  type DistributionAccount,
  lifetimeFactor,
  minimumDistributions,
} from '#shared/domain/minimum-distributions.ts'

const owner = { id: 'o', name: 'Owner', bornOn: '1948-06-15', diedOn: null, spouseId: 's' }
const ira: DistributionAccount = {
  ...{ id: 'a', name: 'IRA', registration: 'traditional_ira', rmdRequired: true },
  ...{ balance: '100000.00', taken: '0.00', soleBeneficiary: null },
}

test('Publication 590-B: $100,000 at the end of 2022, turning 75 in 2023, divided by 24.6 is $4,065', () => {
  const sixYearsYounger = { ...ira, soleBeneficiary: { id: 's', bornOn: '1954-01-01' } }

  const [due] = minimumDistributions(owner, [sixYearsYounger], 2023)

  expect([due?.factor, due?.required, Math.round(Number(due?.required)), due?.dueOn, due?.notes]).toEqual([
    ...['24.6', '4065.04', 4065, '2023-12-31', []],
  ])
})

test('Publication 590-B, table III', () => {
  const ages = [72, 73, 75, 80, 85, 90, 95, 100, 105, 110, 115, 119, 120, 121]

  expect(ages.map((age) => [age, lifetimeFactor(age)])).toEqual([
    ...[
      [72, '27.4'],
      [73, '26.5'],
      [75, '24.6'],
      [80, '20.2'],
      [85, '16.0'],
      [90, '12.2'],
      [95, '8.9'],
    ],
    ...[
      [100, '6.4'],
      [105, '4.6'],
      [110, '3.5'],
      [115, '2.9'],
      [119, '2.3'],
      [120, '2.0'],
      [121, '2.0'],
    ],
  ])
  expect(() => lifetimeFactor(71)).toThrow(RangeError)
})

test.each([
  ['1950-12-31', 72],
  ['1951-01-01', 73],
  ['1959-12-31', 73],
  ['1960-01-01', 75],
])('born on %s, from the year of %i (SECURE 2.0 §107)', (bornOn, age) => {
  const born = { ...owner, bornOn }
  const year = Number(bornOn.slice(0, 4)) + age

  const years = [year - 1, year, year + 1].map((asked) => minimumDistributions(born, [ira], asked)[0]?.dueOn ?? null)

  expect([applicableAge(bornOn), years]).toEqual([age, [null, `${year + 1}-04-01`, `${year + 1}-12-31`]])
})

test('IRAs of one owner are met together, a plan alone, and Roth accounts not at all', () => {
  const second = { ...ira, id: 'b', registration: 'rollover_ira' as const, balance: '50000.00', taken: '7000.00' }
  const plan = { ...ira, id: 'c', registration: 'plan_401k' as const, taken: '100.00' }
  const working = { ...plan, id: 'd', rmdRequired: false }
  const roth = { ...ira, id: 'e', registration: 'roth_ira' as const }

  const due = minimumDistributions(owner, [ira, second, plan, working, roth], 2023)

  expect(due.map(({ key, required, taken, left, status }) => [key, required, taken, left, status])).toEqual([
    ['a b', '6097.56', '7000.00', '0.00', 'met'],
    ['c', '4065.04', '100.00', '3965.04', 'partly'],
  ])
})

test('what cannot be reckoned is listed with the reason and without an amount', () => {
  const unknown = { ...ira, balance: null }
  const inherited = { ...ira, id: 'b', registration: 'inherited_ira' as const }
  const younger = {
    ...ira,
    id: 'c',
    registration: 'plan_403b' as const,
    soleBeneficiary: { id: 's', bornOn: '1959-01-01' },
  }

  const due = minimumDistributions(owner, [unknown, younger, inherited], 2023)

  expect(due.map(({ required, status, notes }) => [required, status, notes.length])).toEqual([
    [null, 'not_known', 1],
    ['4065.04', 'not_taken', 1],
    [null, 'not_known', 1],
  ])
  expect(due[1]?.notes[0]).toContain('joint table asks for less')
})

test('nothing is due of those who died before this year, or without a day of birth', () => {
  const gone = minimumDistributions({ ...owner, diedOn: '2022-12-31' }, [ira], 2023)
  const ageless = minimumDistributions({ ...owner, bornOn: null }, [ira], 2023)

  expect([gone, ageless]).toEqual([[], []])
})
