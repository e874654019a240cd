import { expect, test } from 'vitest'
import { describeVerification } from '#renderer/features/sync/describe-verification.ts'
import { formatInstant } from '#renderer/ui/dates.ts'

const at = '2026-11-22T14:32:00.000Z'
const verified = { households: 1_204, rows: 81_530, repaired: 0, at }

test('a comparison says what was compared, what was repaired, and as of when, or why it was not', () => {
  const sentences = [
    describeVerification({ ok: true, verified }, at),
    describeVerification({ ok: true, verified: { ...verified, households: 1, rows: 1, repaired: 1 } }, at),
    describeVerification({ ok: true, verified: { ...verified, repaired: 2 } }, at),
    describeVerification({ ok: false, message: 'The network is gone.' }, at),
    describeVerification({ ok: false, message: 'The network is gone.' }, null),
  ]

  const when = formatInstant(at)
  const all = '81,530 rows of 1,204 households and of the firm’s tables'
  expect(sentences).toEqual([
    `Nothing differs: ${all} are here as the firm’s database has them, as of ${when}.`,
    `1 row of 1 household and of the firm’s tables were compared: 1 part differed and was fetched anew, and all agree now, as of ${when}. The trail says which.`,
    `${all} were compared: 2 parts differed and were fetched anew, and all agree now, as of ${when}. The trail says which.`,
    `The book could not be compared to its end. The network is gone. Your book is as of ${when}, and stays as it is.`,
    'The book could not be compared to its end. The network is gone.',
  ])
})
