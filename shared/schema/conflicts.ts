import type { RecordSpec } from './define-record.ts'
import type { FieldSpec } from './field.ts'

/**
 * Fields that mean something only together, such as an investment profile: who sets one of them did so looking at the
 * others. Where somebody else has changed any of them meanwhile, a person decides.
 */
export function askedFields(record: RecordSpec): string[] {
  return Object.entries(record.fields as Readonly<Record<string, FieldSpec>>)
    .filter(([, spec]) => spec.conflict === 'ask')
    .map(([name]) => name)
}
