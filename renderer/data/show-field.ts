import { formatDate, formatInstant, NONE } from '#renderer/ui/dates.ts'
import { formatMoney, formatQuantity, formatShare } from '#renderer/ui/money.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

/** A stored value as people read it: the word of a choice, a day, Yes or No, a dash for nothing. */
export function showField(spec: FieldSpec, value: unknown): string {
  if (value === null || value === undefined || value === '') return NONE
  const text = String(value)
  switch (spec.kind) {
    case 'choice':
      return spec.choices?.[text] ?? text
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'date':
      return formatDate(text)
    case 'instant':
      return formatInstant(text)
    case 'money':
      return formatMoney(text)
    case 'quantity':
      return formatQuantity(text)
    case 'ratio':
      return formatShare(text)
    default:
      return text
  }
}
