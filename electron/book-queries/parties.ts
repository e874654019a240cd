import { fullName } from '#shared/domain/labels.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Book } from './book.ts'

/** What points at a person, an entity, or neither. */
export interface PartyReference {
  readonly personId: string | null
  readonly entityId: string | null
}

/** Shown for a party that is kept with a household outside this book. */
const UNKNOWN_PARTY = 'Not in your book'

/** Names of people and entities, wherever they are kept: a trustee may belong to another household. */
export async function readPartyNames(
  book: Book,
  references: readonly PartyReference[],
): Promise<(reference: PartyReference) => string> {
  const personIds = distinct(references.map(({ personId }) => personId))
  const entityIds = distinct(references.map(({ entityId }) => entityId))
  const [people, entities] = await Promise.all([
    personIds.length === 0
      ? []
      : book.selectFrom('persons').select(['id', 'firstName', 'lastName']).where('id', 'in', personIds).execute(),
    entityIds.length === 0
      ? []
      : book.selectFrom('entities').select(['id', 'name']).where('id', 'in', entityIds).execute(),
  ])
  const names = new Map([
    ...people.map((person) => [person.id, fullName(person)] as const),
    ...entities.map((entity) => [entity.id, entity.name] as const),
  ])
  return ({ personId, entityId }) => names.get(personId ?? entityId ?? '') ?? UNKNOWN_PARTY
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}

/** @throws WorkstationError `bad_input` for an id that is neither a person nor a legal entity of the book. */
export async function findParty(book: Book, id: string, field: string): Promise<PartyReference> {
  const person = await book
    .selectFrom('persons')
    .where('id', '=', id)
    .where('mergedIntoId', 'is', null)
    .select('id')
    .executeTakeFirst()
  if (person !== undefined) return { personId: id, entityId: null }
  const entity = await book.selectFrom('entities').where('id', '=', id).select('id').executeTakeFirst()
  if (entity !== undefined) return { personId: null, entityId: id }
  throw new WorkstationError('bad_input', 'Whom you chose is not in your book any more. Choose another.', [
    { path: field, message: 'is not in your book any more' },
  ])
}
