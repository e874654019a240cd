import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** What an account holds of one security as of a day. */
export const positions = defineRecord({
  table: 'positions',
  label: 'Position',
  plural: 'Positions',
  scope: 'household',
  conflict: 'server',
  retention: 'transaction',
  datedBy: 'asOf',
  fields: {
    householdId: field.ref('Household', 'households'),
    accountId: field.ref('Account', 'accounts'),
    securityId: field.ref('Security', 'securities'),
    asOf: field.date('As of'),
    quantity: field.quantity('Quantity'),
    price: field.quantity('Price', { min: '0' }),
    marketValue: field.money('Market value'),
    accruedIncome: field.money('Accrued income'),
    costBasis: field.money('Cost basis', { nullable: true }),
    reconciliation: field.choice('Reconciliation', {
      matched: 'Matched',
      break: 'Break',
      unreconciled: 'Unreconciled',
    }),
  },
  indexes: [['householdId'], ['accountId'], ['securityId']],
  unique: [['accountId', 'securityId', 'asOf']],
})
