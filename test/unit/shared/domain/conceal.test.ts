import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concealText, type Secrets } from '#shared/domain/conceal.ts'

const none: Secrets = { birthDays: [], facts: [], accountEndings: [] }
const digitsOf = (text: string) => text.replace(/\P{Nd}/gu, '')

test.each([
  ['SSN 000-12-3456 on file', 'SSN •••• on file'],
  ['SSN 000 12 3456', 'SSN ••••'],
  ['SSN000123456.', '••••.'],
  ['EIN 00-1234567, and 000.12.3456', 'EIN ••••, and ••••'],
  ['Call (555) 010-1234 or +1 555 010 1234, else (00012345678)', 'Call •••• or +••••, else (••••5678)'],
  ['Full width ０００１２３４５６', 'Full width ••••'],
  ['Roll over HV-1234-5678 from 87654321', 'Roll over HV-••••5678 from ••••'],
  ['Passport C01X00T47, by the Q1 of 2026', 'Passport ••••, by the Q1 of 2026'],
  ['Write to ada@example.com, or <ada@example.com>', 'Write to ••••, or <••••>'],
])('%j is shown as %j', (text, shown) => {
  expect(concealText(text, { ...none, accountEndings: ['5678'] })).toBe(shown)
})

test.each([
  'Raise $1,250,000.50 by 2027-03-01, 12% of 401(k)',
  'From 1,250,000 to USD 1500000 in 2026–2030 (2025), (2026) 2027',
  '1. Review 2025/2026\n2. Move 60/40 to 70/30 at 14:30\n3. Two of 12',
  'By 30.11.2026 or 11/30/2026, not before 4 Mar 2026',
  '-$1,234.56, +3.25% and $0.00; 529 and 403(b) plans',
])('%j stays', (text) => {
  expect(concealText(text, none)).toBe(text)
})

test.each([
  ...['1958-03-04', '1958/3/4', '3/4/58', '03/04/1958', '4.3.1958', '4. 3. 1958', '4-3-58', '19580304'],
  ...['4 Mar 1958', '4th of March 1958', 'March 4, 1958', 'MAR. 4th 1958', '04-Mar-58', '4 mar 1958'],
])('a birthday is hidden when spelled %j', (spelling) => {
  expect(concealText(`Born ${spelling}, retires`, { ...none, birthDays: ['1958-03-04'] })).toBe('Born ••••, retires')
})

test('an address, a telephone number, and the end of an identity number are hidden however they are set', () => {
  const facts = ['12 Harbour Street, Apt. 4', '555-0142', '1234']

  expect(
    concealText('Now at 12 HARBOUR street Apt 4; 555 0142; ends in 1234, not 12345 or $1,234', { ...none, facts }),
  ).toBe('Now at ••••; ••••; ends in ••••, not 12345 or $1,234')
})

const digit = fc.constantFrom(...'0123456789')
const separator = fc.constantFrom('', '', ' ', '-', '.', '/', ' - ', '–', '\u00a0', '\u200b')
const words = fc.string({ unit: fc.constantFrom('a', 'B', 'é', ' ', ',', '\n', '!', '(', '-'), maxLength: 12 })

/** Digits as somebody might set them apart. */
const setApart = (least: number, most: number) =>
  fc
    .array(fc.tuple(digit, separator), { minLength: least, maxLength: most })
    .map((pairs) => ({
      digits: pairs.map(([one]) => one).join(''),
      written: pairs.map(([one, gap], index) => (index === pairs.length - 1 ? one : one + gap)).join(''),
    }))
    // What is a day or a row of years by its looks stays, and is no number of anybody.
    .filter(({ written }) => !/(?:19|20)\d\d/.test(digitsOf(written)))

test('whatever stands around it, a number of seven digits or more leaves no digit, or the four of a known account', () => {
  fc.assert(
    fc.property(setApart(7, 19), words, words, fc.boolean(), ({ digits, written }, before, after, isKnown) => {
      const ending = digits.slice(-4)
      const shown = concealText(`${before} ${written} ${after}`, { ...none, accountEndings: isKnown ? [ending] : [] })
      const left = digitsOf(shown)

      // Days such as 3/4/1958 were left out above, so that nothing else has digits.
      expect(left === '' || (isKnown && left === ending)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('what is known is gone, and hiding twice hides no more than once', () => {
  const fact = fc.string({ unit: fc.constantFrom('a', 'B', 'ł', '7', '3', ' ', '.', '+', '('), minLength: 1 })
  fc.assert(
    fc.property(fact, words, words, (known, before, after) => {
      fc.pre(/[\p{L}\p{Nd}]/u.test(known))
      const secrets = { ...none, facts: [known] }
      const once = concealText(`${before} ${known.toUpperCase()} ${after}`, secrets)

      expect(once.toLowerCase().includes(` ${known.trim().toLowerCase()} `)).toBe(false)
      expect(concealText(once, none)).toBe(once)
    }),
    { numRuns: 1000 },
  )
})

test.each(['555   -   0134', '7 .  + (3', '12, 34'])('the number “%s” is hidden as it was written down', (known) => {
  expect(concealText(`call ${known} now`, { ...none, facts: [known] })).toBe('call •••• now')
})

test('text without digits and without an @ stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/[\p{Nd}@]/u.test(text))

      expect(concealText(text, none)).toBe(text)
    }),
  )
})
