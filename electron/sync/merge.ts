import { Decimal } from 'decimal.js'
import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

export type JsonFields = Readonly<Record<string, unknown>>

export type MergeResult =
  | { readonly kind: 'apply'; readonly patch: JsonFields }
  /** Fields both sides changed, or all of mine where the record's policy asks a person every time. */
  | { readonly kind: 'conflict'; readonly fields: readonly string[] }

export interface MergeInput {
  readonly table: string
  /** The fields I set. */
  readonly patch: JsonFields
  /** What they were when I set them. */
  readonly base: JsonFields
  readonly baseVersion: number
  /** The row as the firm has it now. */
  readonly server: JsonFields
}

/** Lays my change on the firm's row as the record's conflict policy allows. */
export function mergeChange(input: MergeInput): MergeResult {
  const { table, patch, base, server } = input
  const record = recordOf(table)
  const specs = record.fields as Readonly<Record<string, FieldSpec>>
  const same = (name: string, left: unknown, right: unknown) => sameValue(specs[name], left, right)
  // Where both came to the same value there is nothing to decide.
  const open = Object.keys(patch).filter((name) => !same(name, server[name], patch[name]))
  if (server.version === input.baseVersion || open.length === 0) return { kind: 'apply', patch }
  if (record.conflict === 'ask') return { kind: 'conflict', fields: open }
  const collided = open.filter((name) => !same(name, server[name], base[name]))
  return collided.length > 0 ? { kind: 'conflict', fields: collided } : { kind: 'apply', patch }
}

const decimals = new Set(['money', 'quantity', 'ratio'])

/** Equality as the field's kind means it: 1.5 is 1.5000, and no value is an empty one. */
export function sameValue(spec: FieldSpec | undefined, left: unknown, right: unknown): boolean {
  const a = left ?? null
  const b = right ?? null
  if (a === null || b === null) return a === b
  if (spec && decimals.has(spec.kind)) return new Decimal(String(a)).equals(new Decimal(String(b)))
  return a === b
}
