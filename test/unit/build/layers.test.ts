import { expect, test } from 'vitest'
import { checkLayers } from '#build/checks/layers.ts'
import { createMemoryProject } from '#build/checks/project.ts'

function objectionsTo(files: Readonly<Record<string, string>>): string[] {
  return checkLayers(createMemoryProject(files)).map(({ file, line }) => `${file}:${line}`)
}

test('imports along the arrows are fine', () => {
  expect(
    objectionsTo({
      'shared/records/a.ts': `import { field } from '#shared/schema/field.ts'`,
      'shared/ipc/a.ts': `import type { A } from '#shared/domain/a.ts'\nimport { z } from 'zod'`,
      'electron/features/meetings/hold.ts': `import { x } from '#electron/ipc/router.ts'\nimport './other.ts'`,
      'electron/features/index.ts': `import { meetings } from './meetings/index.ts'`,
      'electron/admin/main.ts': `import { run } from '#build/migrations/run-migrations.ts'`,
      'renderer/features/meetings/list.tsx': `import { Page } from '#renderer/ui/page.tsx'`,
      'test/unit/a.test.ts': `import '#build/checks/layers.ts'`,
      'electron/platform/log.ts': `import { join } from 'node:path'`,
      'electron/ipc/talk.ts': `// import { App } from '#renderer/app/app.tsx'\n/* from '#test/a.ts' */`,
    }),
  ).toEqual([])
})

test('an import against an arrow is found, types and dynamic imports included', () => {
  expect(
    objectionsTo({
      'shared/schema/a.ts': `import { a } from '#shared/domain/a.ts'`,
      'shared/records/a.ts': `import type { a } from '../ipc/a.ts'`,
      'shared/domain/a.ts': `\n\nconst ports = await import('#electron/platform/ports.ts')`,
      'renderer/app/a.ts': `type P = import('../../electron/platform/ports.ts').Ports`,
      'electron/sync/a.ts': `export { a } from '#renderer/data/a.ts'`,
      'electron/shell/a.ts': `import '#test/support/a.ts'`,
      'migrations/1-a.ts': `import { records } from '#shared/records/index.ts'`,
      'renderer/ui/a.ts': `import { useQuery } from '#renderer/data/use-query.ts'`,
      'shared/ipc/node.ts': `import { join } from 'node:path'`,
    }).sort(),
  ).toEqual([
    'electron/shell/a.ts:1',
    'electron/sync/a.ts:1',
    'migrations/1-a.ts:1',
    'renderer/app/a.ts:1',
    'renderer/ui/a.ts:1',
    'shared/domain/a.ts:3',
    'shared/ipc/node.ts:1',
    'shared/records/a.ts:1',
    'shared/schema/a.ts:1',
  ])
})

test('a feature that imports another is found on both sides, as a folder and as a file', () => {
  expect(
    objectionsTo({
      'electron/features/meetings/a.ts': `import { list } from '../households.ts'`,
      'electron/features/households.ts': `import { hold } from './meetings/hold.ts'`,
      'renderer/features/meetings/a.tsx': `import { Card } from '#renderer/features/households/card.tsx'`,
    }),
  ).toEqual([
    'electron/features/households.ts:1',
    'electron/features/meetings/a.ts:1',
    'renderer/features/meetings/a.tsx:1',
  ])
})
