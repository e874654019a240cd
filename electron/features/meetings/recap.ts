import { createHash } from 'node:crypto'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readMeeting } from '#electron/book-queries/meeting-pack.ts'
import { readFollowUps, readNotes } from '#electron/book-queries/meetings.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { localDay } from '#shared/domain/dates.ts'
import { recapLetter } from '#shared/domain/recap.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { meetingsChannels } from '#shared/ipc/meetings.ts'
import type { Meeting, NewRow } from '#shared/records/index.ts'

/** The letter after a meeting: proposed from its notes, read over by a person, saved as a PDF, recorded when sent. */
export const recapHandlers: HandlersOf<
  Pick<typeof meetingsChannels, 'meetings.recap' | 'meetings.exportRecap' | 'meetings.recordRecap'>
> = {
  async 'meetings.recap'({ book, steady, user }, { meetingId }) {
    return steady(async () => {
      const meeting = await readMeeting(book, meetingId)
      const [household, notes, tasks] = await Promise.all([
        book.selectFrom('households').where('id', '=', meeting.householdId).select('name').executeTakeFirst(),
        readNotes(book, await readChangeStates(book), [meetingId]),
        readFollowUps(book, meetingId),
      ])
      const text = recapLetter({
        ...{ attendees: meeting.attendees ?? household?.name ?? '', subject: meeting.subject },
        ...{ heldOn: heldOn(meeting), adviserName: user.displayName, notes, tasks },
      })
      return { text }
    })
  },

  async 'meetings.exportRecap'({ book, user, ports }, { meetingId, text }) {
    const meeting = await readMeeting(book, meetingId)
    // No client's name in the file name: it shows in folders, recent files, and mail attachments.
    const suggestedName = `Recap ${heldOn(meeting)}.pdf`
    const path = await ports.dialogs.chooseSavePath({ title: 'Save the letter', suggestedName, extension: 'pdf' })
    const { householdId } = meeting
    if (path === null) return { householdId, path: null, byteLength: 0, sha256: '' }
    const { renderLetter } = await import('./pack-pdf/letter-document.ts')
    const content = await renderLetter(text, localDay(ports.clock.now()), user.displayName)
    await ports.files.writeExport(path, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { householdId, path, byteLength: content.byteLength, sha256 }
  },

  async 'meetings.recordRecap'({ book, ports, commit }, { meetingId, text, channel }) {
    const meeting = await readMeeting(book, meetingId)
    if (meeting.status !== 'held') {
      throw new WorkstationError('bad_input', 'This meeting was not held yet. Mark it as held, then record the letter.')
    }
    const household = await book
      .selectFrom('households')
      .where('id', '=', meeting.householdId)
      .select('name')
      .executeTakeFirst()
    const row: NewRow<'communications'> = {
      ...{ id: ports.ids.next(), householdId: meeting.householdId, meetingId, channel, direction: 'outbound' },
      occurredAt: new Date(ports.clock.now()).toISOString(),
      participants: meeting.attendees ?? household?.name ?? '',
      subject: `Recap: ${meeting.subject}`,
      body: text,
      // What was recommended and decided is advice in writing (17 CFR 275.204-2(a)(7)(i)).
      ...{ category: 'advice', offChannel: false, capture: 'manual', supervision: 'unsampled' },
    }
    await commit({ mutations: [{ table: 'communications', operation: 'insert', row }] })
    return {}
  },
}

function heldOn({ heldAt, startsAt }: Meeting): string {
  return localDay(Date.parse(heldAt ?? startsAt))
}
