import { expect, test } from 'vitest'
import { isRefusal, isTransient, mapPostgresError } from '#electron/postgres/errors.ts'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'

test('a deletion that retention or a hold forbids is told without a word of the row', () => {
  const cause = (code: string) => Object.assign(new Error('row of households: Smith'), { code })

  expect([explainRefusal(cause('AW002'), 'households'), explainRefusal(cause('AW003'), 'households')]).toEqual([
    'The firm has to keep this, so it was not deleted. Ask compliance when its time is over.',
    'A legal hold keeps this, so it was not deleted. Ask compliance.',
  ])
})

test('a copy of the database that takes no changes is told apart, and what was to be sent waits', () => {
  const cause = Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' })

  expect([mapPostgresError(cause).message, isTransient(cause), isRefusal(cause)]).toEqual([
    expect.stringContaining('leads to a copy of the firm’s database that takes no changes'),
    true,
    false,
  ])
})
