/**
 * What a text may have to look like. The patterns mean the same to JavaScript and to PostgreSQL, which both hold a row
 * to them.
 */
export const textFormats = {
  sha256: { pattern: '^[0-9a-f]{64}$', problem: 'is not a SHA-256 in hex', example: '0'.repeat(64) },
  lastFour: { pattern: '^[0-9A-Za-z]{4}$', problem: 'is not the last four characters of a number', example: '0000' },
  /** ISO 3166-1 alpha-2. */
  country: { pattern: '^[A-Z]{2}$', problem: 'is not a country code such as US', example: 'US' },
  /** USPS abbreviation. */
  state: { pattern: '^[A-Z]{2}$', problem: 'is not a state code such as MA', example: 'MA' },
  table: { pattern: '^[a-z][a-z_]{1,62}$', problem: 'is not the name of a table', example: 'households' },
} as const satisfies Record<string, { pattern: string; problem: string; example: string }>

export type TextFormat = keyof typeof textFormats

/**
 * An encrypted value's envelope; see `electron/vault/pii-cipher.ts`. Held by the database too, so that a number in clear
 * can never be stored in its place.
 */
export const ENVELOPE_PATTERN = '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$'

/** A blind index: the id of its key, then 128 or more bits of keyed hash. */
export const BLIND_PATTERN = '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$'
