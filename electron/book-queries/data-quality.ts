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
 * How complete the data of each household is, or of some: six queries, however many households there are. They count in
 * the database, so that no person's row has to travel for a number.
 */
export async function readDataQuality(
  book: Book,
  { today }: AskedAt,
  only: Only = null,
): Promise<Map<string, DataQuality>> {
  const [households, people, accounts, agreements, summaries] = await Promise.all([
    readHouseholds(book, only),
    countPeople(book, today, only),
    countAccounts(book, only),
    readAgreements(book, only),
    readSummaries(book, only),
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

function readHouseholds(book: Book, only: Only) {
  return book
    .selectFrom('households')
    .$if(only !== null, (query) => query.where('id', 'in', only as string[]))
    .select(['id', 'primaryPersonId', 'retailInvestor', 'profileConfirmedOn', 'nextReviewOn'])
    .select(({ ref }) =>
      sql<number>`${sql.join(
        profileFields.map((name) => one(sql`${ref(name)} IS NULL`)),
        sql` + `,
      )}`.as('missingProfileFields'),
    )
    .execute()
}

/** The living who belong to the household today. */
async function countPeople(book: Book, today: string, only: Only) {
  const rows = await book
    .selectFrom('household_members')
    .innerJoin('persons', 'persons.id', 'household_members.personId')
    .where('persons.diedOn', 'is', null)
    .where('persons.mergedIntoId', 'is', null)
    .where(({ or, eb }) =>
      or([eb('household_members.toDate', 'is', null), eb('household_members.toDate', '>=', today)]),
    )
    .$if(only !== null, (query) => query.where('household_members.householdId', 'in', only as string[]))
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
    .execute()
  return byHousehold(rows)
}

async function countAccounts(book: Book, only: Only) {
  const rows = await book
    .selectFrom('accounts')
    .where('status', 'not in', ['closed', 'prospective'])
    .$if(only !== null, (query) => query.where('householdId', 'in', only as string[]))
    .groupBy('householdId')
    .select(({ fn, ...build }) => [
      'householdId',
      fn.countAll().as('accounts'),
      sumOf(sql`${sql.ref('registration')} IN (${sql.join(designated)}) AND NOT ${hasBeneficiary(build)}`).as(
        'accountsWithoutBeneficiary',
      ),
    ])
    .execute()
  return byHousehold(rows)
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
async function readAgreements(book: Book, only: Only): Promise<Set<string>> {
  const rows = await book
    .selectFrom('documents')
    .where('type', '=', 'advisory_agreement')
    .where('signedOn', 'is not', null)
    .where('supersededOn', 'is', null)
    .$if(only !== null, (query) => query.where('householdId', 'in', only as string[]))
    .select('householdId')
    .distinct()
    .execute()
  return new Set(rows.map((row) => row.householdId))
}

/** Households that were given the relationship summary: in the ledger of disclosures, or as a document. */
async function readSummaries(book: Book, only: Only): Promise<Set<string>> {
  const [delivered, documents] = await Promise.all([
    book
      .selectFrom('disclosures')
      .where('kind', '=', 'crs')
      .$if(only !== null, (query) => query.where('householdId', 'in', only as string[]))
      .select('householdId')
      .distinct()
      .execute(),
    book
      .selectFrom('documents')
      .where('type', '=', 'crs')
      .where('deliveredOn', 'is not', null)
      .$if(only !== null, (query) => query.where('householdId', 'in', only as string[]))
      .select('householdId')
      .distinct()
      .execute(),
  ])
  return new Set([...delivered, ...documents].map((row) => row.householdId))
}

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
