import { Decimal } from 'decimal.js'
import type { FieldSpec } from './field.ts'

const decimals = new Set(['money', 'quantity', 'ratio'])

/** Equality as the field's kind means it: 1.5 is 1.5000, and no value is an empty one. */
export function sameValue(spec: FieldSpec | undefined, left: unknown, right: unknown): boolean {
  const a = left ?? null
  const b = right ?? null
  if (a === null || b === null) return a === b
  if (spec && decimals.has(spec.kind)) return new Decimal(String(a)).equals(new Decimal(String(b)))
  return a === b
}
