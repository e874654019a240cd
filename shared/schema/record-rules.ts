import { Decimal } from 'decimal.js'
import type { RecordRules, RecordSpec } from './define-record.ts'
import type { FieldSpec } from './field.ts'

/** One thing that is wrong with a row. `field` is the one to mark. */
export interface RuleProblem {
  readonly field: string
  readonly message: string
}

type Row = Readonly<Record<string, unknown>>

/** Which of the record's rules between fields a whole row breaks. Fields left out count as empty. */
export function findRuleProblems(record: RecordSpec, row: Row): RuleProblem[] {
  const { exactlyOne = [], ordered = [], different = [], required = [] } = record.rules ?? {}
  const label = (name: string) => record.fields[name]?.label ?? name
  return [
    ...exactlyOne
      .filter((group) => group.filter((name) => isSet(row[name])).length !== 1)
      .map((group) => problem(group[0], `set exactly one of: ${group.map(label).join(', ')}`)),
    ...ordered
      .filter(([first, second]) => isAfter(record.fields[first], row[first], row[second]))
      .map(([first, second]) => problem(second, `is before ${label(first)}`)),
    ...different
      .filter(([first, second]) => isSet(row[first]) && row[first] === row[second])
      .map(([first, second]) => problem(second, `is the same as ${label(first)}`)),
    ...required
      .filter(({ when: [name, value], set }) => row[name] === value && !isSet(row[set]))
      .map(({ when: [name], set }) => problem(set, `is needed for this ${label(name)}`)),
  ]
}

/** The rules that speak of no field but these. */
export function rulesAmong(rules: RecordRules | undefined, names: readonly string[]): RecordRules {
  const known = (group: readonly string[]) => group.every((name) => names.includes(name))
  return {
    exactlyOne: (rules?.exactlyOne ?? []).filter(known),
    ordered: (rules?.ordered ?? []).filter(known),
    different: (rules?.different ?? []).filter(known),
    required: (rules?.required ?? []).filter(({ when: [name], set }) => known([name, set])),
  }
}

function problem(field: string | undefined, message: string): RuleProblem {
  return { field: field ?? '', message }
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined
}

function isAfter(spec: FieldSpec | undefined, first: unknown, second: unknown): boolean {
  if (!isSet(first) || !isSet(second)) return false
  if (spec?.kind === 'date') return String(first) > String(second)
  if (spec?.kind === 'instant') return Date.parse(String(first)) > Date.parse(String(second))
  return new Decimal(String(first)).greaterThan(new Decimal(String(second)))
}
