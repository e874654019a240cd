import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'

const table = readFileSync(join(projectFolder, 'test/sync/README.md'), 'utf8')

/** Each test that the table names: the file, and the title it must carry. */
const named = [...table.matchAll(/`(test\/[\w/.-]+\.ts)`: ([^|\n]+?) \|/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}))

test('every test that the table of invariants names is there', () => {
  const missing = named.filter(({ file, title }) => {
    const path = join(projectFolder, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${title}'`)
  })

  const rows = table.split('\n').filter((line) => /^\| \d+ \|/.test(line)).length
  expect({ missing, rows, named: named.length }).toEqual({ missing: [], rows: 16, named: 16 })
})
