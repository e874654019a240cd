/** The day the large firm's books end at; its past lies before, its appointments after. */
export const LARGE_FIRM_TODAY = '2026-06-30'

/** Numbers of rows, by what they are for. */
export interface FirmSize {
  readonly persons: number
  readonly households: number
  readonly accounts: number
  readonly advisers: number
  readonly transactions: number
  readonly communications: number
}

/** @param persons a multiple of five makes whole pairs of households: one of two people, one of three. */
export function firmSize(persons: number): FirmSize {
  const households = Math.ceil(persons / 5) * 2
  return {
    persons: (households / 2) * 5,
    households,
    accounts: households * 2,
    advisers: Math.max(3, Math.round(households / 400)),
    transactions: households * 5,
    communications: households * 2,
  }
}

/** What kind of row an id is of; part of the id, so that no two kinds share one. */
export const ID_KINDS = {
  user: 1,
  household: 2,
  person: 3,
  member: 4,
  entity: 5,
  account: 6,
  owner: 7,
  beneficiary: 8,
  meeting: 9,
  task: 10,
  note: 11,
  security: 12,
  position: 13,
  communication: 14,
  document: 15,
  version: 16,
  relationship: 17,
  price: 18,
  transaction: 19,
  team: 20,
} as const

/** SQL for the id of the n-th row of a kind: shaped like a UUIDv7, and like one growing with time. */
export function idOf(kind: keyof typeof ID_KINDS, n: string): string {
  return `large_firm.id(${ID_KINDS[kind]}, ${n})`
}

/** SQL for one of some words, the same for the same n and salt. */
export function pick(words: readonly string[], n: string, salt: number): string {
  const array = words.map((word) => `'${word}'`).join(', ')
  return `(ARRAY[${array}])[1 + floor(large_firm.dice(${n}, ${salt}) * ${words.length})::integer]`
}

/** Flattens the head of the list: with it the commonest surname has 0.6% of all people, as in the census. */
const ZIPF_SHIFT = 20

/** SQL for a place in a list of names, the later the rarer (the law of Zipf and Mandelbrot). */
export function zipf(count: number, n: string, salt: number): string {
  const spread = Math.log((count + ZIPF_SHIFT) / ZIPF_SHIFT)
  return `floor(${ZIPF_SHIFT} * exp(large_firm.dice(${n}, ${salt}) * ${spread}) - ${ZIPF_SHIFT - 1})::integer`
}

/**
 * SQL functions that the statements of the tables use. Simple enough for the planner to inline.
 *
 * Households come in pairs, the first of two people and the second of three, so that every relation is a matter of
 * arithmetic and no table has to wait for another.
 */
export function helperStatements({ households, advisers }: FirmSize): string[] {
  return [
    'CREATE SCHEMA large_firm',
    `CREATE FUNCTION large_firm.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT ('0' || to_hex(1700000000000 + n) || '7' || lpad(to_hex(kind), 3, '0') || '8000000000000000')::uuid $$`,
    `CREATE FUNCTION large_firm.dice(n bigint, salt bigint) RETURNS double precision
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT (hashint8extended(n, salt) & 2147483647) / 2147483648.0::double precision $$`,
    // Adviser 1 has one household in a hundred; the others share the rest, mixed as they came to the firm.
    `CREATE FUNCTION large_firm.adviser_of(household bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT ${idOf(
        'user',
        `CASE WHEN household % 200 IN (1, 2) THEN 1 ELSE 2 + floor(large_firm.dice(household, 1) * ${advisers - 1})::bigint END`,
      )} $$`,
    `CREATE FUNCTION large_firm.head_of(household bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT (household - 1) / 2 * 5 + CASE household % 2 WHEN 1 THEN 1 ELSE 3 END $$`,
    `CREATE FUNCTION large_firm.household_of(person bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT (person - 1) / 5 * 2 + CASE WHEN (person - 1) % 5 < 2 THEN 1 ELSE 2 END $$`,
    // A walk over all households in an order that has nothing to do with their age: 7,919 is prime.
    `CREATE FUNCTION large_firm.nth_household(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT 1 + n * 7919 % ${households} $$`,
  ]
}
