import { expect, test } from 'vitest'
import { checkDependencies } from '#build/checks/dependencies.ts'
import { createMemoryProject } from '#build/checks/project.ts'

const homes = {
  pg: { folders: ['electron/postgres/'], reason: 'one way in' },
  '@scope/kit': { folders: ['renderer/', 'build/kit.ts'], reason: 'screens' },
}

function objectionsTo(files: Readonly<Record<string, string>>) {
  const project = createMemoryProject({
    'package.json': `{\n"dependencies": {\n"pg": "8.0.0",\n"@scope/kit": "1.0.0" } }`,
    'DECISIONS.md': 'We chose `pg`, and @scope/kit beside it.',
    ...files,
  })
  return checkDependencies(project, homes)
}

test('a dependency imported at home, with its reason written down, is fine', () => {
  expect(
    objectionsTo({
      'electron/postgres/pool.ts': `import pg from 'pg'\nimport { readFileSync } from 'node:fs'`,
      'renderer/app/app.tsx': `import '@scope/kit/styles.css'`,
      'build/kit.ts': `import { kit } from '@scope/kit'`,
    }),
  ).toEqual([])
})

test('a dependency imported elsewhere is found, as a type too', () => {
  expect(objectionsTo({ 'electron/sync/pull.ts': `\nimport type { Pool } from 'pg'` })).toEqual([
    { file: 'electron/sync/pull.ts', line: 2, reason: 'pg is imported in electron/postgres/ only: one way in' },
  ])
})

test('an import of what package.json does not name is found', () => {
  expect(objectionsTo({ 'renderer/app/a.ts': `const _ = await import('lodash/get')` })).toEqual([
    { file: 'renderer/app/a.ts', line: 1, reason: 'lodash is not in package.json' },
  ])
})

test('a dependency without a home or a reason is found, and a home without a dependency', () => {
  expect(
    objectionsTo({
      'package.json': `{\n"dependencies": { "pg": "8.0.0",\n"left-pad": "1.0.0" } }`,
      'DECISIONS.md': 'The pooler is pgbouncer or pg-bouncer.',
    }),
  ).toEqual([
    { file: 'package.json', line: 2, reason: 'DECISIONS.md does not say why there is pg' },
    { file: 'package.json', line: 3, reason: 'left-pad has no home in build/checks/dependency-homes.ts' },
    { file: 'package.json', line: 3, reason: 'DECISIONS.md does not say why there is left-pad' },
    {
      file: 'build/checks/dependency-homes.ts',
      line: 1,
      reason: '@scope/kit has a home but is no dependency any more',
    },
  ])
})
