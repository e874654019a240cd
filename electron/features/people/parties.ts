import type { Book } from '#electron/book-queries/book.ts'
import { fullName } from '#shared/domain/labels.ts'
import type { Party } from '#shared/ipc/people.ts'

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

/**
 * Every person and legal entity of the book, those of the household first, then by name.
 *
 * @param nearAlone only those of the household, where the book is a whole firm.
 */
export async function readParties(book: Book, householdId: string, nearAlone: boolean): Promise<Party[]> {
  const [members, people, entities] = await Promise.all([
    book.selectFrom('household_members').where('householdId', '=', householdId).select('personId').execute(),
    book
      .selectFrom('persons')
      .innerJoin('households', 'households.id', 'persons.householdId')
      .where('persons.mergedIntoId', 'is', null)
      .$if(nearAlone, (query) =>
        query.where(({ or, eb, selectFrom }) =>
          or([
            eb('persons.householdId', '=', householdId),
            eb(
              'persons.id',
              'in',
              selectFrom('household_members').where('householdId', '=', householdId).select('personId'),
            ),
          ]),
        ),
      )
      .select(['persons.id', 'firstName', 'lastName', 'householdId', 'households.name as householdName'])
      .execute(),
    book
      .selectFrom('entities')
      .innerJoin('households', 'households.id', 'entities.householdId')
      .$if(nearAlone, (query) => query.where('entities.householdId', '=', householdId))
      .select(['entities.id', 'entities.name', 'householdId', 'households.name as householdName'])
      .execute(),
  ])
  const here = new Set(members.map(({ personId }) => personId))
  const isNear = (party: Party) => party.householdId === householdId || here.has(party.id)
  return [
    ...people.map((person): Party => ({ ...pick(person), kind: 'person', name: fullName(person) })),
    ...entities.map((entity): Party => ({ ...pick(entity), kind: 'entity', name: entity.name })),
  ].sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}

function pick({ id, householdId, householdName }: Pick<Party, 'id' | 'householdId' | 'householdName'>) {
  return { id, householdId, householdName }
}
