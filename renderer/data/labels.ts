import { NONE } from '#renderer/ui/dates.ts'
import { type Records, records } from '#shared/records/index.ts'
import type { RecordSpec } from '#shared/schema/define-record.ts'

/**
 * The word people use for a stored choice.
 *
 * @returns the value itself where the record does not know it, a dash for null.
 */
export function choiceLabel<T extends keyof Records>(
  table: T,
  field: keyof Records[T]['fields'] & string,
  value: string | null,
): string {
  if (value === null) return NONE
  return choicesOf(table, field)[value] ?? value
}

/** Value → label of a choice field, in the order shown; empty for fields that are no choice. */
export function choicesOf<T extends keyof Records>(
  table: T,
  field: keyof Records[T]['fields'] & string,
): Readonly<Record<string, string>> {
  const specs: Readonly<Record<string, { readonly choices?: Readonly<Record<string, string>> }>> = records[table].fields
  return specs[field]?.choices ?? {}
}

/** The record of a table; undefined for one that is no record. */
export function recordSpec(table: string): RecordSpec | undefined {
  return table in records ? records[table as keyof Records] : undefined
}

/** What people call a record of this table; the table's own name for one that is no record. */
export function recordLabel(table: string): string {
  return table in records ? records[table as keyof Records].label : table
}
