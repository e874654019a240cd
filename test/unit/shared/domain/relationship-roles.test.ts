import { expect, test } from 'vitest'
import { endingOf, reciprocalOf, saysTheSame } from '#shared/domain/relationship-roles.ts'

const base = { fromEntityId: null, toEntityId: null, fromDate: null, toDate: null }
const parent = { ...base, id: '1', role: 'parent', fromPersonId: 'a', toPersonId: 'b' } as const

test('a relationship is said once: the same words, or the other side of it, at the same time', () => {
  const same = [
    { ...parent, id: '2' },
    { ...parent, id: '2', role: 'child', fromPersonId: 'b', toPersonId: 'a' },
    { ...parent, id: '2', role: 'child' },
    { ...parent, id: '2', fromPersonId: 'b', toPersonId: 'a' },
    { ...parent, id: '2', role: 'guardian' },
    parent,
  ].map((other) => saysTheSame(parent, other as typeof parent))
  const former = saysTheSame(
    { ...parent, toDate: '2020-01-01' } as never,
    { ...parent, id: '2', fromDate: '2020-01-02' } as never,
  )

  expect({ same, former }).toEqual({ same: [true, true, false, false, false, false], former: false })
})

test('spouse, parent, and child are roles on both sides; power ends within ninety days, today still being a day of it', () => {
  expect({
    reciprocal: (['spouse', 'parent', 'child', 'trustee'] as const).map(reciprocalOf),
    endings: [null, '2027-03-01', '2027-02-22', '2026-11-24', '2026-11-23'].map((day) => endingOf(day, '2026-11-24')),
  }).toEqual({
    reciprocal: ['spouse', 'child', 'parent', null],
    endings: ['open', 'open', 'soon', 'soon', 'over'],
  })
})
