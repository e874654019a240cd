import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/**
 * What a hold reaches: the record named, everything that refers to it, and, for a household, everything in it.
 * Nothing but households and their records can be named.
 */
export const legalHoldItems = defineRecord({
  table: 'legal_hold_items',
  label: 'Record on hold',
  plural: 'Records on hold',
  scope: 'office',
  conflict: 'ask',
  retention: 'compliance',
  fields: {
    holdId: field.ref('Hold', 'legal_holds'),
    subjectTable: field.text('Kind of record', { maxLength: 63, format: 'table' }),
    subjectId: field.id('Record'),
  },
  indexes: [['subjectId']],
  unique: [['holdId', 'subjectTable', 'subjectId']],
})
