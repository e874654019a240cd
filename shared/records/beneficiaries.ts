import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Who receives an account on death. In each class the designations that have not ended total 100%. */
export const beneficiaries = defineRecord({
  table: 'beneficiaries',
  label: 'Beneficiary',
  plural: 'Beneficiaries',
  scope: 'household',
  conflict: 'ask',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    accountId: field.ref('Account', 'accounts'),
    personId: field.ref('Person', 'persons', { nullable: true }),
    entityId: field.ref('Entity', 'entities', { nullable: true }),
    name: field.text('Name', { nullable: true, sensitivity: 'identity', maxLength: 200 }),
    class: field.choice('Class', { primary: 'Primary', contingent: 'Contingent' }),
    percent: field.ratio('Share (%)', { min: '0', max: '100' }),
    perStirpes: field.boolean('Per stirpes'),
    verifiedOn: field.date('Verified', { nullable: true }),
    endedOn: field.date('Ended', { nullable: true }),
  },
  indexes: [['householdId'], ['accountId'], ['personId'], ['entityId']],
  rules: { exactlyOne: [['personId', 'entityId', 'name']] },
})
