import type { Book } from '#electron/book-queries/book.ts'
import { withoutMerged } from '#electron/book-queries/merged-persons.ts'
import { type PartyReference, readPartyNames } from '#electron/book-queries/parties.ts'
import { refuse } from '#electron/book-queries/row-changes.ts'
import { reciprocalOf, saysTheSame } from '#shared/domain/relationship-roles.ts'
import type { RelationshipSide } from '#shared/ipc/people.ts'
import type { Relationship } from '#shared/records/index.ts'

/** What the household's people and entities are to others, and others to them, wherever the relationship is kept. */
export async function readRelationships(book: Book, householdId: string): Promise<RelationshipSide[]> {
  const parties = await readPartyIds(book, householdId)
  const all = await book
    .selectFrom('relationships')
    .where((eb) =>
      eb.or([
        eb('householdId', '=', householdId),
        ...(['fromPersonId', 'fromEntityId', 'toPersonId', 'toEntityId'] as const).flatMap((side) =>
          parties.length === 0 ? [] : [eb(side, 'in', parties)],
        ),
      ]),
    )
    .orderBy('id')
    .selectAll()
    .execute()
  const rows = await withoutMerged(book, all)
  const [nameOf, titles] = await Promise.all([readPartyNames(book, rows.flatMap(sidesOf)), readTitles(book, rows)])
  const near = new Set(parties)
  return rows.flatMap((row) => {
    const [from, to] = sidesOf(row)
    const evidenceTitle = row.evidenceDocumentId === null ? null : (titles.get(row.evidenceDocumentId) ?? null)
    const turned = reciprocalOf(row.role)
    const seen = [
      { party: from, other: to, direction: 'is' as const, role: row.role },
      {
        party: to,
        other: from,
        direction: turned === null ? ('has' as const) : ('is' as const),
        role: turned ?? row.role,
      },
    ]
    return seen
      .map(({ party, other, ...side }) => ({
        ...{ relationship: row, ...side, evidenceTitle, partyId: party.personId ?? party.entityId ?? '' },
        ...{ partyName: nameOf(party), otherName: nameOf(other) },
      }))
      .filter(({ partyId }) => near.has(partyId))
  })
}

async function readPartyIds(book: Book, householdId: string): Promise<string[]> {
  const [members, entities] = await Promise.all([
    book.selectFrom('household_members').where('householdId', '=', householdId).select('personId').execute(),
    book.selectFrom('entities').where('householdId', '=', householdId).select('id').execute(),
  ])
  return [...new Set([...members.map(({ personId }) => personId), ...entities.map(({ id }) => id)])]
}

async function readTitles(book: Book, rows: readonly Relationship[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ evidenceDocumentId }) => evidenceDocumentId ?? []))]
  if (ids.length === 0) return new Map()
  const documents = await book.selectFrom('documents').where('id', 'in', ids).select(['id', 'title']).execute()
  return new Map(documents.map(({ id, title }) => [id, title]))
}

function sidesOf(row: Relationship): [PartyReference, PartyReference] {
  return [
    { personId: row.fromPersonId, entityId: row.fromEntityId },
    { personId: row.toPersonId, entityId: row.toEntityId },
  ]
}

/** @throws WorkstationError `bad_input` where the same is said already, in the same words or from the other side. */
export async function refuseRepeated(book: Book, row: Relationship): Promise<void> {
  const ofPair = await book.selectFrom('relationships').where('householdId', '=', row.householdId).selectAll().execute()
  if (ofPair.some((other) => saysTheSame(row, other))) {
    refuse([{ field: 'role', message: 'is recorded between the two for that time already. Change that one instead' }])
  }
}
