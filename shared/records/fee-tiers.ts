import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/**
 * A breakpoint of a fee schedule: from this amount on, this rate. The tiers that came into force on one day are a table
 * of their own, whose first begins at nothing; it stands until the next day on which some did.
 */
export const feeTiers = defineRecord({
  table: 'fee_tiers',
  label: 'Fee tier',
  plural: 'Fee tiers',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  datedBy: 'inForceFrom',
  fields: {
    feeScheduleId: field.ref('Fee schedule', 'fee_schedules', { sensitivity: 'internal' }),
    inForceFrom: field.date('In force since', { sensitivity: 'internal' }),
    fromAmount: field.money('Beginning at', { sensitivity: 'internal', min: '0' }),
    /** Basis points: hundredths of a per cent. */
    rate: field.ratio('Rate (bps a year)', { sensitivity: 'internal', min: '0', max: '1000' }),
  },
  unique: [['feeScheduleId', 'inForceFrom', 'fromAmount']],
})
