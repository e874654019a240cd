import type { Book } from '#electron/book-queries/book.ts'
import { readMeeting } from '#electron/book-queries/meeting-pack.ts'
import { findOverlap } from '#electron/book-queries/meetings.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { localDay } from '#shared/domain/dates.ts'
import { formatDay } from '#shared/domain/format.ts'
import type { Span } from '#shared/domain/meeting-times.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { meetingsChannels } from '#shared/ipc/meetings.ts'
import type { Meeting } from '#shared/records/index.ts'

type Planning = 'meetings.plan' | 'meetings.change' | 'meetings.setStatus'

/** What puts a meeting into the calendar, moves it there, and takes it out. */
export const planningHandlers: HandlersOf<Pick<typeof meetingsChannels, Planning>> = {
  async 'meetings.plan'({ book, ports, commit }, { span, despiteOverlap, ...given }) {
    const { householdId } = given
    const household = await book.selectFrom('households').where('id', '=', householdId).select('id').executeTakeFirst()
    if (household === undefined) throw new WorkstationError('not_found')
    if (!despiteOverlap) await requireFree(book, span, householdId, null)
    const row = { id: ports.ids.next(), ...given, ...span, status: 'planned' as const }
    await commit({ mutations: [{ table: 'meetings', operation: 'insert', row }] })
    return { meetingId: row.id }
  },

  async 'meetings.change'({ book, commit }, { meetingId, span, despiteOverlap, ...fields }) {
    const meeting = await readMeeting(book, meetingId)
    requirePlanned(meeting)
    const isMoved = span !== undefined && (span.startsAt !== meeting.startsAt || span.endsAt !== meeting.endsAt)
    if (isMoved && !despiteOverlap) await requireFree(book, span, meeting.householdId, meetingId)
    const patch = { ...fields, ...span }
    await commit({ mutations: [{ table: 'meetings', operation: 'update', id: meetingId, patch }] })
    return {}
  },

  async 'meetings.setStatus'({ book, commit }, { meetingId, status }) {
    const meeting = await readMeeting(book, meetingId)
    if (meeting.status === status) return {}
    if (meeting.status === 'held') requirePlanned(meeting)
    await commit({ mutations: [{ table: 'meetings', operation: 'update', id: meetingId, patch: { status } }] })
    return {}
  },
}

/** @throws WorkstationError `bad_input` for a meeting that is part of the record already. */
function requirePlanned({ status }: Meeting): void {
  if (status === 'planned') return
  const what = status === 'held' ? 'was held, and is part of the record' : 'was cancelled'
  const instead = status === 'held' ? 'Write a note about what has to be corrected' : 'Plan it again first'
  throw new WorkstationError('bad_input', `This meeting ${what}. ${instead}.`)
}

/** @throws WorkstationError `bad_input` where the adviser has another meeting then; its detail is called `overlap`. */
async function requireFree(book: Book, span: Span, householdId: string, meetingId: string | null): Promise<void> {
  const other = await findOverlap(book, span, householdId, meetingId)
  if (other === null) return
  const when = `${formatDay(localDay(Date.parse(other.startsAt)))}, ${timeOf(other.startsAt)} to ${timeOf(other.endsAt)}`
  const message = `This overlaps with “${other.subject}” of ${other.householdName}: ${when}`
  throw new WorkstationError('bad_input', `${message}. Choose another time, or plan it all the same.`, [
    { path: 'overlap', message },
  ])
}

/** `14:30`, where the workstation stands. */
function timeOf(instant: string): string {
  const at = new Date(instant)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}
