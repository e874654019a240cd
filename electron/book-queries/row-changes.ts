import type { CommandContext, LocalMutation } from '#electron/ipc/handlers.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import { type Patch, recordOf, type TableName, type Tables } from '#shared/records/index.ts'
import { findEditProblems } from '#shared/schema/edits.ts'
import type { RuleProblem } from '#shared/schema/record-rules.ts'

/** @throws WorkstationError `not_found` for a row that is not in the book. */
export async function requireRow<T extends TableName>(
  book: CommandContext['book'],
  table: T,
  id: string,
): Promise<Tables[T]> {
  const row = await book
    .selectFrom(table as TableName)
    .where('id', '=', id as never)
    .selectAll()
    .executeTakeFirst()
  if (row === undefined) throw new WorkstationError('not_found')
  return row as unknown as Tables[T]
}

/**
 * Makes the change of a row that a form sends: what differs, held to the rules between the fields of the whole row.
 *
 * @returns no mutation where nothing differs.
 * @throws WorkstationError `bad_input` with the fields to mark.
 */
export function changeOf<T extends TableName>(table: T, before: Tables[T], patch: Patch<T>): LocalMutation[] {
  const record = recordOf(table)
  const row = before as Readonly<Record<string, unknown>>
  refuse(findEditProblems(record, row, patch))
  const changes = Object.fromEntries(Object.entries(patch).filter(([name, value]) => value !== row[name]))
  if (Object.keys(changes).length === 0) return []
  return [{ table, operation: 'update', id: before.id, patch: changes } as LocalMutation]
}

/** @throws WorkstationError `bad_input` with the fields to mark, if there are any. */
export function refuse(problems: readonly RuleProblem[]): void {
  if (problems.length === 0) return
  const details = problems.map(({ field, message }) => ({ path: field, message }))
  throw new WorkstationError('bad_input', errorMessages.bad_input, details)
}
