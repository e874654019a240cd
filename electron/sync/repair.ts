import type { Whole } from '#electron/cache/apply-pull.ts'
import type { Difference } from '#electron/cache/book-digests.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { groupBy } from '#shared/domain/group.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { recordOf } from '#shared/records/index.ts'

const isOfHousehold = ({ table }: Difference) => recordOf(table).scope === 'household'

/** What has to be fetched whole so that the differences are gone. */
export function wholeOf(differences: readonly Difference[]): Whole {
  return {
    households: [...new Set(differences.filter(isOfHousehold).map(({ part }) => part))],
    parts: differences.filter((difference) => !isOfHousehold(difference)).map(({ table, part }) => ({ table, part })),
  }
}

/** One event for each household, and one for the firm's tables, with the rows of each table here and there. */
export function repairEntries(differences: readonly Difference[]): AuditEntry[] {
  const byHousehold = groupBy(differences, (difference) => (isOfHousehold(difference) ? difference.part : null))
  return [...byHousehold].map(([householdId, found]) => ({
    type: 'integrity',
    action: 'restore',
    householdId,
    changes: countsOf(found),
    reason: 'What this laptop had stored was not what the firm has: fetched anew',
  }))
}

function countsOf(differences: readonly Difference[]): Record<string, [number, number]> {
  const byTable = groupBy(differences, ({ table }) => table)
  return Object.fromEntries(
    [...byTable].map(([table, found]) => [
      table,
      [found.reduce((sum, { here }) => sum + here, 0), found.reduce((sum, { there }) => sum + there, 0)],
    ]),
  )
}

/** What a person reads when the book still differs after it was fetched anew. */
export function unrepaired(differences: readonly Difference[]): WorkstationError {
  const { households, parts } = wholeOf(differences)
  const what = [
    ...(households.length > 0 ? [`${households.length} households`] : []),
    ...new Set(parts.map(({ table }) => recordOf(table).plural.toLowerCase())),
  ]
  return new WorkstationError(
    'refused',
    `What this laptop holds of ${what.join(', ')} is not what the firm has, and fetching it anew did not help. What you saved here is kept. Tell IT when this happened.`,
  )
}
