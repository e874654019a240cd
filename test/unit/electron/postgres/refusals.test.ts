import { expect, test } from 'vitest'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'

test('a deletion that retention or a hold forbids is told without a word of the row', () => {
  const cause = (code: string) => Object.assign(new Error('row of households: Smith'), { code })

  expect([explainRefusal(cause('AW002'), 'households'), explainRefusal(cause('AW003'), 'households')]).toEqual([
    'The firm has to keep this, so it was not deleted. Ask compliance when its time is over.',
    'A legal hold keeps this, so it was not deleted. Ask compliance.',
  ])
})
