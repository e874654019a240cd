import type { RecordSpec } from './define-record.ts'
import type { FieldSpec } from './field.ts'

/**
 * Fields that mean something only together, such as an investment profile: who sets one of them did so looking at the
 * others. Where somebody else has changed any of them meanwhile, a person decides. Of a record that asks, it is all.
 */
export function askedFields(record: RecordSpec): string[] {
  return Object.entries(record.fields as Readonly<Record<string, FieldSpec>>)
    .filter(([, spec]) => record.conflict === 'ask' || spec.conflict === 'ask')
    .map(([name]) => name)
}
