import { type Change, changesSince } from '#shared/domain/changes-since.ts'
import { byId } from '#shared/domain/group.ts'
import { fullName } from '#shared/domain/labels.ts'
import type { Book } from './book.ts'
import { withoutMerged } from './merged-persons.ts'
import { type PartyReference, readPartyNames } from './parties.ts'
import { readTransactions } from './transactions.ts'

/** More than a household has between two meetings; the newest of them are looked at. */
const TRANSACTION_LIMIT = 5000

/** What changed in a household since a day, newest first. @param since `YYYY-MM-DD`. */
export async function readChanges(book: Book, householdId: string, since: string, today: string): Promise<Change[]> {
  const [ofPeople, [households, accounts, transactions, documents, disclosures, tasks]] = await Promise.all([
    readOfPeople(book, householdId),
    Promise.all([
      book.selectFrom('households').where('id', '=', householdId).selectAll().execute(),
      book.selectFrom('accounts').where('householdId', '=', householdId).selectAll().execute(),
      readTransactions(book, { householdId, since, limit: TRANSACTION_LIMIT }),
      book.selectFrom('documents').where('householdId', '=', householdId).selectAll().execute(),
      book.selectFrom('disclosures').where('householdId', '=', householdId).selectAll().execute(),
      book
        .selectFrom('tasks')
        .where('householdId', '=', householdId)
        .where('status', '=', 'done')
        .selectAll()
        .execute(),
    ]),
  ])
  const [household] = households
  if (household === undefined) return []
  const { members, people, ties, heirs } = ofPeople
  const nameOf = await readPartyNames(book, [...members, ...ties.map(from), ...ties.map(to), ...heirs])
  const accountNames = byId(accounts)
  return changesSince({
    ...{ since, today, household, accounts, transactions, documents, disclosures, tasks },
    members: members.map((member) => ({ ...member, name: nameOf(member) })),
    people: people.map((person) => ({ ...person, name: fullName(person) })),
    relationships: ties.map((tie) => ({ ...tie, from: nameOf(from(tie)), to: nameOf(to(tie)) })),
    beneficiaries: heirs.map((heir) => ({
      ...heir,
      name: heir.name ?? nameOf(heir),
      accountName: accountNames.get(heir.accountId)?.name ?? '',
    })),
  })
}

/** A merge is no news of the client: what it ended stays with the person who was merged. */
async function readOfPeople(book: Book, householdId: string) {
  const [members, people, ties, heirs] = await Promise.all([
    book.selectFrom('household_members').where('householdId', '=', householdId).selectAll().execute(),
    book
      .selectFrom('persons')
      .where('householdId', '=', householdId)
      .where('mergedIntoId', 'is', null)
      .selectAll()
      .execute(),
    book.selectFrom('relationships').where('householdId', '=', householdId).selectAll().execute(),
    book.selectFrom('beneficiaries').where('householdId', '=', householdId).selectAll().execute(),
  ])
  return {
    people,
    members: (await withoutMerged(book, members)).map((member) => ({ ...member, entityId: null })),
    ties: await withoutMerged(book, ties),
    heirs: await withoutMerged(book, heirs),
  }
}

type Tie = Awaited<ReturnType<typeof readOfPeople>>['ties'][number]

const from = (tie: Tie): PartyReference => ({ personId: tie.fromPersonId, entityId: tie.fromEntityId })
const to = (tie: Tie): PartyReference => ({ personId: tie.toPersonId, entityId: tie.toEntityId })
