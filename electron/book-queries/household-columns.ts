import { type RawBuilder, sql } from 'kysely'
import type { TableName } from '#shared/records/index.ts'
import type { AskedAt, Book } from './book.ts'
import { findUncountedAccounts } from './counted-accounts.ts'
import {
  countAccounts,
  countPeople,
  selectAgreements,
  selectDeliveries,
  selectHouseholdFacts,
  selectSummaries,
} from './data-quality.ts'
import { currentPositions } from './positions.ts'

/**
 * What the list of households is narrowed and sorted by, of the whole book. Each is one answer of one text, made where
 * the book is read: a row for each of a hundred thousand households would hold up the main process for seconds.
 */
export interface ListedHousehold {
  readonly id: string
  readonly status: string
  readonly serviceTier: string
  /** `YYYY-MM-DD`. */
  readonly nextReviewOn: string | null
}

/** All households in the order of their names. */
export async function readHouseholdNames(book: Book): Promise<ListedHousehold[]> {
  const { rows } = await sql<{ found: string }>`
    SELECT json_group_array(json_array(id, status, service_tier, next_review_on)) AS found
    FROM (SELECT id, status, service_tier, next_review_on FROM households ORDER BY sort_key(name), id)`.execute(book)
  return parse<[string, string, string, string | null][]>(rows).map(([id, status, serviceTier, nextReviewOn]) => ({
    id,
    status,
    serviceTier,
    nextReviewOn,
  }))
}

export const VALUE_TABLES = [
  ...(['positions', 'accounts', 'account_owners', 'household_members'] as const),
] satisfies TableName[]

/** The value of each household that has one, by its id; the rule is `readHouseholdValues`'. */
export async function readValuesOfAll(book: Book, { today }: AskedAt): Promise<ReadonlyMap<string, string>> {
  const uncounted = await findUncountedAccounts(book, await readMembersLeftOut(book), today)
  const amounts = currentPositions(book)
    .$if(uncounted.size > 0, (query) =>
      query.where(
        ({ ref }) =>
          sql<boolean>`${ref('positions.accountId')} NOT IN (SELECT value FROM json_each(${JSON.stringify([...uncounted])}))`,
      ),
    )
    .groupBy('positions.householdId')
    .select(({ ref }) => [
      'positions.householdId',
      sql<string>`exact_sum(${ref('positions.marketValue')})`.as('amount'),
    ])
  const { rows } = await sql<{ found: string }>`
    SELECT json_group_array(json_array(household_id, amount)) AS found FROM ${amounts}`.execute(book)
  return toMap<string>(rows)
}

/** Every membership of those who are left out of some household's totals. */
function readMembersLeftOut(book: Book) {
  return book
    .selectFrom('household_members')
    .where('personId', 'in', ({ selectFrom }) =>
      selectFrom('household_members as other').where('other.inRollUp', '=', false).select('other.personId'),
    )
    .select(['householdId', 'personId', 'toDate', 'inRollUp'])
    .execute()
}

export const QUALITY_TABLES = [
  ...(['households', 'household_members', 'persons', 'accounts', 'beneficiaries'] as const),
  ...(['documents', 'disclosures'] as const),
] satisfies TableName[]

/** How complete the data of every household is, of a hundred, by its id: `judgeQuality` of what `readDataQuality` counts. */
export async function readQualityScores(book: Book, { today }: AskedAt): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ found: string }>`
    WITH agreed AS (SELECT * FROM ${selectAgreements(book, null)}),
    informed AS (SELECT * FROM ${selectDeliveries(book, null)} UNION SELECT * FROM ${selectSummaries(book, null)})
    SELECT json_group_array(json_array(id, quality_score(json_object(
      'people', coalesce(people, 0),
      'peopleWithoutBirthDate', coalesce(people_without_birth_date, 0),
      'peopleWithoutTaxNumber', coalesce(people_without_tax_number, 0),
      'peopleWithoutContact', coalesce(people_without_contact, 0),
      'peopleWithoutAddress', coalesce(people_without_address, 0),
      'peopleWithoutCitizenship', coalesce(people_without_citizenship, 0),
      'expiredIds', coalesce(expired_ids, 0),
      'accounts', coalesce(accounts, 0),
      'accountsWithoutBeneficiary', coalesce(accounts_without_beneficiary, 0),
      'hasPrimaryPerson', ${truth(sql`primary_person_id IS NOT NULL`)},
      'missingProfileFields', missing_profile_fields,
      'profileConfirmedOn', profile_confirmed_on,
      'nextReviewOn', next_review_on,
      'hasSignedAgreement', ${truth(sql`id IN agreed`)},
      'hasDeliveredSummary', ${truth(sql`id IN informed`)},
      'isRetail', ${truth(sql`retail_investor`)}
    ), ${today}))) AS found
    FROM ${selectHouseholdFacts(book, null)} AS facts
    LEFT JOIN ${countPeople(book, today, null)} AS peopled ON peopled.household_id = id
    LEFT JOIN ${countAccounts(book, null)} AS counted ON counted.household_id = id`.execute(book)
  return toMap<number>(rows)
}

/** JSON's own true and false: SQLite's are 1 and 0. */
const truth = (condition: RawBuilder<unknown>) => sql`json(CASE WHEN ${condition} THEN 'true' ELSE 'false' END)`

type Found = readonly { readonly found: string | null }[]

function parse<Rows>([row]: Found): Rows {
  return JSON.parse(row?.found ?? '[]') as Rows
}

function toMap<Value>(rows: Found): ReadonlyMap<string, Value> {
  return new Map(parse<[string, Value][]>(rows))
}
