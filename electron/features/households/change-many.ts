import type { CommandContext, SessionUser } from '#electron/ipc/handlers.ts'
import { byId } from '#shared/domain/group.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import { households } from '#shared/records/households.ts'
import type { Household, Patch } from '#shared/records/index.ts'
import { findEditProblems } from '#shared/schema/edits.ts'

export interface HouseholdChange {
  readonly householdId: string
  readonly patch: Patch<'households'>
}

type BulkField = 'serviceTier' | 'nextReviewOn' | 'advisorId'

interface Refusal {
  /** The household's id. */
  readonly path: string
  readonly message: string
}

/** Whether somebody may give households to another adviser: operations alone, as the policy `operations_change` has it. */
export function mayGiveAway({ role }: Pick<SessionUser, 'role'>): boolean {
  return role === 'operations'
}

/**
 * Changes many households in one unit. Only what differs is written.
 *
 * @returns how many were changed, and the values before, which take it back.
 * @throws WorkstationError `bad_input` naming every row that cannot be changed so; then none is.
 */
export async function changeMany({ book, user, commit }: CommandContext, changes: readonly HouseholdChange[]) {
  const ids = changes.map(({ householdId }) => householdId)
  const rows = byId(await book.selectFrom('households').where('id', 'in', ids).selectAll().execute())
  const refused = changes.flatMap((change) => findRefusals(change, rows.get(change.householdId), user))
  if (refused.length > 0) throw new WorkstationError('bad_input', describeRefusals(refused, changes.length), refused)
  const differing = changes.flatMap(({ householdId, patch }) => {
    const before = rows.get(householdId)
    const fields = (Object.keys(patch) as BulkField[]).filter((name) => before?.[name] !== patch[name])
    return before === undefined || fields.length === 0 ? [] : [{ householdId, before, patch, fields }]
  })
  if (differing.length > 0) {
    await commit({
      mutations: differing.map(({ householdId, patch, fields }) => ({
        table: 'households',
        operation: 'update',
        id: householdId,
        patch: pick(patch, fields),
      })),
    })
  }
  return {
    changed: differing.length,
    before: differing.map(({ householdId, before, fields }) => ({ householdId, patch: pick(before, fields) })),
  }
}

function findRefusals(
  { householdId, patch }: HouseholdChange,
  row: Household | undefined,
  user: SessionUser,
): Refusal[] {
  const refuse = (message: string) => [{ path: householdId, message }]
  if (row === undefined) return refuse('It is no longer in your book.')
  if (patch.advisorId !== undefined && patch.advisorId !== row.advisorId && !mayGiveAway(user)) {
    return refuse(`${row.name}: only operations may give a household to another adviser.`)
  }
  if (patch.nextReviewOn != null && row.status === 'terminated') {
    return refuse(`${row.name}: it is terminated and has no next review.`)
  }
  const { advisorId: _, ...fields } = patch
  return findEditProblems(households, row, fields).map(({ field, message }) => ({
    path: householdId,
    message: `${row.name}: ${households.fields[field as BulkField]?.label ?? field} ${message}.`,
  }))
}

/** At most three are said in the sentence; the details have them all. */
function describeRefusals(refused: readonly Refusal[], asked: number): string {
  const shown = refused.slice(0, 3).map(({ message }) => message)
  const more = refused.length > shown.length ? ` And ${refused.length - shown.length} more.` : ''
  if (shown.length === 0) return errorMessages.bad_input
  return `Nothing was changed: ${refused.length} of ${asked} households cannot be changed so. ${shown.join(' ')}${more}`
}

function pick<Row extends Patch<'households'>>(row: Row, fields: readonly BulkField[]): Pick<Row, BulkField> {
  return Object.fromEntries(fields.map((name) => [name, row[name]])) as Pick<Row, BulkField>
}
