import { createHash } from 'node:crypto'
import { askNow } from '#electron/book-queries/book.ts'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readMeeting, readMeetingPack } from '#electron/book-queries/meeting-pack.ts'
import { readMeetings, readMeetingsBetween } from '#electron/book-queries/meetings.ts'
import { readPresentedMeeting } from '#electron/book-queries/presented-meeting.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { localDay } from '#shared/domain/dates.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { meetingsChannels } from '#shared/ipc/meetings.ts'
import type { Meeting, NewRow } from '#shared/records/index.ts'
import { planningHandlers } from './planning.ts'
import { recapHandlers } from './recap.ts'

export const meetingsHandlers: HandlersOf<typeof meetingsChannels> = {
  async 'meetings.list'({ book }, { status }) {
    return readMeetings(book, await readChangeStates(book), status)
  },

  async 'meetings.between'({ book, steady }, span) {
    return steady(async () => readMeetingsBetween(book, await readChangeStates(book), span))
  },

  ...planningHandlers,
  ...recapHandlers,

  async 'meetings.pack'({ book, steady, ports, bookAsOf }, { meetingId }) {
    return steady(() => readMeetingPack(book, meetingId, askNow(ports.clock), bookAsOf))
  },

  async 'meetings.present'({ book, steady, ports }, { meetingId }) {
    return steady(() => readPresentedMeeting(book, meetingId, askNow(ports.clock)))
  },

  async 'meetings.exportPack'({ book, steady, user, ports, bookAsOf }, { meetingId }) {
    const pack = await steady(() => readMeetingPack(book, meetingId, askNow(ports.clock), bookAsOf))
    // No client's name in the file name: it shows in folders, recent files, and mail attachments.
    const suggestedName = `Meeting pack ${localDay(Date.parse(pack.meeting.startsAt))}.pdf`
    const path = await ports.dialogs.chooseSavePath({ title: 'Save the meeting pack', suggestedName, extension: 'pdf' })
    const { householdId } = pack.meeting
    if (path === null) return { householdId, path: null, byteLength: 0, sha256: '' }
    // Loaded here, not at the start: the PDF library is large and most days nobody prints.
    const { renderPack } = await import('./pack-pdf/render-pack.ts')
    const content = await renderPack(pack, user.displayName)
    await ports.files.writeExport(path, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { householdId, path, byteLength: content.byteLength, sha256 }
  },

  async 'meetings.addNote'({ book, ports, commit }, { meetingId, kind, body, basis }) {
    const { householdId } = await readMeeting(book, meetingId)
    const id = ports.ids.next()
    const writtenAt = new Date(ports.clock.now()).toISOString()
    const row = { id, householdId, meetingId, kind, body, basis: basis === '' ? null : basis, writtenAt }
    await commit({ mutations: [{ table: 'meeting_notes', operation: 'insert', row }] })
    return { noteId: id }
  },

  async 'meetings.markHeld'({ book, ports, commit }, { meetingId }) {
    const meeting = await readMeeting(book, meetingId)
    if (meeting.status === 'held') throw new WorkstationError('bad_input', 'This meeting is already marked as held.')
    if (meeting.status === 'cancelled') {
      throw new WorkstationError('bad_input', 'This meeting was cancelled. Plan another one and mark that as held.')
    }
    const household = await book
      .selectFrom('households')
      .where('id', '=', meeting.householdId)
      .select('name')
      .executeTakeFirst()
    const heldAt = new Date(ports.clock.now()).toISOString()
    const row = recordOfMeeting(meeting, { id: ports.ids.next(), heldAt, householdName: household?.name ?? '' })
    await commit({
      mutations: [
        { table: 'meetings', operation: 'update', id: meetingId, patch: { status: 'held', heldAt } },
        { table: 'communications', operation: 'insert', row },
      ],
    })
    return {}
  },
}

/**
 * A meeting held is a communication with the client, to be kept like any other (17 CFR 275.204-2(a)(7)). What was said
 * is in the meeting's notes.
 */
function recordOfMeeting(
  meeting: Meeting,
  held: { id: string; heldAt: string; householdName: string },
): NewRow<'communications'> {
  return {
    id: held.id,
    householdId: meeting.householdId,
    meetingId: meeting.id,
    channel: 'in_person',
    // Never internal: a review of what was said to clients must not pass it by.
    direction: 'outbound',
    occurredAt: held.heldAt,
    participants: meeting.attendees ?? held.householdName,
    subject: meeting.subject,
    category: 'general',
    offChannel: false,
    capture: 'manual',
    supervision: 'unsampled',
  }
}
