import { expect, test } from 'vitest'
import { type MergeInput, mergeChange } from '#electron/sync/merge.ts'

const household = (overrides: Partial<MergeInput>): MergeInput => ({
  table: 'households',
  patch: { objective: 'income' },
  base: { objective: null },
  baseVersion: 3,
  server: { version: 4, objective: null, horizon: 'over_10_years' },
  ...overrides,
})

test.each([
  ['the row has not moved', household({ server: { version: 3, objective: null } }), 'apply'],
  ['others changed other fields', household({}), 'apply'],
  [
    'others changed a field of the profile that mine is judged with',
    household({
      base: { objective: null, riskTolerance: 'moderate' },
      server: { version: 4, objective: null, riskTolerance: 'aggressive' },
    }),
    'conflict',
  ],
  [
    'a restored database gave my version to another row',
    household({ server: { version: 3, objective: 'growth' } }),
    'conflict',
  ],
  ['others changed the same field', household({ server: { version: 4, objective: 'growth' } }), 'conflict'],
  ['both came to the same value', household({ server: { version: 4, objective: 'income' } }), 'apply'],
  [
    'an exact decimal is written in another way',
    household({
      patch: { taxBracket: '30' },
      base: { taxBracket: '24.5' },
      server: { version: 4, taxBracket: '24.500000' },
    }),
    'apply',
  ],
  [
    'the record asks a person every time',
    household({
      table: 'accounts',
      patch: { benchmark: 'Growth' },
      base: { benchmark: null },
      server: { version: 4, benchmark: null, custodian: 'Other' },
    }),
    'conflict',
  ],
])('when %s', (_case, input, expected) => {
  expect(mergeChange(input).kind).toBe(expected)
})
