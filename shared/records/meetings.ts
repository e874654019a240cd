import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A meeting with a household, from planning to its record. */
export const meetings = defineRecord({
  table: 'meetings',
  label: 'Meeting',
  plural: 'Meetings',
  scope: 'household',
  conflict: 'fields',
  retention: 'communication',
  datedBy: 'startsAt',
  fields: {
    householdId: field.ref('Household', 'households'),
    subject: field.text('Subject', { searchable: true, maxLength: 200 }),
    kind: field.choice('Kind', {
      review: 'Review',
      planning: 'Planning',
      onboarding: 'Onboarding',
      service: 'Service',
      prospect: 'Prospect',
    }),
    status: field.choice('Status', { planned: 'Planned', held: 'Held', cancelled: 'Cancelled' }),
    startsAt: field.instant('Starts'),
    endsAt: field.instant('Ends'),
    location: field.text('Where', { nullable: true, sensitivity: 'identity', maxLength: 200 }),
    attendees: field.text('Attendees', { nullable: true, sensitivity: 'identity', maxLength: 500 }),
    agenda: field.text('Agenda', { nullable: true, searchable: true, maxLength: 4000 }),
    heldAt: field.instant('Held', { nullable: true }),
  },
  indexes: [['householdId', 'startsAt'], ['startsAt']],
  rules: { ordered: [['startsAt', 'endsAt']] },
})
