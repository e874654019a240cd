import { type FirmSize, idOf, LARGE_FIRM_TODAY, pick, zipf } from './helpers.ts'
import { SURNAMES } from './names.ts'

const SECURITIES = 500
const CUSTODIANS = ['Fidelity', 'Schwab', 'Pershing', 'Northern Trust']
const householdOfAccount = (account: string) => `((${account} - 1) / 2 + 1)`

/** Statements for what is owned and traded, by table. */
export function portfolioStatements(size: FirmSize): Readonly<Record<string, string>> {
  return {
    accounts: accounts(size),
    account_owners: accountOwners(size),
    beneficiaries: beneficiaries(size),
    securities: `
      INSERT INTO public.securities (id, symbol, name, type, asset_class)
      SELECT ${idOf('security', 'n')}, 'S' || lpad(n::text, 4, '0'), 'Security ' || n,
        ${pick(['stock', 'etf', 'mutual_fund'], 'n', 20)}, ${pick(['us_equity', 'intl_equity', 'taxable_fixed'], 'n', 21)}
      FROM generate_series(0, ${SECURITIES - 1}) AS n`,
    prices: `
      INSERT INTO public.prices (id, security_id, priced_on, price, source)
      SELECT ${idOf('price', `day * ${SECURITIES} + n`)}, ${idOf('security', 'n')}, DATE '${LARGE_FIRM_TODAY}' - day::integer,
        10 + n % 90, 'Close'
      FROM generate_series(0::bigint, 249) AS day, generate_series(0, ${SECURITIES - 1}) AS n`,
    positions: positions(size),
    transactions: transactions(size),
  }
}

function accounts({ accounts: count }: FirmSize): string {
  return `
    INSERT INTO public.accounts (id, household_id, name, registration, status, management, tax_status, custodian,
      number_encrypted, number_last4, number_blind_index, opened_on, closed_on, lot_method, fee_basis, billing,
      custody_flag, standing_letter, rmd_required)
    SELECT ${idOf('account', 'a')}, ${idOf('household', householdOfAccount('a'))},
      surname.name || CASE a % 2 WHEN 1 THEN ' Joint' ELSE ' Roth IRA' END,
      CASE a % 2 WHEN 1 THEN 'jtwros' ELSE 'roth_ira' END, status, 'discretionary',
      CASE a % 2 WHEN 1 THEN 'taxable' ELSE 'tax_free' END, ${pick(CUSTODIANS, householdOfAccount('a'), 22)},
      'v1.k.' || left(digest, 16) || '.' || left(digest, 22), right(lpad(a::text, 4, '0'), 4), 'k.' || left(digest, 22),
      DATE '2010-01-04', CASE status WHEN 'closed' THEN DATE '2024-06-28' END, 'fifo', 'tiered', 'arrears',
      false, false, false
    FROM (SELECT a, CASE WHEN a % 4 = 1 THEN md5('account ' || a) END AS digest,
        CASE WHEN large_firm.dice(a, 23) < 0.08 THEN 'closed' ELSE 'active' END AS status
      FROM generate_series(1::bigint, ${count}) AS a) AS each_one
    JOIN large_firm.surnames AS surname ON surname.n = ${zipf(SURNAMES, householdOfAccount('a'), 6)}
    ORDER BY a`
}

function accountOwners({ accounts: count }: FirmSize): string {
  return `
    INSERT INTO public.account_owners (id, household_id, account_id, person_id, percent)
    SELECT ${idOf('owner', 'a')}, ${idOf('household', householdOfAccount('a'))}, ${idOf('account', 'a')},
      ${idOf('person', `large_firm.head_of(${householdOfAccount('a')})`)}, 100
    FROM generate_series(1::bigint, ${count}) AS a`
}

/** The spouse inherits the retirement account. */
function beneficiaries({ accounts: count }: FirmSize): string {
  return `
    INSERT INTO public.beneficiaries (id, household_id, account_id, person_id, class, percent, per_stirpes)
    SELECT ${idOf('beneficiary', 'a')}, ${idOf('household', householdOfAccount('a'))}, ${idOf('account', 'a')},
      ${idOf('person', `large_firm.head_of(${householdOfAccount('a')}) + 1`)}, 'primary', 100, false
    FROM generate_series(2::bigint, ${count}, 2) AS a`
}

/** Two securities in each account, and for one account in five the month before as well. */
function positions({ accounts: count }: FirmSize): string {
  return `
    INSERT INTO public.positions (id, household_id, account_id, security_id, as_of, quantity, price, market_value,
      accrued_income, cost_basis, reconciliation)
    SELECT ${idOf('position', `(month * ${count} + a) * 2 + k`)}, ${idOf('household', householdOfAccount('a'))},
      ${idOf('account', 'a')}, ${idOf('security', `(a * 31 + k * 17) % ${SECURITIES}`)},
      CASE month WHEN 0 THEN DATE '2026-05-29' ELSE DATE '${LARGE_FIRM_TODAY}' END,
      10 + a % 500, 10 + (a + k) % 90, (10 + a % 500) * (10 + (a + k) % 90), 0, (10 + a % 500) * 9, 'matched'
    FROM generate_series(0, 1) AS month, generate_series(1::bigint, ${count}) AS a, generate_series(0, 1) AS k
    WHERE month = 1 OR a % 5 = 0`
}

/** In the order of their days, as a nightly load writes them: the rows of one account lie far apart. */
function transactions({ transactions: count, accounts: accountCount }: FirmSize): string {
  return `
    INSERT INTO public.transactions (id, household_id, account_id, security_id, type, traded_on, settled_on, quantity,
      price, gross_amount, commission, fee, net_amount, status)
    SELECT ${idOf('transaction', 't')}, ${idOf('household', householdOfAccount('a'))}, ${idOf('account', 'a')},
      ${idOf('security', `t % ${SECURITIES}`)}, ${pick(['buy', 'sell', 'dividend', 'buy', 'advisory_fee'], 't', 24)}, day,
      day + 1, 1 + t % 100, 10 + t % 90, (1 + t % 100) * (10 + t % 90), 0, 0, (1 + t % 100) * (10 + t % 90), 'posted'
    FROM (
      SELECT t, 1 + floor(large_firm.dice(t, 25) * ${accountCount})::bigint AS a,
        DATE '2024-07-01' + (t * 729 / ${count})::integer AS day
      FROM generate_series(1::bigint, ${count}) AS t
    ) AS each_one`
}
