import type { Household, Meeting } from '#shared/records/index.ts'
import { addDays, addMonths, businessDayFrom, instantAt } from './calendar.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import { fullName, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'
import { laterSlot, nearMeeting, nearSlot, type Slot } from './meeting-slots.ts'
import { decisions, notes, questions, recommendations } from './meeting-texts.ts'

const cadenceMonths: Readonly<Record<Household['reviewCadence'], number>> = {
  ...{ monthly: 1, quarterly: 3, semiannual: 6, annual: 12 },
}
const HISTORY_MONTHS = 30

export interface MeetingDates {
  readonly lastReviewOn: string | null
  readonly nextReviewOn: string | null
  readonly meetings: readonly Meeting[]
}

/** Adds the household's meetings: those held, with their notes, and the next one where it is planned. */
export function addMeetings(context: HouseholdContext, profile: Profile, people: People): MeetingDates {
  const held = isClient(profile) ? addHeldMeetings(context, profile, people) : []
  const near = nearMeeting(context.ordinal, context.bookSize)
  const isAsleep = profile.status === 'terminated' || profile.status === 'inactive'
  const slot =
    near !== null
      ? nearSlot(context.today, near)
      : !isAsleep && context.dice.chance(0.25)
        ? laterSlot(context.today, context.ordinal)
        : null
  const planned = slot === null ? null : addPlannedMeeting(context, profile, people, slot)
  const lastReviewOn = held.at(-1)?.startsAt.slice(0, 10) ?? null
  const due = lastReviewOn === null ? null : addMonths(lastReviewOn, cadenceMonths[profile.cadence])
  const nextReviewOn = isAsleep ? null : (planned?.startsAt.slice(0, 10) ?? due)
  return { lastReviewOn, nextReviewOn, meetings: [...held, ...(planned === null ? [] : [planned])] }
}

function isClient({ status }: Profile): boolean {
  return status !== 'prospect' && status !== 'onboarding'
}

function addHeldMeetings(context: HouseholdContext, profile: Profile, people: People): Meeting[] {
  const { dice, today } = context
  const end = profile.terminatedOn ?? today
  const step = cadenceMonths[profile.cadence]
  const meetings: Meeting[] = []
  let date = addDays(addMonths(end, -HISTORY_MONTHS), dice.integer(0, step * 25))
  while (date < addDays(end, -12)) {
    if (date >= (profile.clientSince ?? end)) {
      const slot = { date: businessDayFrom(date), start: 14 * 60 + dice.integer(0, 5) * 30 }
      meetings.push(addHeldMeeting(context, people, slot))
    }
    date = addDays(addMonths(date, step), dice.integer(-12, 25))
  }
  return meetings.filter(({ status }) => status === 'held')
}

function addHeldMeeting(context: HouseholdContext, people: People, slot: Slot): Meeting {
  const { dice, adviser } = context
  const isCancelled = dice.chance(0.05)
  const kind = dice.weighted({ review: 7, planning: 2, service: 1 })
  const meeting = addMeeting(context, people, slot, kind, isCancelled ? 'cancelled' : 'held')
  if (isCancelled) return meeting
  const write = (
    noteKind: 'note' | 'decision' | 'recommendation' | 'question',
    body: string,
    basis: string | null,
    after: number,
  ) => {
    const writtenAt = instantAt(slot.date, slot.start + after)
    const fields = { meetingId: meeting.id, kind: noteKind, body, basis, writtenAt }
    addRow(context, 'meeting_notes', fields, { at: writtenAt, by: adviser.id })
  }
  write('note', dice.pick(notes), null, 10)
  if (dice.chance(0.6)) {
    const { body, basis } = dice.pick(recommendations)
    write('recommendation', body, basis, 25)
  }
  if (dice.chance(0.6)) write('decision', dice.pick(decisions), null, 38)
  if (dice.chance(0.4)) write('question', dice.pick(questions), null, 46)
  return meeting
}

function addPlannedMeeting(context: HouseholdContext, profile: Profile, people: People, slot: Slot): Meeting {
  const kinds = { prospect: 'prospect', onboarding: 'onboarding' } as const
  const kind = profile.status === 'prospect' || profile.status === 'onboarding' ? kinds[profile.status] : 'review'
  return addMeeting(context, people, slot, kind, 'planned')
}

const subjects: Readonly<Record<Meeting['kind'], readonly string[]>> = {
  review: ['Regular review', 'Portfolio and plan review', 'Half-year review'],
  planning: ['Retirement income planning', 'Estate and beneficiary review', 'College funding', 'Year-end tax planning'],
  onboarding: ['Welcome meeting: accounts and transfers'],
  service: ['Signing of transfer papers', 'Change of address and bank details'],
  prospect: ['First meeting'],
}

function addMeeting(
  context: HouseholdContext,
  people: People,
  slot: Slot,
  kind: Meeting['kind'],
  status: Meeting['status'],
): Meeting {
  const { dice, adviser, today } = context
  const planned = addDays(slot.date, -dice.integer(9, 30))
  const at = instantAt(planned < today ? planned : addDays(today, -1), 14 * 60)
  const couple = [people.head, people.spouse].filter((person) => person !== null && person.diedOn === null)
  const startsAt = instantAt(slot.date, slot.start)
  return addRow(
    context,
    'meetings',
    {
      ...{ subject: dice.pick(subjects[kind]), kind, status, startsAt, endsAt: instantAt(slot.date, slot.start + 60) },
      location: dice.weighted({ 'Harbour & Vale, 12 Quay Street': 5, 'At the client’s home': 3, 'Video call': 3 }),
      attendees: [...couple.map((person) => (person === null ? '' : fullName(person))), adviser.displayName].join(', '),
      agenda: agendaOf(kind),
      heldAt: status === 'held' ? instantAt(slot.date, slot.start + 2) : null,
    },
    { at, by: adviser.id },
  )
}

function agendaOf(kind: Meeting['kind']): string {
  const items: Readonly<Record<Meeting['kind'], readonly string[]>> = {
    review: [
      'What has changed',
      'Performance and allocation',
      'Cash needs for the next year',
      'Beneficiaries',
      'Next steps',
    ],
    planning: ['Goals', 'Where things stand', 'Options', 'Decision', 'Next steps'],
    onboarding: ['Agreement and disclosures', 'Transfers under way', 'Risk questionnaire', 'How we work together'],
    service: ['Papers to sign', 'Identity check', 'Next steps'],
    prospect: ['Who we are', 'What matters to you', 'How we charge', 'Next steps'],
  }
  return items[kind].map((item, index) => `${index + 1}. ${item}`).join('\n')
}
