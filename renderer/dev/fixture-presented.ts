import { todayDate } from '#renderer/ui/dates.ts'
import type { MeetingRow, NoteView } from '#shared/ipc/meetings.ts'
import type { PresentedMeeting } from '#shared/ipc/presented-meeting.ts'
import { makePack, makePerformance } from './fixture-book.ts'

/** The pack of a meeting as its client may see it. */
export function makePresented(meeting: MeetingRow, notes: NoteView[]): PresentedMeeting {
  const { page, changes, lastMeetingAt } = makePack(meeting, notes)
  return {
    householdId: page.household.id,
    householdName: page.household.name,
    subject: meeting.subject,
    startsAt: meeting.startsAt,
    agenda: meeting.agenda,
    rollUp: page.rollUp,
    performance: makePerformance(`${todayDate().slice(0, 4)}-01-01`, todayDate()),
    lastMeetingAt,
    changes: changes.map(({ on, title, detail }) => ({ on, title, detail })),
    decisions: notes.flatMap(({ id, kind, body, basis }) =>
      kind === 'decision' || kind === 'recommendation' ? [{ id, kind, body, basis }] : [],
    ),
    followUps: page.tasks.map(({ id, title, ownerName, dueOn }) => ({ id, title, ownerName, dueOn, isDone: false })),
  }
}
