import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A record of a disposal, with the rule, the event, and the date that ended its retention. It outlives the record. */
export const disposalItems = defineRecord({
  table: 'disposal_items',
  label: 'Record disposed of',
  plural: 'Records disposed of',
  scope: 'office',
  conflict: 'ask',
  retention: 'compliance',
  fields: {
    disposalId: field.ref('Disposal', 'disposals'),
    subjectTable: field.text('Kind of record', { maxLength: 63, format: 'table' }),
    subjectId: field.id('Record'),
    subjectHouseholdId: field.id('Household', { nullable: true }),
    policyId: field.ref('Policy', 'retention_policies'),
    explanation: field.text('Why', { maxLength: 1000 }),
    retainUntil: field.date('Kept until'),
    /** Of the row's content as it was when it went; null until then. */
    rowSha256: field.text('SHA-256 of the row', {
      nullable: true,
      sensitivity: 'internal',
      maxLength: 64,
      format: 'sha256',
    }),
    disposedAt: field.instant('Disposed of', { nullable: true }),
  },
  indexes: [['subjectId']],
  unique: [['disposalId', 'subjectTable', 'subjectId']],
})
