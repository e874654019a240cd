import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BilledAccount,
  coveredDays,
  type FeeTerms,
  householdFees,
  judgeCharge,
  quarterOf,
  quarterWith,
  yearlyFee,
} from '#shared/domain/fees.ts'

const terms = (tiers: readonly (readonly [from: string, rate: string])[], more: Partial<FeeTerms> = {}): FeeTerms => ({
  ...{ method: 'marginal', yearlyMinimum: null, ...more },
  tiers: tiers.map(([fromAmount, rate]) => ({ fromAmount, rate })),
})

const account = (id: string, value: string | null, fields: Partial<BilledAccount> = {}): BilledAccount => ({
  ...{ id, name: id, status: 'active', feeBasis: 'tiered', billing: 'arrears', counting: 'managed', value },
  schedule: { id: 's', name: 'Standard', ...terms([['0', '100']]) },
  ...fields,
})

test('public examples of tiered fees come out as published', () => {
  // Morningstar Office, “Billing Scenarios” (admainnew.morningstar.com/WebHelp/Billing_Scenarios.htm): three fees on the
  // $100,000 and $300,000 of one client, taken together.
  const a = terms([
    ['0', '100'],
    ['100000', '50'],
    ['250000', '25'],
  ])
  const b = terms([
    ['0', '200'],
    ['100000', '100'],
    ['250000', '50'],
  ])
  const c = terms([
    ['0', '150'],
    ['100000', '75'],
    ['250000', '37.5'],
  ])
  // Series 65 glossary, “Advisory fee” (certfuel.com/series-65/glossary/advisory-fee): $9,750 on $1,200,000.
  const glossary = terms([
    ['0', '100'],
    ['500000', '75'],
    ['1000000', '50'],
  ])
  // Altman Sacks, fee schedule A.3 (altmansacks.com/fee-schedule): $500,001 is charged at 1.50% whole, and in the
  // table’s quarterly column at 0.3750%.
  const whole = terms(
    [
      ['0', '200'],
      ['250001', '175'],
      ['500000', '150'],
      ['750000', '125'],
    ],
    { method: 'whole' },
  )

  expect({
    morningstar: [a, b, c].map((fee) => yearlyFee('400000', fee).fee),
    parts: yearlyFee('400000', a).parts.map(({ amount, fee }) => [amount, Number(fee)]),
    glossary: yearlyFee('1200000', glossary).fee,
    whole: yearlyFee('500001', whole).fee,
    quarter: quarterOf(yearlyFee('500001', whole).fee),
  }).toEqual({
    morningstar: ['2125.00', '4250.00', '3187.50'],
    parts: [
      ['100000.00', 1000],
      ['150000.00', 750],
      ['150000.00', 375],
    ],
    glossary: '9750.00',
    whole: '7500.015',
    quarter: '1875.00',
  })
})

test('a household’s accounts are charged together by one schedule, and apart by another', () => {
  const schedule = {
    id: 's',
    name: 'Standard',
    ...terms([
      ['0', '100'],
      ['1000000', '80'],
    ]),
  }
  const flat = { id: 'f', name: 'Flat', ...terms([['0', '75']]) }
  const { groups, leftOut } = householdFees([
    account('joint', '900000', { schedule }),
    account('ira', '600000.03', { schedule }),
    account('loan', '-5000', { schedule }),
    account('own', '100000', { schedule: flat, feeBasis: 'flat_bps' }),
    account('none', '1', { feeBasis: 'none' }),
    account('retainer', '1', { feeBasis: 'retainer' }),
    account('away', '1', { counting: 'not_managed' }),
    account('child', '1', { counting: 'not_in_totals' }),
    account('new', '1', { status: 'pending' }),
    account('bare', '1', { schedule: null }),
    account('later', '1', { schedule: { ...schedule, tiers: [] } }),
    account('mixed', '1', { schedule, feeBasis: 'flat_bps' }),
    account('closed', null, { status: 'closed', counting: 'closed' }),
  ])

  expect({
    groups: groups.map(({ total, quarterly, effectiveRate, accounts }) => ({
      ...{ total, quarterly, effectiveRate },
      due: accounts.map(({ id, due }) => `${id} ${due}`),
    })),
    leftOut: leftOut.map(({ id, reason, mayBeCharged }) => `${id}, ${mayBeCharged}: ${reason}`),
  }).toEqual({
    groups: [
      // 1% of 1,000,000 and 0.8% of 500,000.03, a quarter of it.
      {
        ...{ total: '1500000.03', quarterly: '3500.00', effectiveRate: '93.33' },
        due: ['joint 2100.00', 'ira 1400.00', 'loan 0.00'],
      },
      { total: '100000.00', quarterly: '187.50', effectiveRate: '75.00', due: ['own 187.50'] },
    ],
    leftOut: [
      'none, false: No fee was agreed.',
      'retainer, true: Its fee (retainer) does not follow from assets.',
      'away, false: The firm does not manage it.',
      'child, false: Its owners are not counted in the household’s totals.',
      'new, false: It is not open yet.',
      'bare, true: Neither it nor the household has a fee schedule.',
      'later, true: Standard has no tiers in force on that day.',
      'mixed, true: Its fee is flat, and Standard has tiers: give it a flat schedule of its own.',
      'closed, true: It is closed.',
    ],
  })
})

