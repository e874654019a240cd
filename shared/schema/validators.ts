import { Decimal } from 'decimal.js'
import { z } from 'zod'
import type { NewRowOf, PatchOf, RecordSpec, RowOf } from './define-record.ts'
import type { FieldSpec } from './field.ts'
import { findRuleProblems } from './record-rules.ts'
import { BLIND_PATTERN, ENVELOPE_PATTERN, textFormats } from './text-formats.ts'

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
      return textSchema(spec)
    case 'money':
    case 'quantity':
    case 'ratio':
      return decimalSchema.refine(
        (value) => isWithin(spec, value),
        `is not between ${spec.min ?? '-∞'} and ${spec.max ?? '∞'}`,
      )
    case 'integer':
      return z
        .int()
        .refine((value) => isWithin(spec, value), `is not between ${spec.min ?? '-∞'} and ${spec.max ?? '∞'}`)
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
      return z.string().max(4096).regex(new RegExp(ENVELOPE_PATTERN), 'is not encrypted')
    case 'blind':
      return z.string().regex(new RegExp(BLIND_PATTERN), 'is not a blind index')
  }
}

/** The longest text where a field says nothing, in characters. */
export const DEFAULT_MAX_LENGTH = 4000

function textSchema({ maxLength = DEFAULT_MAX_LENGTH, format }: FieldSpec): z.ZodType {
  const text = z.string().max(maxLength, `is longer than ${maxLength} characters`)
  return format === undefined ? text : text.regex(new RegExp(textFormats[format].pattern), textFormats[format].problem)
}

function isWithin({ min, max }: FieldSpec, value: string | number): boolean {
  return (
    !(min !== undefined && new Decimal(value).lessThan(min)) &&
    !(max !== undefined && new Decimal(value).greaterThan(max))
  )
}

/** The validator of one field, null allowed where the field is nullable. */
export function fieldSchema(spec: FieldSpec): z.ZodType {
  const base = baseSchema(spec)
  return spec.nullable ? base.nullable() : base
}

/** Validates a whole row as it is stored, the rules between its fields included. */
export function rowSchema<R extends RecordSpec>(record: R): z.ZodType<RowOf<R>> {
  return withRules(record, z.object(mapFields(record.allFields, fieldSchema))) as unknown as z.ZodType<RowOf<R>>
}

/**
 * Validates what a caller gives to make a row; unknown fields are an error, nullable ones may be left out. The rules
 * between fields are held too.
 */
export function newRowSchema<R extends RecordSpec>(record: R): z.ZodType<NewRowOf<R>> {
  const shape = mapFields(record.fields, (spec) => (spec.nullable ? fieldSchema(spec).optional() : fieldSchema(spec)))
  return withRules(record, z.strictObject({ id: uuidSchema, ...shape })) as unknown as z.ZodType<NewRowOf<R>>
}

function withRules(record: RecordSpec, schema: z.ZodType<Readonly<Record<string, unknown>>>): z.ZodType {
  return schema.superRefine((row, context) => {
    for (const { field, message } of findRuleProblems(record, row)) {
      context.addIssue({ code: 'custom', path: [field], message })
    }
  })
}

/** Validates a change: at least one field, unknown fields are an error. */
export function patchSchema<R extends RecordSpec>(record: R): z.ZodType<PatchOf<R>> {
  const shape = mapFields(record.fields, (spec) => fieldSchema(spec).optional())
  return z
    .strictObject(shape)
    .refine((patch) => Object.keys(patch).length > 0, 'changes nothing') as unknown as z.ZodType<PatchOf<R>>
}

/**
 * Names that never reach the renderer as part of a row: ciphertext ends in `Encrypted`, its blind index in
 * `BlindIndex`, bytes and the text of documents are called `content`.
 */
type HiddenName = `${string}Encrypted` | `${string}BlindIndex` | 'content'

/** A row as the renderer may see it: without content, ciphertext, and blind indexes. */
export type ViewOf<R extends RecordSpec> = {
  [K in keyof RowOf<R> as K extends HiddenName ? never : K]: RowOf<R>[K]
}

/** Validates a row for the renderer; content, ciphertext, and blind indexes are dropped. */
export function viewSchema<R extends RecordSpec>(record: R): z.ZodType<ViewOf<R>> {
  const visible = Object.entries(record.allFields).filter(([name, spec]) => !isHidden(name, spec))
  return z.object(mapFields(Object.fromEntries(visible), fieldSchema)) as unknown as z.ZodType<ViewOf<R>>
}

/** True for what never reaches the renderer as part of a row. */
export function isHidden(name: string, spec: FieldSpec): boolean {
  return isContent(name, spec) || spec.kind === 'encrypted' || spec.kind === 'blind'
}

/** True for what a file holds, which the trail names and does not copy, as `audit.watch` has it in the database. */
export function isContent(name: string, spec: FieldSpec | undefined): boolean {
  return name === 'content' || spec?.kind === 'bytes'
}

function mapFields<T>(fields: Readonly<Record<string, FieldSpec>>, map: (spec: FieldSpec) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([name, spec]) => [name, map(spec)]))
}
