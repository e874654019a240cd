import { expect, test } from 'vitest'
import { checkFileSize } from '#build/checks/file-size.ts'
import { createMemoryProject } from '#build/checks/project.ts'

test('a file of more than 300 lines is found; tests, migrations, and data may be longer', () => {
  const project = createMemoryProject({
    'electron/a.ts': 'line\n'.repeat(300),
    'electron/b.ts': 'line\n'.repeat(301),
    'test/unit/c.test.ts': 'line\n'.repeat(400),
    'migrations/1-d.ts': 'line\n'.repeat(400),
    'package-lock.json': 'line\n'.repeat(400),
  })

  expect(checkFileSize(project)).toEqual([
    { file: 'electron/b.ts', line: 301, reason: '301 lines; divide it below 301' },
  ])
})
