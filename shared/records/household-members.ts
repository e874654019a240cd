import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A person's dated place in a household. One head per household at a time. */
export const householdMembers = defineRecord({
  table: 'household_members',
  label: 'Member',
  plural: 'Household members',
  scope: 'household',
  conflict: 'fields',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    personId: field.ref('Person', 'persons'),
    role: field.choice('Role', {
      head: 'Head',
      spouse: 'Spouse',
      partner: 'Partner',
      child: 'Child',
      grandchild: 'Grandchild',
      parent: 'Parent',
      sibling: 'Sibling',
      other_dependent: 'Other dependant',
      other: 'Other',
    }),
    fromDate: field.date('From', { nullable: true }),
    toDate: field.date('To', { nullable: true }),
    isPrimary: field.boolean('Primary household'),
    inRollUp: field.boolean('Counted in totals'),
  },
  indexes: [['householdId'], ['personId']],
  rules: { ordered: [['fromDate', 'toDate']] },
})
