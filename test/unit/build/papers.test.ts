import { expect, test } from 'vitest'
import { checkPapers } from '#build/checks/papers.ts'
import { createMemoryProject } from '#build/checks/project.ts'

const papers = {
  'README.md': '',
  'ARCHITECTURE.md': '',
  'DECISIONS.md': '',
  'SECURITY.md': '',
  'migrations/README.md': '',
}

test('paths that exist, and what is no path of ours, are fine', () => {
  const text = [
    'See `build/run.mjs`, `build/`, `electron/cache/open-cache.ts`, `open-cache.ts`, and `package.json`.',
    'Run `npm run check`; ask for `application/json`, `a/b`, `electron/*`, or `node_modules/electron/dist`.',
  ].join('\n')
  const project = createMemoryProject({
    ...papers,
    'README.md': text,
    'build/run.mjs': '',
    'electron/cache/open-cache.ts': '',
    'package.json': '',
  })

  expect(checkPapers(project)).toEqual([])
})

test('a path that is gone is found where it is named', () => {
  const project = createMemoryProject({
    ...papers,
    'build/run.mjs': '',
    'SECURITY.md': 'One.\nSee `build/old.ts` and `gone.md`.',
  })

  expect(checkPapers(project)).toEqual([
    { file: 'SECURITY.md', line: 2, reason: 'build/old.ts does not exist' },
    { file: 'SECURITY.md', line: 2, reason: 'gone.md does not exist' },
  ])
})

test('a missing paper is found', () => {
  const { 'SECURITY.md': _, ...others } = papers

  expect(checkPapers(createMemoryProject(others))).toEqual([
    { file: 'SECURITY.md', line: 1, reason: 'this paper is missing' },
  ])
})
