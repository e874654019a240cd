import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A note, decision, or question written down in a meeting. Only ever added; a correction is another note. */
export const meetingNotes = defineRecord({
  table: 'meeting_notes',
  label: 'Meeting note',
  plural: 'Meeting notes',
  scope: 'household',
  conflict: 'append',
  retention: 'communication',
  datedBy: 'writtenAt',
  fields: {
    householdId: field.ref('Household', 'households'),
    meetingId: field.ref('Meeting', 'meetings'),
    kind: field.choice('Kind', {
      note: 'Note',
      decision: 'Decision',
      recommendation: 'Recommendation',
      question: 'Question',
    }),
    body: field.text('Text', { searchable: true, maxLength: 20_000 }),
    basis: field.text('Basis', { nullable: true, maxLength: 4000 }),
    writtenAt: field.instant('Written'),
  },
  indexes: [['householdId'], ['meetingId', 'writtenAt']],
})
