import type { Communication } from '#shared/records/index.ts'

/** `{client}` and `{adviser}` stand for first names. */
export interface CommunicationText {
  readonly channel: Communication['channel']
  readonly direction: Communication['direction']
  readonly category: Communication['category']
  readonly subject: string
  readonly body: string
}

function text(
  channel: Communication['channel'],
  direction: Communication['direction'],
  category: Communication['category'],
  subject: string,
  body: string,
): CommunicationText {
  return { channel, direction, category, subject, body }
}

export const communicationTexts: readonly CommunicationText[] = [
  text(
    'email',
    'outbound',
    'general',
    'Documents for your signature',
    'Dear {client}, two papers are waiting for you in the portal. Please sign them before Friday. Best regards, {adviser}',
  ),
  text(
    'email',
    'inbound',
    'general',
    'New phone number',
    'Hi {adviser}, my phone number has changed. Could you please update it and confirm? Thanks, {client}',
  ),
  text(
    'email',
    'outbound',
    'performance',
    'Your quarterly report',
    'Dear {client}, your report for the quarter is in the portal, with returns before and after fees. Call me with any question. {adviser}',
  ),
  text(
    'email',
    'inbound',
    'funds_movement',
    'Transfer to our bank',
    'Dear {adviser}, please send $12,000 to our bank on file by the end of the month; we are replacing the roof. {client}',
  ),
  text(
    'email',
    'outbound',
    'funds_movement',
    'Transfer confirmed',
    'Dear {client}, we confirmed your request by telephone and sent it to the custodian today. The money should arrive in two business days. {adviser}',
  ),
  text(
    'email',
    'outbound',
    'advice',
    'Thoughts on your bond allocation',
    'Dear {client}, as discussed I suggest to shorten the maturity of your bonds somewhat. The reasons are in the attached note; nothing happens before you agree. {adviser}',
  ),
  text(
    'email',
    'inbound',
    'advice',
    'Question about Roth conversion',
    'Hi {adviser}, a friend converted part of an IRA. Would this make sense for us this year? {client}',
  ),
  text(
    'email',
    'outbound',
    'general',
    'Agenda for our meeting',
    'Dear {client}, below is what I would like to cover. Please add whatever is on your mind. {adviser}',
  ),
  text(
    'email',
    'internal',
    'general',
    'Paperwork outstanding',
    'The beneficiary form came back without a date. Please send a new one and set a task for next week.',
  ),
  text(
    'phone',
    'inbound',
    'general',
    'Asked about a statement',
    '{client} could not find the fee on the custodian’s statement. Explained where it is shown.',
  ),
  text(
    'phone',
    'outbound',
    'funds_movement',
    'Call-back on transfer request',
    'Called {client} at the number on file and confirmed amount, account and purpose of the transfer.',
  ),
  text(
    'phone',
    'outbound',
    'advice',
    'Market fall',
    'Called {client} after a difficult week. Went through the plan and the reserve; {client} prefers to stay the course.',
  ),
  text(
    'phone',
    'inbound',
    'order',
    'Sell order',
    '{client} asked to sell half of the technology position. Repeated the order, named the likely tax, and entered it the same day.',
  ),
  text('phone', 'outbound', 'general', 'Birthday', 'Wished {client} a happy birthday; a short chat about the family.'),
  text(
    'voicemail',
    'inbound',
    'general',
    'Please call back',
    '{client} asked for a call about the tax forms. No hurry.',
  ),
  text(
    'video',
    'outbound',
    'advice',
    'Refinancing the mortgage',
    'Compared two offers on screen. {client} will ask the bank for a better rate before deciding.',
  ),
  text(
    'in_person',
    'outbound',
    'general',
    'Signed transfer forms',
    '{client} came by to sign the transfer forms. Checked identity; originals are in the file.',
  ),
  text(
    'portal',
    'outbound',
    'performance',
    'Performance report available',
    'The performance report for the last quarter was placed in the portal.',
  ),
  text('portal', 'inbound', 'general', 'Uploaded tax return', '{client} uploaded last year’s tax return.'),
  text(
    'letter',
    'outbound',
    'general',
    'Annual offer of Form ADV Part 2A',
    'Enclosed is a summary of material changes to our brochure, and how to have the whole brochure free of charge.',
  ),
  text(
    'letter',
    'inbound',
    'general',
    'Letter from the attorney',
    'The family’s attorney asks for account values as of the date of death.',
  ),
  text('sms', 'inbound', 'general', 'Running late', 'Running ten minutes late, sorry! {client}'),
  text('chat', 'outbound', 'general', 'Link to the portal', 'Sent {client} the link to reset the portal’s password.'),
]

export const complaintText = text(
  'email',
  'inbound',
  'complaint',
  'Disappointed with the transfer',
  'Dear {adviser}, the transfer took five weeks and nobody called us. We expect an explanation and a refund of the fee charged by the old custodian. {client}',
)

export const recapText = text(
  'email',
  'outbound',
  'advice',
  'Summary of our meeting',
  'Dear {client}, thank you for your time. Attached is what we discussed, what was decided, and who does what by when. Please tell me if I misunderstood anything. {adviser}',
)
