import type pg from 'pg'
import { type FirmSize, helperStatements, idOf, pick } from '#build/large-firm/helpers.ts'
import { nameStatements } from '#build/large-firm/names.ts'
import { peopleStatements } from '#build/large-firm/people.ts'
import { portfolioStatements } from '#build/large-firm/portfolio.ts'
import type { TableName } from '#shared/records/index.ts'

/** The tables that carry the book, in the order a first sync brings them. */
export const BOOK_TABLES = [
  'households',
  'persons',
  'accounts',
  'positions',
  'transactions',
] as const satisfies readonly TableName[]

export interface BookSize {
  readonly households: number
  readonly persons: number
  readonly accounts: number
  readonly positions: number
  readonly transactions: number
}

/** A book of a million rows. */
export const MILLION_ROWS: BookSize = {
  households: 40_000,
  persons: 100_000,
  accounts: 120_000,
  positions: 140_000,
  transactions: 600_000,
}

export const BOOK_LOGIN = 'adviser.1'

const householdOfAccount = (account: string) => `(1 + (${account} - 1) % (SELECT households FROM large_firm.size))`

/**
 * Fills a migrated, empty database with a firm that is the book of one adviser, by set-based SQL, the same one every
 * time; then VACUUM ANALYZE. Triggers and foreign keys are off meanwhile.
 *
 * @param superuser a connection that may switch triggers off.
 */
export async function loadMillionRowBook(superuser: pg.Client, size: BookSize = MILLION_ROWS): Promise<void> {
  const firm: FirmSize = { ...size, advisers: 3, communications: 0 }
  await superuser.query(`SET session_replication_role = replica; SET jit = off`)
  for (const statement of [...helperStatements(firm), ...nameStatements()]) await superuser.query(statement)
  // Every household is the first adviser's.
  await superuser.query(`
    CREATE OR REPLACE FUNCTION large_firm.adviser_of(household bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ${idOf('user', '1')} $$;
    CREATE TABLE large_firm.size AS SELECT ${size.households}::bigint AS households;
    ANALYZE large_firm.surnames, large_firm.first_names`)
  const { users, households, persons } = peopleStatements(firm, '')
  const { securities } = portfolioStatements(firm)
  for (const statement of [users, households, persons, securities, ...bookStatements(size)]) {
    await superuser.query(statement ?? '')
  }
  await superuser.query('DROP SCHEMA large_firm CASCADE')
  for (const table of ['users', 'securities', ...BOOK_TABLES]) await superuser.query(`VACUUM (ANALYZE) public.${table}`)
  await superuser.query('RESET session_replication_role')
}

function bookStatements(size: BookSize): string[] {
  return [accounts(size), positions(size), transactions(size)]
}

function accounts({ accounts: count }: BookSize): string {
  return `
    INSERT INTO public.accounts (id, household_id, name, registration, status, management, tax_status, custodian,
      number_encrypted, number_last4, number_blind_index, opened_on, lot_method, fee_basis, billing, custody_flag,
      standing_letter, rmd_required)
    SELECT ${idOf('account', 'a')}, ${idOf('household', householdOfAccount('a'))}, surname.name || ' Joint', 'jtwros',
      'active', 'discretionary', 'taxable', ${pick(['Fidelity', 'Schwab', 'Pershing', 'Northern Trust'], 'a', 22)},
      'v1.k.' || left(md5(a::text), 16) || '.' || left(md5(a::text), 22), lpad((a % 10000)::text, 4, '0'),
      'k.' || left(md5(a::text), 22), DATE '2010-01-04' + (a % 5000)::integer, 'fifo', 'tiered', 'arrears', false, false, false
    FROM generate_series(1::bigint, ${count}) AS a
    JOIN large_firm.surnames AS surname ON surname.n = 1 + a % 5000
    ORDER BY a`
}

function positions({ positions: count, accounts: accountCount }: BookSize): string {
  return `
    INSERT INTO public.positions (id, household_id, account_id, security_id, as_of, quantity, price, market_value,
      accrued_income, cost_basis, reconciliation)
    SELECT ${idOf('position', 'p')}, ${idOf('household', householdOfAccount('a'))}, ${idOf('account', 'a')},
      ${idOf('security', `(p + p / ${accountCount}) % 500`)}, DATE '2026-06-30', 10 + a % 500, 10 + a % 90, (10 + a % 500) * (10 + a % 90), 0,
      (10 + a % 500) * 9, 'matched'
    FROM (SELECT p, 1 + (p - 1) % ${accountCount} AS a FROM generate_series(1::bigint, ${count}) AS p) AS each_one`
}

/** In the order of their days, as a nightly load writes them: the rows of one account lie far apart. */
function transactions({ transactions: count, accounts: accountCount }: BookSize): string {
  return `
    INSERT INTO public.transactions (id, household_id, account_id, security_id, type, traded_on, settled_on, quantity,
      price, gross_amount, commission, fee, net_amount, tax_year, status, description, is_discretionary)
    SELECT ${idOf('transaction', 't')}, ${idOf('household', householdOfAccount('a'))}, ${idOf('account', 'a')},
      ${idOf('security', 't % 500')}, ${pick(['buy', 'sell', 'dividend', 'buy', 'advisory_fee'], 't', 24)}, day, day + 1,
      1 + t % 100, 10 + t % 90, (1 + t % 100) * (10 + t % 90), 0, 0, (1 + t % 100) * (10 + t % 90),
      extract(year FROM day), 'posted',
      CASE WHEN large_firm.dice(t, 26) < 0.8 THEN ${pick(['Bought on the open market', 'Quarterly dividend, reinvested', 'Advisory fee'], 't', 27)} END,
      true
    FROM (
      SELECT t, 1 + floor(large_firm.dice(t, 25) * ${accountCount})::bigint AS a,
        DATE '2021-07-01' + (t * 1800 / ${count})::integer AS day
      FROM generate_series(1::bigint, ${count}) AS t
    ) AS each_one`
}
