import { recordOf } from '#shared/records/index.ts'
import { derivedNames, ruleWords } from '#shared/schema/constraint-names.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { toColumn, toField } from '#shared/schema/names.ts'
import { textFormats } from '#shared/schema/text-formats.ts'
import { DEFAULT_MAX_LENGTH } from '#shared/schema/validators.ts'

const CORRECT = 'Correct it and send it again, or discard it.'

/** Rules that records cannot say, by the name that a migration gave them. */
const namedRules: Readonly<Record<string, string>> = {
  beneficiaries_total_100: 'The shares of the beneficiaries of this class do not make 100%.',
  owners_total_100: 'The shares of the owners of this account do not make 100%.',
  weights_total_100: 'The weights of this model do not make 100%.',
  tiers_begin_at_nothing: 'The first tier of this fee schedule does not begin at nothing.',
  task_owner_sees_household:
    'The owner does not serve this household, so they could not see the task. Choose its adviser or somebody on its team.',
  merged_into_another: 'Nobody is merged into themselves.',
  merged_into_kept:
    'The person whom this one was merged into was merged into somebody else meanwhile, or is no longer there. Take the merge back, and merge with that person.',
  one_head_at_a_time: 'The household has a head in this time already.',
  one_primary_household_at_a_time:
    'This is the primary household of the person in this time already, or another one is.',
  one_place_at_a_time: 'The person is a member of this household in this time already.',
  reversed_once: 'This transaction was reversed already.',
  reversed_by_another: 'A transaction counts as reversed only with another one that takes it back.',
  reversal_has_its_type: 'What takes another transaction back is of the type Reversal.',
  reversal_is_final: 'A reversal is not reversed. Enter the right transaction anew instead.',
  reversal_in_same_account: 'A reversal is in the account and the security of what it takes back.',
  reversal_negates: 'A reversal has the quantity and the amounts of what it takes back, with the other sign.',
  reversal_comes_after: 'A reversal is not traded before what it takes back.',
  reversal_marks_original: 'What is taken back has to be marked as reversed in the same unit of work.',
}

/** What does not depend on the record. */
const codeSentences: Readonly<Record<string, string>> = {
  '22001': `A text is too long. ${CORRECT}`,
  '22003': `A number is too large. ${CORRECT}`,
  '22021': `A text has a character that the firm’s database cannot keep. ${CORRECT}`,
  '22P05': `A text has a character that the firm’s database cannot keep. ${CORRECT}`,
  '42501': 'You may not change this. It may have been assigned to somebody else.',
  AW002: 'The firm has to keep this, so it was not deleted. Ask compliance when its time is over.',
  AW003: 'A legal hold keeps this, so it was not deleted. Ask compliance.',
  AW007: 'What arrived of the file is not the file that was filed here. Send it again; if it persists, tell IT.',
}

/** What the driver says of an error, beside its message, which can quote a client. */
interface ServerError {
  readonly code?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/**
 * Why the database refused a change, without quoting its rows, and what to do.
 *
 * @param table whose row was changed; the error may name another, which then refers to it.
 */
export function explainRefusal(cause: unknown, table: string): string {
  const error = cause as ServerError
  const code = error?.code ?? 'unknown'
  const known = codeSentences[code]
  if (known !== undefined) return known
  const broken = sentenceOf(error, table)
  if (broken !== undefined) return `${broken} ${CORRECT}`
  if (code.startsWith('22')) return `A value is too long, too large, or not in the expected form. ${CORRECT}`
  if (code.startsWith('54')) return `This is more than the firm’s database takes at once. ${CORRECT}`
  if (code.startsWith('23')) return `A value is not allowed here. ${CORRECT}`
  return `The firm’s database refused it (code ${code}). Send it again, or tell IT the code.`
}

function sentenceOf(error: ServerError, table: string): string | undefined {
  const { constraint, column } = error
  const record = recordOf(table)
  if (error.code === '23502' && column !== undefined) return `${labelOf(record, toField(column))} must not be empty.`
  if (constraint === undefined) return undefined
  if (error.code === '23503' && error.table !== table) return 'Something else still refers to it.'
  return namedRules[constraint] ?? derivedSentences(record).get(constraint)
}

const sentences = new WeakMap<RecordSpec, ReadonlyMap<string, string>>()

/** What each constraint says that derives from a record, by its name in the database. */
export function derivedSentences(record: RecordSpec): ReadonlyMap<string, string> {
  const known = sentences.get(record) ?? new Map([...fieldSentences(record), ...ruleSentences(record)])
  sentences.set(record, known)
  return known
}

function fieldSentences(record: RecordSpec): [string, string][] {
  const { table, label } = record
  const groups = record.unique ?? []
  return [
    [derivedNames.primaryKey(table), `The firm already has this ${label.toLowerCase()}.`],
    ...groups.map((group): [string, string] => [
      derivedNames.unique(table, group.map(toColumn)),
      `There is already one with the same ${group.map((name) => labelOf(record, name)).join(' and ')}.`,
    ]),
    ...Object.entries(record.allFields as Readonly<Record<string, FieldSpec>>).flatMap(
      ([name, spec]): [string, string][] =>
        spec.kind === 'ref'
          ? [[derivedNames.foreignKey(table, toColumn(name)), `${spec.label} is no longer in the firm’s database.`]]
          : [[derivedNames.check(table, toColumn(name)), `${spec.label} ${limitsOf(spec)}.`]],
    ),
  ]
}

function limitsOf(spec: FieldSpec): string {
  if (spec.kind === 'text') {
    const length = `is longer than ${spec.maxLength ?? DEFAULT_MAX_LENGTH} characters`
    return spec.format === undefined ? length : `${textFormats[spec.format].problem}, or ${length}`
  }
  if (spec.min !== undefined && spec.max !== undefined) return `is not between ${spec.min} and ${spec.max}`
  if (spec.min !== undefined) return `is less than ${spec.min}`
  if (spec.max !== undefined) return `is more than ${spec.max}`
  return 'is not one of the values that the firm’s database knows'
}

/** In the words that the forms use; see `record-rules.ts`. */
function ruleSentences(record: RecordSpec): [string, string][] {
  const { exactlyOne = [], ordered = [], different = [], required = [] } = record.rules ?? {}
  const labels = (names: readonly string[]) => names.map((name) => labelOf(record, name)).join(', ')
  const named = (words: readonly string[]) => derivedNames.check(record.table, words.join('_'))
  return [
    ...exactlyOne.map((group): [string, string] => [
      named(ruleWords.exactlyOne(group)),
      `Set exactly one of: ${labels(group)}.`,
    ]),
    ...ordered.map(([first, second]): [string, string] => [
      named(ruleWords.ordered(first, second)),
      `${labels([second])} is before ${labels([first])}.`,
    ]),
    ...different.map(([first, second]): [string, string] => [
      named(ruleWords.different(first, second)),
      `${labels([second])} is the same as ${labels([first])}.`,
    ]),
    ...required.map(({ when: [name, value], set }): [string, string] => [
      named(ruleWords.required(name, value, set)),
      `${labels([set])} is needed for this ${labels([name])}.`,
    ]),
  ]
}

function labelOf(record: RecordSpec, name: string): string {
  return (record.allFields as Readonly<Record<string, FieldSpec>>)[name]?.label ?? name
}
