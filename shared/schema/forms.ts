import { commonFields, type RecordSpec } from './define-record.ts'
import { isEditable } from './edits.ts'
import { type FieldSpec, field } from './field.ts'
import { rulesAmong } from './record-rules.ts'

/** For a reference, what may be chosen: id → what people call it, in the order shown. */
export type Choices = Readonly<Record<string, string>>

interface FormParts {
  /** The fields shown, in this order; default all that are typed, in the record's order. */
  readonly fields?: readonly string[]
  /** References that are chosen in the form, with what may be chosen. */
  readonly references?: Readonly<Record<string, Choices>>
}

/**
 * What of a record a form shows, as a record of its own: the fields that are typed, and references as choices. Rules that
 * speak of other fields are left to whoever sees the whole row.
 */
export function formOf(record: RecordSpec, { fields, references = {} }: FormParts = {}): RecordSpec {
  const names = fields ?? Object.keys(record.fields)
  const shown = names.flatMap((name): [string, FieldSpec][] => {
    const spec = record.fields[name]
    if (spec === undefined) return []
    const choices = references[name]
    if (choices !== undefined) return [[name, { ...spec, kind: 'choice', choices }]]
    // A number is typed beside what is shown of a row, and where all of it is asked for.
    const isNumber = fields === undefined && spec.number !== undefined
    return isEditable(name, spec) || isNumber ? [[name, spec]] : []
  })
  const rules = rulesAmong(
    record.rules,
    shown.map(([name]) => name),
  )
  return { ...record, rules, fields: Object.fromEntries(shown) }
}

/** A form of one choice: a person or a legal entity, whom a record holds in either of two fields. */
export function partyForm(name: string, label: string, choices: Choices): RecordSpec {
  const party: FieldSpec = { ...field.id(label), kind: 'choice', choices }
  return { ...NO_RECORD, fields: { [name]: party } }
}

const NO_RECORD: Omit<RecordSpec, 'fields'> = {
  ...{ table: 'parties', label: 'Party', plural: 'Parties', allFields: commonFields, rules: {} },
  scope: 'household',
  conflict: 'ask',
  retention: 'client',
}

/** One form over two records that are added together; their fields have different names. */
export function joinForms(first: RecordSpec, second: RecordSpec): RecordSpec {
  const [one, other] = [first.rules, second.rules]
  return {
    ...first,
    fields: { ...first.fields, ...second.fields },
    rules: {
      exactlyOne: [...(one?.exactlyOne ?? []), ...(other?.exactlyOne ?? [])],
      ordered: [...(one?.ordered ?? []), ...(other?.ordered ?? [])],
      different: [...(one?.different ?? []), ...(other?.different ?? [])],
      required: [...(one?.required ?? []), ...(other?.required ?? [])],
    },
  }
}

/** Of what a joined form gives, the part that belongs to one of its records. */
export function partOf(form: RecordSpec, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in form.fields))
}

/** A row before anything is typed: nothing chosen, nothing ticked. */
export function blankRow(form: RecordSpec): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form.fields).map(([name, spec]) => [name, spec.kind === 'boolean' ? false : null]),
  )
}