test('a minimum holds for the household and not for nothing; an unknown value leaves the tier unknown', () => {
  const schedule = { id: 's', name: 'Standard', ...terms([['0', '100']], { yearlyMinimum: '1500' }) }
  const quarterlyOf = (...values: (string | null)[]) =>
    householdFees(values.map((value, index) => account(`${index}`, value, { schedule }))).groups.map(
      ({ quarterly, yearly, accounts }) => [quarterly, yearly?.isMinimum, accounts.map(({ due }) => due)],
    )

  expect({
    small: quarterlyOf('100000', '20000'),
    enough: quarterlyOf('150000'),
    nothing: quarterlyOf('0', '-3'),
    unknown: quarterlyOf('100000', null),
  }).toEqual({
    small: [['375.00', true, ['312.50', '62.50']]],
    enough: [['375.00', false, ['375.00']]],
    nothing: [['0.00', false, ['0.00', '0.00']]],
    unknown: [[null, undefined, [null, null]]],
  })
})

test('a charge agrees within a dollar; what was charged without an agreement is said', () => {
  const judged = [
    judgeCharge('101.00', '100.00', true),
    judgeCharge('101.01', '100.00', true),
    judgeCharge('98.99', '100.00', true),
    judgeCharge('0.00', '100.00', true),
    judgeCharge('0.00', '0.40', true),
    judgeCharge('5.00', null, false),
    judgeCharge('0.00', null, false),
    judgeCharge('5.00', null, true),
  ]

  expect(judged).toEqual(['agrees', 'over', 'under', 'not_charged', 'agrees', 'not_due', 'agrees', 'not_reckoned'])
})

test('a quarter is valued on the day before it, and in arrears is for the one before', () => {
  const quarter = quarterWith('2026-02-28')

  expect({
    quarter,
    before: quarterWith('2026-02-28', 1).name,
    last: quarterWith('2026-12-31').endsOn,
    advance: coveredDays(quarter, 'advance'),
    arrears: coveredDays(quarter, 'arrears'),
  }).toEqual({
    quarter: { name: '2026 Q1', startsOn: '2026-01-01', endsOn: '2026-03-31', valuedOn: '2025-12-31' },
    ...{ before: '2025 Q4', last: '2026-12-31' },
    advance: { from: '2026-01-01', to: '2026-03-31' },
    arrears: { from: '2025-10-01', to: '2025-12-31' },
  })
})

/** Breakpoints in whole dollars, the first at nothing, and rates in hundredths of a basis point. */
const anyTiers = fc
  .uniqueArray(fc.integer({ min: 1, max: 20_000_000 }), { maxLength: 6 })
  .chain((froms) =>
    fc
      .array(fc.integer({ min: 0, max: 20_000 }), { minLength: froms.length + 1, maxLength: froms.length + 1 })
      .map((rates) => [0, ...froms].map((from, index) => ({ from, rate: rates[index] ?? 0 }))),
  )
const anyCents = fc.bigInt({ min: 0n, max: 4_000_000_000n })
const decimal = (units: bigint, places: number) => {
  const digits = units.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}
/** In units of 10⁻⁸ dollars. */
const unitsOf = (amount: string) => {
  const [whole = '', rest = ''] = amount.split('.')
  return BigInt(whole + rest.padEnd(8, '0').slice(0, 8))
}
const termsOf = (tiers: readonly { from: number; rate: number }[]) =>
  terms(tiers.map(({ from, rate }) => [`${from}`, decimal(BigInt(rate), 2)]))

test('a marginal fee never jumps or falls, and is what a reckoning cent by cent of each slice makes', () => {
  fc.assert(
    fc.property(anyTiers, anyCents, fc.bigInt({ min: 0n, max: 1_000_000n }), (tiers, cents, more) => {
      const fee = (value: bigint) => unitsOf(yearlyFee(decimal(value, 2), termsOf(tiers)).fee)
      // A second reckoning: each slice by itself, in cents times hundredths of a basis point.
      const sorted = tiers
        .map(({ from, rate }) => ({ from: BigInt(from) * 100n, rate: BigInt(rate) }))
        .sort((a, b) => (a.from < b.from ? -1 : 1))
      const slices = sorted.map(({ from, rate }, index) => {
        const to = sorted[index + 1]?.from ?? cents
        const top = cents < to ? cents : to
        return top > from ? (top - from) * rate : 0n
      })
      const steepest = BigInt(Math.max(...tiers.map(({ rate }) => rate)))
      const rise = fee(cents + more) - fee(cents)

      // Cents × hundredths of a basis point are 10⁻⁸ dollars.
      expect(fee(cents)).toBe(slices.reduce((sum, slice) => sum + slice, 0n))
      expect(rise >= 0n && rise <= more * steepest).toBe(true)
    }),
  )
})

test('whatever the accounts are worth, what they owe makes the household’s fee to the cent, in proportion', () => {
  fc.assert(
    fc.property(anyTiers, fc.array(anyCents, { minLength: 1, maxLength: 9 }), (tiers, values) => {
      const schedule = { id: 's', name: 'Any', ...termsOf(tiers) }
      const [group] = householdFees(
        values.map((cents, index) => account(`${index}`, decimal(cents, 2), { schedule })),
      ).groups
      const due = group?.accounts.map((owed) => BigInt((owed.due ?? '').replace('.', ''))) ?? []
      const fee = BigInt((group?.quarterly ?? '').replace('.', ''))
      const total = values.reduce((sum, cents) => sum + cents, 0n)

      expect(due.reduce((sum, cents) => sum + cents, 0n)).toBe(fee)
      // Nobody bears a cent more or less than the share, however it is rounded.
      for (const [index, owed] of due.entries()) {
        const off = owed * total - fee * (values[index] ?? 0n)
        expect(off < total && off > -total).toBe(total > 0n)
      }
    }),
  )
})
