import { expect, test } from 'vitest'
import { regressions } from './regressions.ts'
import { prepareModel } from './test-histories.ts'

const live = prepareModel()

test.each(regressions)('$why', async ({ history }) => {
  expect(await live(history)).toEqual([])
})
