import type { OutboxRow } from '#electron/cache/local-tables.ts'
import type { QueryContext } from '#electron/ipc/handlers.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { findRuleProblems } from '#shared/schema/record-rules.ts'
import { fieldSchema, isHidden } from '#shared/schema/validators.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Holds a correction to what the record allows: its fields, and the rules between the fields of the whole row.
 *
 * @throws WorkstationError `bad_input` with the fields to mark.
 */
export async function checkCorrection(book: QueryContext['book'], parked: OutboxRow, changes: Values): Promise<void> {
  const names = Object.keys(changes)
  if (names.length === 0) return
  if (parked.operation === 'delete') {
    throw new WorkstationError('bad_input', 'Nothing can be corrected of a record that was removed.')
  }
  const record = recordOf(parked.tableName)
  const specs = record.fields as Readonly<Record<string, FieldSpec>>
  const problems = names.flatMap((name) => {
    const spec = specs[name]
    if (spec === undefined || isHidden(name, spec) || spec.kind === 'ref') {
      return [{ path: name, message: 'cannot be corrected here' }]
    }
    const checked = fieldSchema(spec).safeParse(changes[name])
    return checked.success ? [] : checked.error.issues.map(({ message }) => ({ path: name, message }))
  })
  const row = await book
    .selectFrom(parked.tableName as TableName)
    .where('id', '=', parked.rowId as never)
    .selectAll()
    .executeTakeFirst()
  const whole = { ...row, ...(JSON.parse(parked.patch) as Values), ...changes }
  const broken = findRuleProblems(record, whole).map(({ field, message }) => ({ path: field, message }))
  if (problems.length + broken.length > 0) {
    throw new WorkstationError('bad_input', errorMessages.bad_input, [...problems, ...broken])
  }
}
