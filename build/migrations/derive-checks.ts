import { derivedNames, ruleWords } from '#shared/schema/constraint-names.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { toColumn } from '#shared/schema/names.ts'
import { BLIND_PATTERN, ENVELOPE_PATTERN, textFormats } from '#shared/schema/text-formats.ts'
import { DEFAULT_MAX_LENGTH } from '#shared/schema/validators.ts'

export interface DerivedCheck {
  readonly name: string
  /** What has to be true, with quoted column names. */
  readonly expression: string
}

/** Every CHECK that a record asks for: what its fields may hold, then the rules between them. */
export function deriveChecks(record: RecordSpec): DerivedCheck[] {
  const { table } = record
  const fields = Object.entries(record.fields).flatMap(([name, spec]) => {
    const conditions = fieldConditions(`"${toColumn(name)}"`, spec)
    return conditions.length === 0
      ? []
      : [{ name: derivedNames.check(table, toColumn(name)), expression: conditions.join(' AND ') }]
  })
  return [...fields, ...deriveRuleChecks(record)]
}

function fieldConditions(column: string, spec: FieldSpec): string[] {
  switch (spec.kind) {
    case 'choice':
      return [`${column} IN (${literals(Object.keys(spec.choices ?? {}))})`]
    case 'text':
      return [
        `char_length(${column}) <= ${spec.maxLength ?? DEFAULT_MAX_LENGTH}`,
        ...(spec.format === undefined ? [] : [`${column} ~ ${literals([textFormats[spec.format].pattern])}`]),
      ]
    case 'encrypted':
      return [`char_length(${column}) <= 4096`, `${column} ~ ${literals([ENVELOPE_PATTERN])}`]
    case 'blind':
      return [`${column} ~ ${literals([BLIND_PATTERN])}`]
    default:
      return [
        ...(spec.min === undefined ? [] : [`${column} >= ${spec.min}`]),
        ...(spec.max === undefined ? [] : [`${column} <= ${spec.max}`]),
      ]
  }
}

function deriveRuleChecks({ table, rules = {} }: RecordSpec): DerivedCheck[] {
  const check = (words: readonly string[], expression: string) => ({
    name: derivedNames.check(table, words.join('_')),
    expression,
  })
  const quoted = (name: string) => `"${toColumn(name)}"`
  return [
    ...(rules.exactlyOne ?? []).map((group) =>
      check(ruleWords.exactlyOne(group), `num_nonnulls(${group.map(quoted).join(', ')}) = 1`),
    ),
    ...(rules.ordered ?? []).map(([first, second]) =>
      check(ruleWords.ordered(first, second), `${quoted(first)} <= ${quoted(second)}`),
    ),
    ...(rules.different ?? []).map(([first, second]) =>
      check(ruleWords.different(first, second), `${quoted(first)} <> ${quoted(second)}`),
    ),
    ...(rules.required ?? []).map(({ when: [name, value], set }) =>
      check(
        ruleWords.required(name, value, set),
        `${quoted(name)} <> ${literals([value])} OR ${quoted(set)} IS NOT NULL`,
      ),
    ),
  ]
}

/** `'open', 'done'`, in the order given. */
export function literals(values: readonly string[]): string {
  return values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')
}
