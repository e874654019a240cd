import { expect, test } from 'vitest'
import { findPlaceProblem, isCurrent, primariesGivingWay, spansMeet } from '#shared/domain/memberships.ts'

const place = {
  id: 'a',
  householdId: 'h',
  personId: 'p',
  role: 'child',
  isPrimary: false,
  fromDate: null,
  toDate: null,
} as const

test('both days of a span belong to it, and an open end reaches for ever', () => {
  const until = { fromDate: null, toDate: '2026-03-01' }

  const meets = [
    spansMeet(until, { fromDate: '2026-03-01', toDate: null }),
    spansMeet(until, { fromDate: '2026-03-02', toDate: null }),
    spansMeet({ fromDate: '2026-01-01', toDate: '2026-01-31' }, { fromDate: '2026-02-01', toDate: '2026-02-28' }),
    spansMeet({ fromDate: null, toDate: null }, { fromDate: '2026-02-01', toDate: '2026-02-28' }),
    isCurrent({ fromDate: '2026-03-01', toDate: '2026-03-01' }, '2026-03-01'),
    isCurrent({ fromDate: '2026-03-02', toDate: null }, '2026-03-01'),
  ]

  expect(meets).toEqual([true, false, false, true, true, false])
})

test('a household has one head at a time, and a person one place in it', () => {
  const head = { ...place, id: 'b', personId: 'q', role: 'head', toDate: '2026-03-01' } as const
  const own = { ...place, id: 'c', fromDate: '2026-05-01' } as const

  const problems = [
    findPlaceProblem({ ...place, role: 'head', fromDate: '2026-02-01', toDate: '2026-04-01' }, [head, own])?.kind,
    findPlaceProblem({ ...place, role: 'head', fromDate: '2026-03-02', toDate: '2026-04-01' }, [head, own])?.kind,
    findPlaceProblem({ ...place, fromDate: '2026-04-01' }, [head, own])?.kind,
    findPlaceProblem(head, [head])?.kind,
  ]

  expect(problems).toEqual(['head', undefined, 'place', undefined])
})

test('a primary household takes that from the one that was, where they meet', () => {
  const past = { ...place, id: 'past', isPrimary: true, toDate: '2025-12-31' } as const
  const present = { ...place, id: 'present', isPrimary: true, fromDate: '2026-01-01' } as const
  const second = { ...place, id: 'second', isPrimary: false } as const
  const joining = { ...place, id: 'new', isPrimary: true, fromDate: '2026-06-01' } as const

  const giving = [
    primariesGivingWay(joining, [past, present, second]).map(({ id }) => id),
    primariesGivingWay({ ...joining, isPrimary: false }, [past, present, second]),
  ]

  expect(giving).toEqual([['present'], []])
})
