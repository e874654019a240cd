import { maskedNumber } from './labels.ts'

/** What the book knows of people, and what must not be read on a screen that others see. */
export interface Secrets {
  /** `YYYY-MM-DD`; hidden however they are spelled. */
  readonly birthDays: readonly string[]
  /** E-mail addresses, telephone numbers, addresses, endings of identity numbers. */
  readonly facts: readonly string[]
  /** Last four digits of accounts: they stay where a longer number ends in them. */
  readonly accountEndings: readonly string[]
}

const HIDDEN = '••••'
/** Fewer digits in a row are amounts, years, and quantities; identity, telephone, and account numbers have more. */
const FEWEST_DIGITS = 7

/** What people put between the digits of one number, up to three of them; never a new line, nor the comma of amounts. */
const BETWEEN = String.raw`[\p{Zs}\p{Cf}\t.\-‐-―−_/\\()+*#:·]{0,3}`
const EMAIL = /[^\s@<>()[\],;:"•]+@[^\s@<>()[\],;:"•]+/gu
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
]

const AMOUNT = String.raw`(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF))\s?\d[\d,]*(?:\.\d+)?(?![\p{L}\p{Nd}])`
const GROUPED = String.raw`(?<![\p{L}\p{Nd}])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{Nd}])`
const YEAR = String.raw`(?:19|20)\d\d`
/** A month or a day. */
const PART = '(?:0?[1-9]|[12][0-9]|3[01])'
const DAY = String.raw`(?<![\p{L}\p{Nd}])(?:${YEAR}(?<a>[-./])${PART}\k<a>${PART}|${PART}(?<b>[-./])${PART}\k<b>${YEAR})(?![\p{L}\p{Nd}]|[-./]\p{Nd})`
/** The bracket before `(555) 010…`, which would be left over. */
const OPENING = String.raw`(?:\((?=\p{Nd}{1,4}\)))?`
/** From the first digit to the last, with the letters that stand in or right at it: whatever is between, but a word. */
const NUMBER = String.raw`${OPENING}\p{L}{0,3}\p{Nd}(?:(?:${BETWEEN}|[-/.]?\p{L}{1,3}[-/.]?)\p{Nd})*(?:\p{L}{1,3}(?!\p{L}))?`
const TOKENS = new RegExp(`(?<plain>${AMOUNT}|${GROUPED}|${DAY})|(?<number>${NUMBER})`, 'gu')

/**
 * Text as it may stand on a screen that clients see. Hides what the book knows of people, and what only looks like it:
 * e-mail addresses, and runs of digits as long as identity, telephone, and account numbers. Amounts with a currency or
 * thousands' commas, years, and days stay. In doubt it hides: a quantity of seven digits without commas goes as well.
 */
export function concealText(text: string, secrets: Secrets): string {
  const withoutFacts = [...secrets.facts.flatMap(toPattern), ...secrets.birthDays.map(birthDayPattern)].reduce(
    (shown, pattern) => shown.replace(pattern, HIDDEN),
    text.replace(EMAIL, HIDDEN),
  )
  return withoutFacts.replace(TOKENS, (...found) => {
    const { plain, number = '' } = found.at(-1) as { plain?: string; number?: string }
    return plain ?? (isLong(number, secrets) ? concealNumber(number, secrets) : number)
  })
}

function isLong(number: string, { accountEndings }: Secrets): boolean {
  if (isYears(number)) return false
  // Letters among the digits, as in passports, count as digits of it.
  const mixed = number.match(/\p{Nd}.*\p{L}.*\p{Nd}/u)?.[0].replace(/[^\p{L}\p{Nd}]/gu, '') ?? ''
  const digits = digitsOf(number)
  return (
    mixed.length >= FEWEST_DIGITS ||
    digits.length >= FEWEST_DIGITS ||
    (digits.length > 4 && accountEndings.some((end) => digits.endsWith(end)))
  )
}

function concealNumber(number: string, { accountEndings }: Secrets): string {
  return maskedNumber(accountEndings.find((end) => digitsOf(number).endsWith(end)) ?? '')
}

/** `2026`, `2026–2030`, `2025/2026`. */
function isYears(number: string): boolean {
  return /^\(?(?:19|20)\d\d(?:[^\p{L}\p{Nd}]+(?:19|20)\d\d)*$/u.test(number)
}

const digitsOf = (text: string) => text.replace(/\P{Nd}/gu, '')

/** A fact wherever it stands as whole words, whatever its case and however its words and digits are set apart. */
function toPattern(fact: string): RegExp[] {
  const pieces = /\p{L}/u.test(fact) ? (fact.match(/[\p{L}\p{Nd}]+/gu) ?? []).join(ANY_GAP) : digitsPattern(fact)
  if (pieces === '') return []
  return [new RegExp(`(?<![\\p{L}\\p{Nd}])${OPENING}${pieces}(?![\\p{L}\\p{Nd}])`, 'giu')]
}

const ANY_GAP = String.raw`[^\p{L}\p{Nd}]*`

/** The digits of a number, set apart as people do or as it was written down. */
function digitsPattern(fact: string): string {
  const digits = fact.match(/\p{Nd}\P{Nd}*/gu) ?? []
  return digits
    .map((piece, index) => {
      const [digit = '', ...gap] = piece
      return index === digits.length - 1 ? digit : `${digit}(?:${BETWEEN}|${gap.map(escapeLetter).join('')})`
    })
    .join('')
}

const escapeLetter = (letter: string) => `\\u{${letter.codePointAt(0)?.toString(16)}}`

/** A day in the spellings of letters and forms: `1958-03-04`, `3/4/58`, `4.3.1958`, `4th of March 1958`, `Mar 4, 1958`. */
function birthDayPattern(day: string): RegExp {
  const [year = '', month = '', date = ''] = day.split('-')
  const name = MONTHS[Number(month) - 1] ?? ''
  const y = `(?:${year.slice(0, 2)})?${year.slice(2)}`
  const m = `0?${Number(month)}`
  const d = `0?${Number(date)}`
  const word = `${name.slice(0, 3)}(?:${name.slice(3)}|t)?\\.?`
  const nth = `${d}(?:st|nd|rd|th)?`
  const gap = String.raw`[\p{Zs},.\-‐-―/]{0,3}`
  const sign = String.raw`\p{Zs}?[-‐-―./]\p{Zs}?`
  const spellings = [
    [y, m, d].join(sign),
    [m, d, y].join(sign),
    [d, m, y].join(sign),
    `${nth}${gap}(?:of )?${word}${gap}${y}`,
    `${word}${gap}${nth}${gap}${y}`,
    `${year}${month}${date}`,
  ]
  return new RegExp(`(?<![\\p{L}\\p{Nd}])(?:${spellings.join('|')})(?![\\p{L}\\p{Nd}])`, 'giu')
}
