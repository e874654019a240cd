import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Something said or written to, by, or about a client. Kept whatever the channel (17 CFR 275.204-2(a)(7)). */
export const communications = defineRecord({
  table: 'communications',
  label: 'Communication',
  plural: 'Communications',
  scope: 'household',
  conflict: 'append',
  retention: 'communication',
  fields: {
    householdId: field.ref('Household', 'households'),
    meetingId: field.ref('Meeting', 'meetings', { nullable: true }),
    channel: field.choice('Channel', {
      email: 'E-mail',
      phone: 'Phone',
      voicemail: 'Voicemail',
      video: 'Video',
      in_person: 'In person',
      sms: 'Text message',
      whatsapp: 'WhatsApp',
      chat: 'Chat',
      social: 'Social media',
      portal: 'Portal',
      letter: 'Letter',
      fax: 'Fax',
    }),
    direction: field.choice('Direction', { inbound: 'From client', outbound: 'To client', internal: 'Internal' }),
    occurredAt: field.instant('When'),
    participants: field.text('With', { sensitivity: 'identity', maxLength: 500 }),
    subject: field.text('Subject', { searchable: true, maxLength: 300 }),
    body: field.text('Text', { nullable: true, maxLength: 100_000 }),
    category: field.choice('Category', {
      advice: 'Advice',
      funds_movement: 'Movement of funds',
      order: 'Order',
      performance: 'Performance',
      complaint: 'Complaint',
      general: 'General',
    }),
    offChannel: field.boolean('Off channel'),
    capture: field.choice('Captured', { manual: 'By hand', sync: 'By sync', import: 'By import' }),
    supervision: field.choice('Supervision', {
      unsampled: 'Not sampled',
      pending: 'Pending',
      approved: 'Approved',
      escalated: 'Escalated',
    }),
    amendsId: field.ref('Amends', 'communications', { nullable: true }),
  },
  indexes: [['householdId', 'occurredAt'], ['meetingId'], ['amendsId']],
})
