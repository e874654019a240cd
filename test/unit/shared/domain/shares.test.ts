import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentages } from '#shared/domain/money.ts'
import { shareProblem, wholeProblem } from '#shared/domain/shares.ts'

test('shares make a whole exactly, and what is missing or too much is said', () => {
  const problems = [
    [],
    ['100'],
    ['33.333333', '33.333333', '33.333334'],
    ['33.333333', '33.333333', '33.333333'],
    ['60', '50'],
    ['0.1', '0.2', '99.7'],
  ].map(wholeProblem)

  expect(problems).toEqual([
    null,
    null,
    null,
    'The shares make 99.999999% and not 100%: 0.000001 is missing.',
    'The shares make 110% and not 100%: 10 is too much.',
    null,
  ])
})

test('a share is more than nothing, at most the whole, and has the places that are stored', () => {
  const problems = ['50', '33.333333', '0', '0.000', '100', '100.01', '-5', '1e2', '', '33.3333333', 'half'].map(
    shareProblem,
  )

  expect(problems).toEqual([
    null,
    null,
    'is nothing; leave the line out instead',
    'is nothing; leave the line out instead',
    null,
    'is more than 100',
    'is not a share such as 50 or 33.333333',
    'is not a share such as 50 or 33.333333',
    'is not a share such as 50 or 33.333333',
    'has more than 6 places',
    'is not a share such as 50 or 33.333333',
  ])
})

test('shared equally, however many make a whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      const shares = percentages(Array.from({ length: count }, () => '1'))
      expect([wholeProblem(shares), shares.flatMap((share) => shareProblem(share) ?? [])]).toEqual([null, []])
    }),
  )
})
