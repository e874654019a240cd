import { expect, test } from 'vitest'
import { LONG_TIMEOUT, readEffort } from '#test/support/effort.ts'
import { findCounterexample, prepareModel } from './test-histories.ts'

const { histories, seed, minutes } = readEffort()
const live = prepareModel()

test(
  'after any history, every book is what its person may see and nothing that was typed is lost',
  async () => {
    const count = Math.ceil(histories / 2)

    expect(await findCounterexample(live, { count, seed, minutes })).toBe(null)
  },
  LONG_TIMEOUT,
)
