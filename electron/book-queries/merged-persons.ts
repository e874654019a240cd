import type { Relationship } from '#shared/records/index.ts'
import type { Book } from './book.ts'

/** A row that may speak of persons. */
type Spoken = Partial<Pick<Relationship, 'fromPersonId' | 'toPersonId'>> & { readonly personId?: string | null }

/**
 * Leaves out the rows that speak of a person who was merged into another: what still names them is history, and shown
 * nowhere else.
 */
export async function withoutMerged<Row extends Spoken>(book: Book, rows: readonly Row[]): Promise<Row[]> {
  const ids = [...new Set(rows.flatMap(personsOf))]
  if (ids.length === 0) return [...rows]
  const found = await book
    .selectFrom('persons')
    .where('id', 'in', ids)
    .where('mergedIntoId', 'is not', null)
    .select('id')
    .execute()
  const merged = new Set(found.map(({ id }) => id))
  return rows.filter((row) => !personsOf(row).some((id) => merged.has(id)))
}

function personsOf({ personId, fromPersonId, toPersonId }: Spoken): string[] {
  return [personId, fromPersonId, toPersonId].filter((id) => id != null)
}
