import { z } from 'zod'
import type { RecordSpec } from './define-record.ts'
import type { FieldSpec } from './field.ts'

/** What kind of number an encrypted field holds, and so what is typed into it. */
export type NumberKind = 'ssn' | 'tax_id' | 'ein' | 'id' | 'account'

interface NumberRule {
  /** What is wrong with what was typed, after a field's name; null where nothing is. Never quotes it. */
  problem(typed: string): string | null
  /** How the number is written. */
  write(typed: string): string
}

const digitsOf = (typed: string) => typed.replace(/[\s.-]/g, '')
const NINE_DIGITS = /^\d{9}$/
/** The groups of a taxpayer number that the IRS gives to people without a social security number (Form W-7). */
const ITIN_GROUPS = /^(5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])$/
/** First two digits that no campus of the IRS gives ("How EINs are assigned and valid EIN prefixes"). */
const NO_EIN = new Set('00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97'.split(' '))

/** Areas, groups, and serials that the Social Security Administration never issues (20 CFR 422.103; POMS RM 10201.035). */
function ssnProblem(digits: string): string | null {
  const [area, group, serial] = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)]
  if (area === '000' || area === '666' || area.startsWith('9')) {
    return 'begins with three digits that are never issued. Check it with the card'
  }
  if (group === '00') return 'has 00 in the middle, which is never issued. Check it with the card'
  return serial === '0000' ? 'ends in 0000, which is never issued. Check it with the card' : null
}

const dashed = (digits: string) => `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`

/** Letters, digits, and what is written between them. */
function plainProblem(typed: string, most: number): string | null {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ./-]*$/u.test(typed.trim())) return 'has signs that are no letters or digits'
  const length = typed.replace(/[^\p{L}\p{N}]/gu, '').length
  return length < 4 || length > most ? `has fewer than 4 or more than ${most} letters and digits` : null
}

export const numberRules: Readonly<Record<NumberKind, NumberRule>> = {
  ssn: {
    problem: (typed) =>
      NINE_DIGITS.test(digitsOf(typed)) ? ssnProblem(digitsOf(typed)) : 'is not nine digits such as •••-••-••••',
    write: (typed) => dashed(digitsOf(typed)),
  },
  tax_id: {
    // Nine digits are American; what other countries give is taken as it is.
    problem(typed) {
      const digits = digitsOf(typed)
      if (!NINE_DIGITS.test(digits)) return plainProblem(typed, 30)
      if (!digits.startsWith('9')) return ssnProblem(digits)
      return ITIN_GROUPS.test(digits.slice(3, 5))
        ? null
        : 'begins with 9 and is no ITIN. Check it with the letter of the IRS'
    },
    write: (typed) => (NINE_DIGITS.test(digitsOf(typed)) ? dashed(digitsOf(typed)) : typed.trim()),
  },
  ein: {
    problem(typed) {
      const digits = digitsOf(typed)
      if (!NINE_DIGITS.test(digits)) return 'is not nine digits such as ••-•••••••'
      return NO_EIN.has(digits.slice(0, 2)) ? 'begins with two digits that the IRS does not give' : null
    },
    write: (typed) => `${digitsOf(typed).slice(0, 2)}-${digitsOf(typed).slice(2)}`,
  },
  id: { problem: (typed) => plainProblem(typed, 30), write: (typed) => typed.trim() },
  account: { problem: (typed) => plainProblem(typed, 34), write: (typed) => typed.trim() },
}

/** A number of a record as a form has it. */
export interface NumberField {
  readonly name: string
  readonly label: string
  readonly number: NumberKind
  /** The field with the last four characters; null where the record has none. */
  readonly lastFour: string | null
}

/** The encrypted fields that a form takes, in the record's order. */
export function numberFields(record: RecordSpec): NumberField[] {
  return Object.entries<FieldSpec>(record.fields).flatMap(([name, { label, number }]) => {
    const lastFour = name.replace(/Encrypted$/, 'Last4')
    return number === undefined ? [] : [{ name, label, number, lastFour: lastFour in record.fields ? lastFour : null }]
  })
}

/** Numbers as they were typed, by the encrypted field they are sealed into; null takes one away. */
export type TypedNumbers = Readonly<Record<string, string | null>>

/** Longer than any number with what is written between its digits. */
const LONGEST = 64

/** Validates numbers that a form sends, and writes them one way. What is wrong never quotes a number. */
export function numbersSchema(record: RecordSpec): z.ZodType<TypedNumbers> {
  const shape = numberFields(record).map(({ name, number }) => {
    const { problem, write } = numberRules[number]
    const typed = z
      .string()
      .max(LONGEST, 'is too long')
      .superRefine((value, context) => {
        const message = problem(value)
        if (message !== null) context.addIssue({ code: 'custom', message })
      })
      .transform(write)
    return [name, typed.nullable().optional()]
  })
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<TypedNumbers>
}
