import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Who owns an account, and how much of it. The shares that have not ended total 100%. */
export const accountOwners = defineRecord({
  table: 'account_owners',
  label: 'Account owner',
  plural: 'Account owners',
  scope: 'household',
  conflict: 'ask',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    accountId: field.ref('Account', 'accounts'),
    personId: field.ref('Person', 'persons', { nullable: true }),
    entityId: field.ref('Entity', 'entities', { nullable: true }),
    percent: field.ratio('Share (%)', { min: '0', max: '100' }),
    endedOn: field.date('Ended', { nullable: true }),
  },
  indexes: [['householdId'], ['accountId'], ['personId'], ['entityId']],
  rules: { exactlyOne: [['personId', 'entityId']] },
})
