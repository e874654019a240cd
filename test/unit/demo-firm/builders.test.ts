import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { patchSchema, rowSchema } from '#shared/schema/validators.ts'
import { arbitraryPatch, arbitraryRow, buildRow, defaultId, testId } from '#test/support/builders.ts'

test('a built row of every record is valid, and its references lead to other built rows', () => {
  const ids = new Set(tableNames.map(defaultId))
  const faults = tableNames.flatMap((table) => {
    const row: Readonly<Record<string, unknown>> = buildRow(table)
    const refs = Object.entries(recordOf(table).allFields).filter(
      ([name, { kind }]) => kind === 'ref' && row[name] !== null,
    )
    const dangling = refs.filter(([name]) => !ids.has(String(row[name])))
    return rowSchema(recordOf(table)).safeParse(row).success && dangling.length === 0 ? [] : [table]
  })

  expect(faults).toEqual([])
})

test('an override takes the place of a plain value', () => {
  const row = buildRow('households', { id: testId(7), name: 'Nguyễn, Linh' })

  expect(row).toEqual({ ...buildRow('households'), id: testId(7), name: 'Nguyễn, Linh' })
})

test.each(tableNames)('every generated row and patch of %s is valid', (table: TableName) => {
  const row = rowSchema(recordOf(table))
  const patch = patchSchema(recordOf(table))
  fc.assert(
    fc.property(arbitraryRow(table), arbitraryPatch(table), (anyRow, anyPatch) => {
      row.parse(anyRow)
      patch.parse(anyPatch)
    }),
  )
})

test('a generated account owner is a person or an entity, never both or neither', () => {
  const owners = fc.sample(arbitraryRow('account_owners'), { numRuns: 50, seed: 1 })

  const sides = new Set(owners.map(({ personId, entityId }) => [personId, entityId].filter((id) => id !== null).length))

  expect(sides).toEqual(new Set([1]))
})
