import { expect, test } from 'vitest'
import {
  enteredProblems,
  planReversal,
  planRight,
  reversalDayProblem,
  whyNotReversible,
} from '#shared/domain/reversal.ts'
import { buildRow } from '#test/support/builders.ts'

const original = buildRow('transactions', {
  ...{ id: '0190a000-0000-7000-8000-000000000001', type: 'buy', status: 'posted', tradedOn: '2026-03-02' },
  ...{ quantity: '12.50000000', price: '20.01000000', grossAmount: '-250.1250', commission: '0.0000', fee: '1.9900' },
  ...{ netAmount: '-252.1150', taxYear: 2026, description: 'Bought', broker: 'B', placedBy: null },
})

test('a reversal is the same with the other sign, says what it takes back and why, and nothing of who placed it', () => {
  const plan = { id: '0190a000-0000-7000-8000-000000000002', tradedOn: '2026-03-09', reason: 'wrong account' }

  const { householdId, accountId, securityId, price } = original
  expect(planReversal(original, plan)).toEqual({
    ...{ id: plan.id, householdId, accountId, securityId, price, type: 'reversal', status: 'posted', taxYear: 2026 },
    ...{ tradedOn: '2026-03-09', settledOn: '2026-03-09', quantity: '-12.50', grossAmount: '250.125' },
    ...{ commission: '0.0000', fee: '-1.99', netAmount: '252.115', reversesId: original.id },
    description: 'Reversal: wrong account',
  })
  expect(planReversal({ ...original, quantity: null }, plan).quantity).toBeNull()
})

test('only what is posted and no reversal can be reversed, on a day from its own to today', () => {
  const kinds = [
    whyNotReversible(original),
    whyNotReversible({ type: 'reversal', status: 'posted' }),
    whyNotReversible({ type: 'buy', status: 'reversed' }),
    whyNotReversible({ type: 'buy', status: 'pending' }),
  ]
  const days = ['2026-03-01', '2026-03-02', '2026-03-10', '2026-03-11'].map((day) =>
    reversalDayProblem(day, original, '2026-03-10'),
  )

  expect(kinds.map((why) => why?.slice(0, 30) ?? null)).toEqual([
    null,
    'A reversal is not reversed. En',
    'This transaction was reversed ',
    'This transaction is pending. O',
  ])
  expect(days).toEqual(['is before the day of what is taken back', null, null, 'is in the future'])
})

test('the right transaction is the same trade, adds up, and is no reversal', () => {
  const { accountId, type, tradedOn, grossAmount, commission, fee, netAmount } = original
  const entered = { accountId, type, tradedOn, grossAmount, commission, fee, netAmount }
  const wrong = { ...entered, type: 'reversal' as const, tradedOn: '2026-03-11', netAmount: '-252.1151' }

  expect(planRight({ ...original, broker: 'B', affirmedAt: '2026-03-02T10:00:00.000Z' }, entered, 'new')).toMatchObject(
    {
      ...{ id: 'new', ...entered, householdId: original.householdId, securityId: original.securityId, broker: 'B' },
      ...{ affirmedAt: null, status: 'posted', reversesId: null },
    },
  )
  expect([enteredProblems(entered, '2026-03-10'), enteredProblems(wrong, '2026-03-10')]).toEqual([
    [],
    [
      { field: 'type', message: 'is made by reversing a transaction' },
      { field: 'tradedOn', message: 'is in the future' },
      { field: 'netAmount', message: 'is not gross less commission and fee, which is -252.115' },
    ],
  ])
})
