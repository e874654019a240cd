import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** How an advisory fee follows from assets, as agreements name it; its tiers are in `fee_tiers`. One tier is a flat rate. */
export const feeSchedules = defineRecord({
  table: 'fee_schedules',
  label: 'Fee schedule',
  plural: 'Fee schedules',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    name: field.text('Name', { sensitivity: 'internal', maxLength: 100 }),
    method: field.choice(
      'Method',
      { marginal: 'Each tier at its own rate', whole: 'The whole at the rate of its tier' },
      { sensitivity: 'internal' },
    ),
    yearlyMinimum: field.money('Least fee of a year', { nullable: true, sensitivity: 'internal', min: '0' }),
    /** Whoever has it keeps it; nobody is given it any more. */
    endedOn: field.date('No longer offered since', { nullable: true, sensitivity: 'internal' }),
  },
  unique: [['name']],
})
