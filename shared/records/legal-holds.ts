import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A duty to preserve: while any hold reaches a record, nobody can delete it, whatever its retention says. */
export const legalHolds = defineRecord({
  table: 'legal_holds',
  label: 'Legal hold',
  plural: 'Legal holds',
  scope: 'office',
  conflict: 'ask',
  retention: 'compliance',
  fields: {
    matter: field.text('Matter', { maxLength: 300 }),
    kind: field.choice('Kind', {
      litigation: 'Litigation',
      exam: 'Examination',
      investigation: 'Investigation',
      complaint: 'Complaint',
    }),
    scopeText: field.text('Scope', { nullable: true, maxLength: 4000 }),
    issuer: field.text('Issued by', { maxLength: 200 }),
    issuedOn: field.date('Issued'),
    reason: field.text('Reason', { maxLength: 4000 }),
    isConfidential: field.boolean('Confidential'),
    releasedAt: field.instant('Released', { nullable: true }),
    releaseReason: field.text('Reason for release', { nullable: true, maxLength: 4000 }),
  },
  indexes: [['releasedAt']],
})
