import { type UseFormReturnType, useForm } from '@mantine/form'
import { formatTime, localDay } from '#renderer/ui/dates.ts'
import { addMinutes, minutesBetween, readTime, toInstant } from '#shared/domain/meeting-times.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'

/** A meeting as a form holds it: the day and the time as they are where the laptop is. */
export interface MeetingValues {
  householdId: string | null
  subject: string
  kind: MeetingRow['kind']
  day: string | null
  time: string
  minutes: string
  location: string
  attendees: string
  agenda: string
  /** Ticked by a person who was told that the time is taken. */
  despiteOverlap: boolean
}

export type MeetingForm = UseFormReturnType<MeetingValues>

export const emptyMeeting: MeetingValues = {
  ...{ householdId: null, subject: '', kind: 'review', day: null, time: '10:00', minutes: '60' },
  ...{ location: '', attendees: '', agenda: '', despiteOverlap: false },
}

type Shown = Pick<
  MeetingRow,
  'householdId' | 'subject' | 'kind' | 'startsAt' | 'endsAt' | 'location' | 'attendees' | 'agenda'
>

export function readMeetingValues(meeting: Shown): MeetingValues {
  const { householdId, subject, kind, startsAt, location, attendees, agenda } = meeting
  return {
    ...{ householdId, subject, kind, day: localDay(startsAt), time: formatTime(startsAt) },
    ...{ minutes: String(minutesBetween(meeting)), despiteOverlap: false },
    ...{ location: location ?? '', attendees: attendees ?? '', agenda: agenda ?? '' },
  }
}

export function useMeetingForm(initialValues: MeetingValues): MeetingForm {
  return useForm<MeetingValues>({
    initialValues,
    validate: {
      householdId: (value) => (value === null ? 'Choose a household.' : null),
      subject: (value) => (value.trim() === '' ? 'Say what the meeting is about.' : null),
      day: (value) => (value === null ? 'Choose a day.' : null),
      time: (value, { day }) => problemOfTime(value, day),
    },
  })
}

function problemOfTime(typed: string, day: string | null): string | null {
  const time = readTime(typed)
  if (time === null) return 'Enter a time, such as 14:30 or 2:30 pm.'
  if (day !== null && toInstant(day, time) === null) {
    return `There is no ${time} on this day, since clocks go forward. Choose another time.`
  }
  return null
}

type Given = Omit<CallInput<'meetings.plan'>, 'householdId' | 'despiteOverlap'>

/** What the form says, as a command takes it. Only for a form without problems. */
export function toMeeting(values: MeetingValues): Given {
  const startsAt = toInstant(values.day ?? '', readTime(values.time) ?? '') ?? ''
  return {
    ...{ subject: values.subject.trim(), kind: values.kind },
    ...{ location: values.location.trim() || null, attendees: values.attendees.trim() || null },
    ...{ agenda: values.agenda.trim() || null },
    span: { startsAt, endsAt: addMinutes(startsAt, Number(values.minutes)) },
  }
}

/** Only what was changed, so that another person's change to another field is kept. */
export function toMeetingChange(before: MeetingValues, after: MeetingValues): Partial<Given> {
  const [was, is] = [toMeeting(before), toMeeting(after)]
  const names = Object.keys(is) as (keyof Given)[]
  return Object.fromEntries(
    names.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name])).map((name) => [name, is[name]]),
  )
}

const fieldOfPath: Readonly<Record<string, string>> = { overlap: 'despiteOverlap', span: 'time' }

/** What the workstation found wrong, at the field it is wrong with; null where it is about none of them. */
export function problemsOfMeeting(details: unknown): Record<string, string> | null {
  if (!Array.isArray(details) || details.length === 0) return null
  const problems = details as { path: string; message: string }[]
  return Object.fromEntries(problems.map(({ path, message }) => [fieldOfPath[path] ?? path, `${message}.`]))
}
