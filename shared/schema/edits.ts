import { z } from 'zod'
import type { NewRowOf, PatchOf, RecordSpec } from './define-record.ts'
import type { FieldSpec } from './field.ts'
import { findRuleProblems, type RuleProblem, rulesAmong } from './record-rules.ts'
import { fieldSchema, isHidden } from './validators.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * True for what a person types into a form. Ids and moments are the workstation's own; the last four characters follow
 * from a number that is encrypted, and change with it alone.
 */
export function isEditable(name: string, spec: FieldSpec): boolean {
  return !isHidden(name, spec) && spec.kind !== 'ref' && spec.kind !== 'instant' && spec.format !== 'lastFour'
}

/** The record's fields that a form shows, in the record's order. */
export function editableFields(record: RecordSpec): [name: string, spec: FieldSpec][] {
  return Object.entries(record.fields).filter(([name, spec]) => isEditable(name, spec))
}

/**
 * Validates what a form sends: editable fields, those that were changed. What a whole row needs is `findEditProblems`.
 *
 * @param references that are chosen in the form as well; whether there is such a row is for the handler to ask.
 */
export function editSchema<R extends RecordSpec>(
  record: R,
  references: readonly (keyof R['fields'] & string)[] = [],
): z.ZodType<PatchOf<R>> {
  const edited = Object.entries(record.fields).filter(
    ([name, spec]) => isEditable(name, spec) || references.includes(name),
  )
  const shape = edited.map(([name, spec]) => [name, fieldSchema(spec).optional()])
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<PatchOf<R>>
}

/** What a form gives of a new row: all but what the workstation fills in. */
export type AdditionOf<R extends RecordSpec, Filled extends string> = Omit<NewRowOf<R>, 'id' | Filled>

/**
 * Validates what a form sends to make a row: typed fields and references, nullable ones may be left out.
 *
 * @param filled fields that the workstation fills in.
 */
export function additionSchema<R extends RecordSpec, const Filled extends keyof R['fields'] & string>(
  record: R,
  filled: readonly Filled[],
): z.ZodType<AdditionOf<R, Filled>> {
  const given = Object.entries(record.fields).filter(
    ([name, spec]) => (isEditable(name, spec) || spec.kind === 'ref') && !(filled as readonly string[]).includes(name),
  )
  const shape = given.map(([name, spec]) => [name, spec.nullable ? fieldSchema(spec).optional() : neededSchema(spec)])
  const rules = rulesAmong(
    record.rules,
    given.map(([name]) => name),
  )
  return z.strictObject(Object.fromEntries(shape)).superRefine((row, context) => {
    for (const { field, message } of findRuleProblems({ ...record, rules }, row)) {
      context.addIssue({ code: 'custom', path: [field], message })
    }
  }) as unknown as z.ZodType<AdditionOf<R, Filled>>
}

/** A text that has to be there is not empty. */
function neededSchema(spec: FieldSpec): z.ZodType {
  return fieldSchema(spec).refine((value) => value !== '', 'is needed')
}

/** What was typed, as it is stored: without blanks around it, codes in capitals, nothing as null where that is allowed. */
export function readTyped(spec: FieldSpec, typed: unknown): unknown {
  if (typeof typed !== 'string') return typed
  const trimmed = typed.trim()
  if (trimmed === '' && spec.nullable) return null
  return spec.format === 'country' || spec.format === 'state' ? trimmed.toUpperCase() : trimmed
}

/** The fields of a form that differ from the row as it was opened. */
export function changedFields(record: RecordSpec, before: Values, after: Values): Record<string, unknown> {
  const changed = editableFields(record).filter(([name]) => name in after && after[name] !== before[name])
  return Object.fromEntries(changed.map(([name]) => [name, after[name]]))
}

/** What is wrong with a row once it is changed so, field by field; rules between fields look at the whole row. */
export function findEditProblems(record: RecordSpec, row: Values, changes: Values): RuleProblem[] {
  const ofFields = Object.entries(changes).flatMap(([name, value]) => {
    const spec = record.fields[name]
    if (spec === undefined) return [{ field: name, message: 'is not known' }]
    if (!spec.nullable && (value === '' || value === null)) return [{ field: name, message: 'is needed' }]
    // The last says most: a format comes after a length, and names an example.
    const issue = fieldSchema(spec).safeParse(value).error?.issues.at(-1)
    return issue === undefined ? [] : [{ field: name, message: issue.message }]
  })
  // A rule compares values; it is asked only once each of them is one.
  return ofFields.length > 0 ? ofFields : findRuleProblems(record, { ...row, ...changes })
}
