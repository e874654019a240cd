import type { RecordSpec } from '#shared/schema/define-record.ts'

/**
 * What people call a choice: `labelOf(accounts, 'registration', 'roth_ira')` → `'Roth IRA'`.
 *
 * @returns the value itself where the record has no label for it, and an empty text for null.
 */
export function labelOf<R extends RecordSpec>(
  record: R,
  field: keyof R['fields'] & string,
  value: string | null,
): string {
  if (value === null) return ''
  return record.fields[field]?.choices?.[value] ?? value
}

/** `'1234'` → `'••••1234'`; an empty text for null. */
export function maskedNumber(last4: string | null): string {
  return last4 === null ? '' : `••••${last4}`
}

/** A person's name as spoken: first and last. */
export function fullName(person: { readonly firstName: string; readonly lastName: string }): string {
  return `${person.firstName} ${person.lastName}`.trim()
}
