import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectedMigration } from '#electron/postgres/schema-version.ts'

const folder = new URL('../../../../migrations/', import.meta.url)

test('the workstation expects the newest migration of this checkout', () => {
  const files = readdirSync(folder).filter((name) => /^\d+-.*\.ts$/.test(name))
  const newest = readFileSync(new URL(files.sort().at(-1) ?? '', folder), 'utf8')

  expect(/name = '(\w+)'/.exec(newest)?.[1]).toBe(expectedMigration)
})
