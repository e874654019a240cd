import { expect, test } from 'vitest'
import { planRuns } from '#build/commands/plan-runs.ts'
import { projectNames } from '#build/test/projects.ts'

test('nothing asked for means every project whole', () => {
  expect(planRuns([])).toEqual(projectNames.map((project) => ({ project, paths: [] })))
})

test('a folder and a file in it are run by every project that has them, a project’s own name by it alone', () => {
  const file = 'test/database/policies.test.ts'

  expect([planRuns(['database', file]), planRuns([file, 'unit']), planRuns(['database-15'])]).toEqual([
    [
      { project: 'database', paths: [] },
      { project: 'database-15', paths: [] },
    ],
    [
      { project: 'unit', paths: [] },
      { project: 'database', paths: [file] },
      { project: 'database-15', paths: [file] },
    ],
    [{ project: 'database-15', paths: [] }],
  ])
})

test('a file that a project leaves out is not asked of it', () => {
  const file = 'test/database/build/start-database.test.ts'

  expect(planRuns([file])).toEqual([{ project: 'database', paths: [file] }])
})

test('what is neither a project nor below test/ is refused', () => {
  expect(() => planRuns(['databse'])).toThrow(
    'databse is neither unit, database, database-15, sync, desktop, e2e, nor a',
  )
})
