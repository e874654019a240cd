import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Which version of a disclosure reached a client, when, and how (17 CFR 275.204-2(a)(14), 275.204-3). */
export const disclosures = defineRecord({
  table: 'disclosures',
  label: 'Disclosure delivered',
  plural: 'Disclosures delivered',
  scope: 'household',
  conflict: 'append',
  retention: 'client',
  datedBy: 'deliveredOn',
  fields: {
    householdId: field.ref('Household', 'households'),
    personId: field.ref('To', 'persons', { nullable: true }),
    kind: field.choice('Disclosure', {
      adv_2a: 'Form ADV 2A',
      adv_2b: 'Form ADV 2B',
      crs: 'Form CRS',
      privacy_notice: 'Privacy notice',
    }),
    edition: field.text('Edition', { sensitivity: 'internal', maxLength: 60 }),
    documentId: field.ref('Document', 'documents', { nullable: true }),
    deliveredOn: field.date('Delivered'),
    method: field.choice('How', { email: 'E-mail', portal: 'Portal', letter: 'Letter', in_person: 'In person' }),
    acknowledgedOn: field.date('Acknowledged', { nullable: true }),
  },
  indexes: [['householdId', 'kind', 'deliveredOn'], ['personId'], ['documentId']],
  rules: { ordered: [['deliveredOn', 'acknowledgedOn']] },
})
