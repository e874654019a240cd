import { expect, test } from 'vitest'
import { recordOf, tableNames } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { isHidden } from '#shared/schema/validators.ts'

const fields = tableNames.flatMap((table) =>
  Object.entries(recordOf(table).allFields as Readonly<Record<string, FieldSpec>>).map(([name, spec]) => ({
    table,
    name,
    spec,
  })),
)

test('a name that is a boolean in one record is one in all, since SQLite cannot tell', () => {
  const booleans = new Set(fields.filter(({ spec }) => spec.kind === 'boolean').map(({ name }) => name))

  expect(fields.filter(({ name, spec }) => booleans.has(name) && spec.kind !== 'boolean')).toEqual([])
})

test('what the renderer never sees has the name that its types leave out', () => {
  const hiddenByName = (name: string) => /Encrypted$|BlindIndex$|^content$/.test(name)

  expect(fields.filter(({ name, spec }) => isHidden(name, spec) !== hiddenByName(name))).toEqual([])
})

test('every reference names a record', () => {
  const unknown = fields.filter(
    ({ spec }) => spec.kind === 'ref' && spec.target && !(tableNames as string[]).includes(spec.target),
  )

  expect(unknown).toEqual([])
})
