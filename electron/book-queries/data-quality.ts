import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { passesByDesignation } from '#shared/domain/client-checks.ts'
import { type DataQuality, judgeQuality, type QualityFacts } from '#shared/domain/data-quality.ts'
import { profileFields } from '#shared/domain/profile.ts'
import { accounts as accountRecord } from '#shared/records/accounts.ts'
import type { Account } from '#shared/records/index.ts'
import type { AskedAt, Book, Only } from './book.ts'

/** Registrations that somebody should be named for. */
const designated = (Object.keys(accountRecord.fields.registration.choices ?? {}) as Account['registration'][]).filter(
  passesByDesignation,
)

const NO_PEOPLE = {
  people: 0,
  peopleWithoutBirthDate: 0,
  peopleWithoutTaxNumber: 0,
  peopleWithoutContact: 0,
  peopleWithoutAddress: 0,
  peopleWithoutCitizenship: 0,
  expiredIds: 0,
}
const NO_ACCOUNTS = { accounts: 0, accountsWithoutBeneficiary: 0 }

/**
 * How complete the data of some households is, or of each: six queries, however many households there are. They count in
 * the database, so that no person's row has to travel for a number.
 *
 * @param ids the households; null for all.
 */
export async function readDataQuality(
  book: Book,
  { today }: AskedAt,
  ids: Only = null,
): Promise<Map<string, DataQuality>> {
  const [households, people, accounts, agreements, summaries] = await Promise.all([
    selectHouseholdFacts(book, ids).execute(),
    countPeople(book, today, ids).execute().then(byHousehold),
    countAccounts(book, ids).execute().then(byHousehold),
    selectAgreements(book, ids).execute().then(householdsOf),
    readSummaries(book, ids),
  ])
  return new Map(
    households.map(({ id, primaryPersonId, retailInvestor, missingProfileFields, ...household }) => {
      const facts: QualityFacts = {
        ...NO_PEOPLE,
        ...people.get(id),
        ...NO_ACCOUNTS,
        ...accounts.get(id),
        ...household,
        missingProfileFields: Number(missingProfileFields),
        hasPrimaryPerson: primaryPersonId !== null,
        isRetail: retailInvestor,
        hasSignedAgreement: agreements.has(id),
        hasDeliveredSummary: summaries.has(id),
      }
      return [id, judgeQuality(facts, today)]
    }),
  )
}

export function selectHouseholdFacts(book: Book, ids: Only) {
  return book
    .selectFrom('households')
    .$if(ids !== null, (query) => query.where('id', 'in', ids as string[]))
    .select(['id', 'primaryPersonId', 'retailInvestor', 'profileConfirmedOn', 'nextReviewOn'])
    .select(({ ref }) =>
      sql<number>`${sql.join(
        profileFields.map((name) => one(sql`${ref(name)} IS NULL`)),
        sql` + `,
      )}`.as('missingProfileFields'),
    )
}

/** The living who belong to the household today. */
export function countPeople(book: Book, today: string, ids: Only) {
  return book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.diedOn', 'is', null)
    .where('persons.mergedIntoId', 'is', null)
    .where(({ or, eb }) =>
      or([eb('household_members.toDate', 'is', null), eb('household_members.toDate', '>=', today)]),
    )
    .$if(ids !== null, (query) => query.where('household_members.householdId', 'in', ids as string[]))
    .groupBy('household_members.householdId')
    .select('household_members.householdId')
    .select(({ fn, ref }) => {
      const lacks = (name: keyof BookTables['persons'] & string) => sql`${ref(`persons.${name}`)} IS NULL`
      return [
        fn.countAll().as('people'),
        sumOf(lacks('bornOn')).as('peopleWithoutBirthDate'),
        sumOf(sql`${lacks('ssnLast4')} AND ${lacks('taxIdLast4')}`).as('peopleWithoutTaxNumber'),
        sumOf(sql`${lacks('email')} AND ${lacks('phone')}`).as('peopleWithoutContact'),
        sumOf(sql`${lacks('addressLine')} OR ${lacks('city')} OR ${lacks('postalCode')}`).as('peopleWithoutAddress'),
        sumOf(sql`${lacks('citizenship')} OR ${lacks('taxResidency')}`).as('peopleWithoutCitizenship'),
        sumOf(sql`${ref('persons.idExpiresOn')} < ${today}`).as('expiredIds'),
      ]
    })
}

export function countAccounts(book: Book, ids: Only) {
  return book
    .selectFrom('accounts')
    .where('status', 'not in', ['closed', 'prospective'])
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .groupBy('householdId')
    .select(({ fn, ...build }) => [
      'householdId',
      fn.countAll().as('accounts'),
      sumOf(sql`${sql.ref('registration')} IN (${sql.join(designated)}) AND NOT ${hasBeneficiary(build)}`).as(
        'accountsWithoutBeneficiary',
      ),
    ])
}

type AccountBuilder = Pick<ExpressionBuilder<BookTables, 'accounts'>, 'exists' | 'selectFrom'>

const hasBeneficiary = ({ exists, selectFrom }: AccountBuilder) =>
  exists(
    selectFrom('beneficiaries')
      .select('beneficiaries.id')
      .whereRef('beneficiaries.accountId', '=', 'accounts.id')
      .where('beneficiaries.class', '=', 'primary'),
  )

/** Households with a signed agreement that is still in force. */
export function selectAgreements(book: Book, ids: Only) {
  return book
    .selectFrom('documents')
    .where('type', '=', 'advisory_agreement')
    .where('signedOn', 'is not', null)
    .where('supersededOn', 'is', null)
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .select('householdId')
    .distinct()
}

/** Households that were given the relationship summary, by the ledger of disclosures. */
export function selectDeliveries(book: Book, ids: Only) {
  return book
    .selectFrom('disclosures')
    .where('kind', '=', 'crs')
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .select('householdId')
    .distinct()
}

/** The same by a document. */
export function selectSummaries(book: Book, ids: Only) {
  return book
    .selectFrom('documents')
    .where('type', '=', 'crs')
    .where('deliveredOn', 'is not', null)
    .$if(ids !== null, (query) => query.where('householdId', 'in', ids as string[]))
    .select('householdId')
    .distinct()
}

async function readSummaries(book: Book, ids: Only): Promise<Set<string>> {
  const [delivered, documents] = await Promise.all([
    selectDeliveries(book, ids).execute(),
    selectSummaries(book, ids).execute(),
  ])
  return householdsOf([...delivered, ...documents])
}

const householdsOf = (rows: readonly { readonly householdId: string }[]) =>
  new Set(rows.map(({ householdId }) => householdId))

const one = (condition: RawBuilder<unknown>) => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`
const sumOf = (condition: RawBuilder<unknown>) => sql<number>`SUM(${one(condition)})`

/** Counts by household, as numbers: PostgreSQL's come as text. */
function byHousehold<Row extends { householdId: string }>(rows: readonly Row[]) {
  type Counts = { readonly [K in Exclude<keyof Row, 'householdId'>]: number }
  return new Map(
    rows.map(({ householdId, ...counts }) => [
      householdId,
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as Counts,
    ]),
  )
}
