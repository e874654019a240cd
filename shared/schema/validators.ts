import { z } from 'zod'
import type { NewRowOf, PatchOf, RecordSpec, RowOf } from './define-record.ts'
import type { FieldSpec } from './field.ts'

const DECIMAL = /^-?\d{1,16}(\.\d{1,8})?$/
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const uuidSchema = z.string().regex(UUID, 'is not an id')
export const decimalSchema = z.string().regex(DECIMAL, 'is not an exact decimal such as 1250.50')
export const dateSchema = z
  .string()
  .regex(DATE, 'is not a date in the form YYYY-MM-DD')
  .refine(isCalendarDate, 'is not a day in the calendar')
export const instantSchema = z.iso.datetime({ error: 'is not a UTC instant such as 2026-01-31T09:00:00.000Z' })

function isCalendarDate(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}

function baseSchema(spec: FieldSpec): z.ZodType {
  switch (spec.kind) {
    case 'text':
      return z.string().max(spec.maxLength ?? 4000, `is longer than ${spec.maxLength ?? 4000} characters`)
    case 'money':
    case 'quantity':
    case 'ratio':
      return decimalSchema
    case 'integer':
      return z.int()
    case 'boolean':
      return z.boolean()
    case 'date':
      return dateSchema
    case 'instant':
      return instantSchema
    case 'choice':
      return z.enum(Object.keys(spec.choices ?? {}) as [string, ...string[]])
    case 'ref':
      return uuidSchema
    case 'bytes':
      return z.instanceof(Uint8Array)
    case 'encrypted':
      return z.string().max(4096)
  }
}

/** The validator of one field, null allowed where the field is nullable. */
export function fieldSchema(spec: FieldSpec): z.ZodType {
  const base = baseSchema(spec)
  return spec.nullable ? base.nullable() : base
}

/** Validates a whole row as it is stored. */
export function rowSchema<R extends RecordSpec>(record: R): z.ZodType<RowOf<R>> {
  return z.object(mapFields(record.allFields, fieldSchema)) as unknown as z.ZodType<RowOf<R>>
}

/** Validates what a caller gives to make a row; unknown fields are an error, nullable ones may be left out. */
export function newRowSchema<R extends RecordSpec>(record: R): z.ZodType<NewRowOf<R>> {
  const shape = mapFields(record.fields, (spec) => (spec.nullable ? fieldSchema(spec).optional() : fieldSchema(spec)))
  return z.strictObject({ id: uuidSchema, ...shape }) as unknown as z.ZodType<NewRowOf<R>>
}

/** Validates a change: at least one field, unknown fields are an error. */
export function patchSchema<R extends RecordSpec>(record: R): z.ZodType<PatchOf<R>> {
  const shape = mapFields(record.fields, (spec) => fieldSchema(spec).optional())
  return z
    .strictObject(shape)
    .refine((patch) => Object.keys(patch).length > 0, 'changes nothing') as unknown as z.ZodType<PatchOf<R>>
}

/** Names that never reach the renderer as part of a row: ciphertext ends in `Encrypted`, bytes are called `content`. */
type HiddenName = `${string}Encrypted` | 'content'

/** A row as the renderer may see it: without bytes and ciphertext. */
export type ViewOf<R extends RecordSpec> = {
  [K in keyof RowOf<R> as K extends HiddenName ? never : K]: RowOf<R>[K]
}

/** Validates a row for the renderer; bytes and ciphertext are dropped. */
export function viewSchema<R extends RecordSpec>(record: R): z.ZodType<ViewOf<R>> {
  const visible = Object.entries(record.allFields).filter(([, spec]) => !isHidden(spec))
  return z.object(mapFields(Object.fromEntries(visible), fieldSchema)) as unknown as z.ZodType<ViewOf<R>>
}

/** True for what never reaches the renderer as part of a row. */
export function isHidden(spec: FieldSpec): boolean {
  return spec.kind === 'bytes' || spec.kind === 'encrypted'
}

function mapFields<T>(fields: Readonly<Record<string, FieldSpec>>, map: (spec: FieldSpec) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([name, spec]) => [name, map(spec)]))
}
