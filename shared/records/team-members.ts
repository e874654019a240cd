import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Somebody who serves a household beside its adviser. Being on the team is what lets them see it. */
export const teamMembers = defineRecord({
  table: 'team_members',
  label: 'Team member',
  plural: 'Servicing team',
  scope: 'household',
  conflict: 'fields',
  retention: 'reference',
  fields: {
    householdId: field.ref('Household', 'households'),
    userId: field.ref('Person', 'users', { sensitivity: 'internal' }),
    role: field.choice('Role', {
      associate: 'Associate adviser',
      planner: 'Planner',
      portfolio_manager: 'Portfolio manager',
      assistant: 'Assistant',
      operations: 'Operations',
    }),
  },
  indexes: [['userId', 'householdId']],
  unique: [['householdId', 'userId']],
})
