import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** The disposal of records at the end of their retention: proposed by one person, approved by another. */
export const disposals = defineRecord({
  table: 'disposals',
  label: 'Disposal',
  plural: 'Disposals',
  scope: 'office',
  conflict: 'ask',
  retention: 'compliance',
  fields: {
    reason: field.text('Reason', { maxLength: 4000 }),
    status: field.choice('Status', {
      proposed: 'Proposed',
      approved: 'Approved',
      executed: 'Carried out',
      cancelled: 'Cancelled',
    }),
    proposedBy: field.ref('Proposed by', 'users', { sensitivity: 'internal' }),
    proposedAt: field.instant('Proposed'),
    approvedBy: field.ref('Approved by', 'users', { nullable: true, sensitivity: 'internal' }),
    approvedAt: field.instant('Approved', { nullable: true }),
    executedAt: field.instant('Carried out', { nullable: true }),
  },
  indexes: [['status']],
  rules: {
    ordered: [
      ['proposedAt', 'approvedAt'],
      ['approvedAt', 'executedAt'],
    ],
    different: [['proposedBy', 'approvedBy']],
    required: [
      { when: ['status', 'approved'], set: 'approvedBy' },
      { when: ['status', 'approved'], set: 'approvedAt' },
      { when: ['status', 'executed'], set: 'approvedBy' },
      { when: ['status', 'executed'], set: 'executedAt' },
    ],
  },
})
