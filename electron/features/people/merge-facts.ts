import type { AskedAt, Book } from '#electron/book-queries/book.ts'
import { requireRow } from '#electron/book-queries/row-changes.ts'
import type { MergeFacts } from '#shared/domain/merge-facts.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Person } from '#shared/records/index.ts'

/**
 * Everything that a merge of two persons looks at.
 *
 * @throws WorkstationError `not_found`, or `bad_input` where they are one row, or one of them was merged already.
 */
export async function readMergeFacts(
  book: Book,
  keptId: string,
  mergedId: string,
  { today }: AskedAt,
): Promise<MergeFacts> {
  const [kept, merged] = await Promise.all([requireRow(book, 'persons', keptId), requireRow(book, 'persons', mergedId)])
  refuseMerged(kept, merged)
  const pair = [keptId, mergedId]
  const [places, households, owners, beneficiaries, relationships, earlier] = await Promise.all([
    book.selectFrom('household_members').where('personId', 'in', pair).select('householdId').distinct().execute(),
    book.selectFrom('households').where('primaryPersonId', '=', mergedId).select(['id', 'primaryPersonId']).execute(),
    book.selectFrom('account_owners').where('personId', 'in', pair).orderBy('id').selectAll().execute(),
    book.selectFrom('beneficiaries').where('personId', 'in', pair).orderBy('id').selectAll().execute(),
    book
      .selectFrom('relationships')
      .where(({ or, eb }) => or([eb('fromPersonId', 'in', pair), eb('toPersonId', 'in', pair)]))
      .orderBy('id')
      .selectAll()
      .execute(),
    book.selectFrom('persons').where('mergedIntoId', '=', mergedId).select('id').execute(),
  ])
  const householdIds = places.map(({ householdId }) => householdId)
  const members =
    householdIds.length === 0
      ? []
      : await book
          .selectFrom('household_members')
          .where('householdId', 'in', householdIds)
          .orderBy('id')
          .selectAll()
          .execute()
  return { today, kept, merged, members, households, owners, beneficiaries, relationships, earlier }
}

function refuseMerged(kept: Person, merged: Person): void {
  if (kept.id === merged.id) {
    throw new WorkstationError('bad_input', 'This is one and the same record. Choose another person to merge with.')
  }
  for (const { firstName, lastName, mergedIntoId } of [kept, merged]) {
    if (mergedIntoId !== null) {
      throw new WorkstationError(
        'bad_input',
        `${firstName} ${lastName} was merged already. Merge the person whom that record was merged into.`,
      )
    }
  }
}
