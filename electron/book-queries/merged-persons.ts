import type { Relationship } from '#shared/records/index.ts'
import type { Book } from './book.ts'

/** Persons who were merged into another: what still names them is history, and shown nowhere else. */
export async function readMergedIds(book: Book): Promise<ReadonlySet<string>> {
  const rows = await book.selectFrom('persons').where('mergedIntoId', 'is not', null).select('id').execute()
  return new Set(rows.map(({ id }) => id))
}

/** Whether a row speaks of a person who was merged. */
export function speaksOfMerged(
  merged: ReadonlySet<string>,
  row: Partial<Pick<Relationship, 'fromPersonId' | 'toPersonId'>> & { readonly personId?: string | null },
): boolean {
  return [row.personId, row.fromPersonId, row.toPersonId].some((id) => id != null && merged.has(id))
}
