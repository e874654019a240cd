import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A security's closing price on a day, and where it came from. */
export const prices = defineRecord({
  table: 'prices',
  label: 'Price',
  plural: 'Prices',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    securityId: field.ref('Security', 'securities', { sensitivity: 'internal' }),
    pricedOn: field.date('Date', { sensitivity: 'internal' }),
    price: field.quantity('Price', { sensitivity: 'internal', min: '0' }),
    source: field.text('Source', { sensitivity: 'internal', maxLength: 60 }),
  },
  unique: [['securityId', 'pricedOn']],
})
