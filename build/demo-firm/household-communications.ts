import type { Communication, Meeting } from '#shared/records/index.ts'
import { addDays, businessDayFrom, daysBetween, instantAt, laterOf } from './calendar.ts'
import { type CommunicationText, communicationTexts, complaintText, recapText } from './communication-texts.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import { fullName, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'

const HISTORY_DAYS = 730

/** Adds 8 to 20 conversations of the last two years, oldest first; a summary follows most meetings. */
export function addCommunications(
  context: HouseholdContext,
  profile: Profile,
  people: People,
  meetings: readonly Meeting[],
): void {
  const { dice, today } = context
  const end = profile.terminatedOn ?? addDays(today, -1)
  const begin = laterOf(addDays(today, -HISTORY_DAYS), profile.clientSince ?? addDays(today, -60))
  const recaps = meetings.filter(({ status, startsAt }) => status === 'held' && startsAt > begin).slice(-4)
  const count = dice.integer(8, 20) - recaps.length
  const span = Math.max(1, daysBetween(begin, end))
  const offsets = Array.from({ length: count }, () => dice.integer(0, span)).sort((a, b) => a - b)
  for (const offset of offsets) {
    const text = dice.chance(0.004) ? complaintText : dice.pick(communicationTexts)
    addCommunication(context, people, text, businessDayBeforeEnd(addDays(begin, offset), end), null)
  }
  for (const meeting of recaps) addCommunication(context, people, recapText, meeting.startsAt.slice(0, 10), meeting.id)
}

function businessDayBeforeEnd(date: string, end: string): string {
  const day = businessDayFrom(date)
  return day > end ? date : day
}

function addCommunication(
  context: HouseholdContext,
  people: People,
  text: CommunicationText,
  date: string,
  meetingId: string | null,
): Communication {
  const { dice, adviser } = context
  const client = people.spouse !== null && dice.chance(0.35) ? people.spouse : people.head
  const occurredAt = instantAt(date, meetingId === null ? dice.integer(13 * 60, 21 * 60) : 21 * 60 + 15)
  const fill = (template: string) =>
    template
      .replaceAll('{client}', client.preferredName ?? client.firstName)
      .replaceAll('{adviser}', adviser.displayName.split(' ')[0] ?? '')
  const byHand = !['email', 'portal', 'chat', 'sms'].includes(text.channel)
  return addRow(
    context,
    'communications',
    {
      ...{ meetingId, channel: text.channel, direction: text.direction, occurredAt, category: text.category },
      participants:
        text.direction === 'internal'
          ? `${adviser.displayName}, Tomáš Novák`
          : `${fullName(client)}, ${adviser.displayName}`,
      ...{ subject: text.subject, body: fill(text.body) },
      offChannel: text.channel === 'sms' && dice.chance(0.5),
      capture: byHand ? 'manual' : 'sync',
      supervision:
        text.category === 'complaint' ? 'escalated' : dice.weighted({ unsampled: 80, approved: 14, pending: 6 }),
      amendsId: null,
    },
    { at: occurredAt, by: byHand ? adviser.id : null },
  )
}
