import type { AskedAt, Book } from '#electron/book-queries/book.ts'
import { readPartyNames } from '#electron/book-queries/parties.ts'
import { byId } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import { foldText } from '#shared/domain/search-text.ts'
import type { DuplicatePair, PersonBrief } from '#shared/ipc/merging.ts'
import type { Person } from '#shared/records/index.ts'

type Known = Pick<Person, 'id' | 'householdId' | 'firstName' | 'lastName' | 'bornOn' | 'ssnBlindIndex'>

const shown = ['id', 'householdId', 'firstName', 'lastName', 'bornOn', 'ssnBlindIndex'] as const

/** Of the people of a household, who may be in the book twice, and who was merged into one of them. */
export async function readDuplicates(book: Book, householdId: string, { today }: AskedAt) {
  const people = await readPeople(book, householdId, today)
  if (people.length === 0) return { pairs: [], merged: [] }
  const [alike, merged] = await Promise.all([readAlike(book, people), readMerged(book, people)])
  const names = byId(
    await book
      .selectFrom('households')
      .where('id', 'in', [...new Set([...people, ...alike].map((person) => person.householdId))])
      .select(['id', 'name'])
      .execute(),
  )
  const brief = (person: Known): PersonBrief => ({
    ...{ id: person.id, name: fullName(person), bornOn: person.bornOn },
    householdName: names.get(person.householdId)?.name ?? '',
  })
  const pairs = findPairs(people, alike).map(({ here, other, reason }) => ({
    ...{ here: brief(here), other: brief(other), reason },
  }))
  return { pairs, merged }
}

async function readPeople(book: Book, householdId: string, today: string): Promise<Known[]> {
  return book
    .selectFrom('persons')
    .where('mergedIntoId', 'is', null)
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('household_members')
        .where('householdId', '=', householdId)
        .where(({ or, eb }) => or([eb('toDate', 'is', null), eb('toDate', '>=', today)]))
        .select('personId'),
    )
    .orderBy('id')
    .select(shown)
    .execute()
}

async function readAlike(book: Book, people: readonly Known[]): Promise<Known[]> {
  const days = people.flatMap(({ bornOn }) => bornOn ?? [])
  const numbers = people.flatMap(({ ssnBlindIndex }) => ssnBlindIndex ?? [])
  return book
    .selectFrom('persons')
    .where('mergedIntoId', 'is', null)
    .where(({ or, eb }) =>
      or([
        ...(days.length === 0 ? [] : [eb('bornOn', 'in', days)]),
        ...(numbers.length === 0 ? [] : [eb('ssnBlindIndex', 'in', numbers)]),
      ]),
    )
    .orderBy('id')
    .select(shown)
    .execute()
}

/** Each pair once: the same name however it is accented, born on the same day; or the same number. */
function findPairs(people: readonly Known[], alike: readonly Known[]) {
  const ids = people.map(({ id }) => id)
  const nameOf = ({ firstName, lastName }: Known) => foldText(`${lastName.trim()}, ${firstName.trim()}`)
  return people.flatMap((here) =>
    alike.flatMap((other): { here: Known; other: Known; reason: DuplicatePair['reason'] }[] => {
      const isSeen = ids.includes(other.id) && other.id <= here.id
      if (isSeen) return []
      if (here.ssnBlindIndex !== null && here.ssnBlindIndex === other.ssnBlindIndex) {
        return [{ here, other, reason: 'number' }]
      }
      const isNamesake = here.bornOn !== null && here.bornOn === other.bornOn && nameOf(here) === nameOf(other)
      return isNamesake ? [{ here, other, reason: 'name' }] : []
    }),
  )
}

async function readMerged(book: Book, people: readonly Known[]) {
  const rows = await book
    .selectFrom('persons')
    .where(
      'mergedIntoId',
      'in',
      people.map(({ id }) => id),
    )
    .orderBy('id')
    .select(['id', 'firstName', 'lastName', 'mergedIntoId'])
    .execute()
  const nameOf = await readPartyNames(
    book,
    rows.map(({ mergedIntoId }) => ({ personId: mergedIntoId, entityId: null })),
  )
  return rows.map((row) => ({
    ...{ id: row.id, name: fullName(row) },
    keptName: nameOf({ personId: row.mergedIntoId, entityId: null }),
  }))
}
