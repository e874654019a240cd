import { expect, test } from 'vitest'
import { addCounts, describeCounts, isGreen } from '#build/commands/counts.ts'

test('counts add up, and a run without counts adds nothing', () => {
  const total = addCounts([{ passed: 3, failed: 1, skipped: 0 }, null, { passed: 2, failed: 0, skipped: 4 }])

  expect([total, describeCounts(total)]).toEqual([
    { passed: 5, failed: 1, skipped: 4 },
    '5 passed, 1 failed, 4 skipped',
  ])
})

test('the summary is green only when tests ran and none failed or was skipped', () => {
  expect([
    isGreen({ passed: 1, failed: 0, skipped: 0 }),
    isGreen({ passed: 1, failed: 1, skipped: 0 }),
    isGreen({ passed: 1, failed: 0, skipped: 1 }),
    isGreen({ passed: 0, failed: 0, skipped: 0 }),
    describeCounts({ passed: 1, failed: 0, skipped: 0 }),
  ]).toEqual([true, false, false, false, '1 passed, 0 failed'])
})
