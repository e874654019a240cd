import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** What there is one of in a firm. */
export const firmSettings = defineRecord({
  table: 'firm_settings',
  label: 'Firm',
  plural: 'Firm',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    firmName: field.text('Name', { sensitivity: 'internal', maxLength: 200 }),
    fiscalYearEndMonth: field.integer('Fiscal year ends in month', { sensitivity: 'internal', min: '1', max: '12' }),
    /** Without a value: 14. */
    leaseDays: field.integer('Days a laptop may be offline', {
      nullable: true,
      sensitivity: 'internal',
      min: '1',
      max: '90',
    }),
    /** After the lease has ended. Without a value: 76. */
    wipeAfterDays: field.integer('Days until it is wiped after that', {
      nullable: true,
      sensitivity: 'internal',
      min: '1',
      max: '365',
    }),
    enterpriseEndedOn: field.date('Firm ended', { nullable: true, sensitivity: 'internal' }),
  },
})
