import { fullName } from '#shared/domain/labels.ts'
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
