import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/**
 * How long the records of a class are kept, and from which event. One policy of a class is in force at a time. The
 * firm's defaults and the rules behind them are in the database guide, `migrations/README.md`.
 */
export const retentionPolicies = defineRecord({
  table: 'retention_policies',
  label: 'Retention policy',
  plural: 'Retention policies',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    recordClass: field.choice(
      'Records',
      {
        client: 'Client records',
        transaction: 'Transactions and positions',
        communication: 'Communications and meetings',
        audit: 'Audit trail',
      },
      { sensitivity: 'internal' },
    ),
    trigger: field.choice(
      'Begins with',
      {
        termination: 'End of the client relationship',
        account_closed: 'Closing of the account',
        record_date: 'The record’s own date',
        last_entry: 'The household’s last entry',
        superseded: 'The day it was superseded',
        enterprise_end: 'End of the firm',
      },
      { sensitivity: 'internal' },
    ),
    years: field.integer('Years', { sensitivity: 'internal', min: '1', max: '100' }),
    fromFiscalYearEnd: field.boolean('From the end of the fiscal year', { sensitivity: 'internal' }),
    performanceSupport: field.boolean('Longer while it supports performance', { sensitivity: 'internal' }),
    basis: field.text('Basis', { sensitivity: 'internal', maxLength: 1000 }),
    inForceFrom: field.date('In force since', { sensitivity: 'internal' }),
    endedOn: field.date('Ended', { nullable: true, sensitivity: 'internal' }),
  },
  indexes: [['recordClass', 'inForceFrom']],
  rules: { ordered: [['inForceFrom', 'endedOn']] },
})
