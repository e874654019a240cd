import type { RecordSpec } from './define-record.ts'

/** `householdId` → `household_id`. Digits stay where they are: `ssnLast4` → `ssn_last4`. */
export function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `household_id` → `householdId`. */
export function toField(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The column that says which household a row belongs to; null for the firm's and users' records. */
export function householdColumn(record: RecordSpec): string | null {
  if (record.scope !== 'household') return null
  return record.table === 'households' ? 'id' : 'household_id'
}

/** Every column of a record, common ones first, in declaration order. */
export function columnsOf(record: RecordSpec): string[] {
  return Object.keys(record.allFields).map(toColumn)
}
