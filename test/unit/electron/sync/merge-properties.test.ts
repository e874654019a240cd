import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeChange } from '#electron/sync/merge.ts'
import { bookTableNames, recordOf, type TableName } from '#shared/records/index.ts'
import { askedFields } from '#shared/schema/conflicts.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { sameValue } from '#shared/schema/same-value.ts'
import { arbitraryRow } from '#test/support/builders.ts'

type Values = Readonly<Record<string, unknown>>

interface Case {
  readonly table: TableName
  /** The row as I saw it, what I set on it, and the row as it is by now. */
  readonly base: Values
  readonly patch: Values
  readonly server: Values
}

/** A few fields of one row put onto another, so that some values are alike by intent. */
const some = (row: Values, fields: readonly string[]) =>
  fc.subarray([...fields]).map((names) => Object.fromEntries(names.map((name) => [name, row[name]])))

const cases: fc.Arbitrary<Case> = fc.constantFrom(...bookTableNames).chain((table) => {
  const fields = Object.keys(recordOf(table).fields)
  return fc.tuple(arbitraryRow(table), arbitraryRow(table), arbitraryRow(table)).chain(([seen, mine, theirs]) =>
    fc.tuple(some(mine as Values, fields), some(theirs as Values, fields), some(mine as Values, fields)).map(
      ([patch, moved, alike]): Case => ({
        table,
        base: { ...(seen as Values), version: 3 },
        patch,
        server: { ...(seen as Values), ...moved, ...alike, version: 4 },
      }),
    ),
  )
})

const specOf = (table: TableName, name: string) => (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[name]

/** What `commit-change.ts` remembers of the row as I saw it. */
function baseOf({ table, base, patch }: Case): Values {
  const asked = askedFields(recordOf(table))
  const names = [...Object.keys(patch), ...(asked.some((name) => name in patch) ? asked : [])]
  return Object.fromEntries(names.map((name) => [name, base[name]]))
}

const merge = (found: Case, server: Values = found.server) =>
  mergeChange({ table: found.table, patch: found.patch, base: baseOf(found), baseVersion: 3, server })

test('no field of the firm’s is overwritten unless it is what I changed', () => {
  fc.assert(
    fc.property(cases, (found) => {
      const merged = merge(found)
      if (merged.kind === 'conflict') return
      const overwritten = Object.keys(merged.patch).filter(
        (name) => !sameValue(specOf(found.table, name), found.server[name], found.base[name]),
      )
      expect(overwritten).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('what was merged and laid on the result once more changes nothing', () => {
  fc.assert(
    fc.property(cases, (found) => {
      const merged = merge(found)
      if (merged.kind === 'conflict') return
      const after = { ...found.server, ...merged.patch, version: 5 }
      expect(merge(found, after)).toEqual({ kind: 'apply', patch: {} })
    }),
    { numRuns: 150 },
  )
})

test('a conflict names fields of mine that the firm does not have, and nothing is lost of the rest', () => {
  fc.assert(
    fc.property(cases, (found) => {
      const merged = merge(found)
      const open = Object.keys(found.patch).filter(
        (name) => !sameValue(specOf(found.table, name), found.server[name], found.patch[name]),
      )
      if (merged.kind === 'apply') expect(Object.keys(merged.patch)).toEqual(open)
      else
        expect({ some: merged.fields.length > 0, known: merged.fields.every((name) => open.includes(name)) }).toEqual({
          some: true,
          known: true,
        })
    }),
    { numRuns: 150 },
  )
})

test('where a record asks, or a field that is judged with others, nothing moved by others is merged over', () => {
  fc.assert(
    fc.property(cases, (found) => {
      const merged = merge(found)
      if (merged.kind === 'conflict') return
      const { table, base, patch, server } = found
      const moved = (name: string) => !sameValue(specOf(table, name), server[name], base[name])
      const isMine = (name: string) => name in patch && sameValue(specOf(table, name), server[name], patch[name])
      const set = Object.keys(merged.patch)
      const asked = askedFields(recordOf(table))
      expect({
        record: recordOf(table).conflict === 'ask' && set.length > 0,
        profile: set.some((name) => asked.includes(name)) && asked.some((name) => moved(name) && !isMine(name)),
      }).toEqual({ record: false, profile: false })
    }),
    { numRuns: 150 },
  )
})
