import { expect, test } from 'vitest'
import { readCostType, readNetworkManager } from '#electron/platform/network.ts'
import { decideSaving } from '#electron/sync/follow-network.ts'

test('NetworkManager’s answers, known and guessed', () => {
  const answers = ['u 0\n', 'u 1\n', 'u 2\n', 'u 3\n', 'u 4\n', 'u 5\n', '', 'Failed to get property']

  expect(answers.map(readNetworkManager)).toEqual([null, true, false, true, false, null, null, null])
})

test('the cost types of Windows', () => {
  const answers = ['Unrestricted\r\n', 'Fixed\r\n', 'Variable\r\n', 'Unknown\r\n', '', 'Cannot invoke method.']

  expect(answers.map(readCostType)).toEqual([false, true, true, null, null, null])
})

test('the person’s word counts first, then the policy’s; a system that does not say costs nothing', () => {
  const decisions = (['automatic', 'always', 'never'] as const).map((saveData) =>
    (['pause', 'sync'] as const).map((onMetered) =>
      [true, false, null].map((metered) => decideSaving(saveData, onMetered, metered)),
    ),
  )

  expect(decisions).toEqual([
    [
      [true, false, false],
      [false, false, false],
    ],
    [
      [true, true, true],
      [true, true, true],
    ],
    [
      [false, false, false],
      [false, false, false],
    ],
  ])
})
