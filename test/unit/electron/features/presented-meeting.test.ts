import { expect, test } from 'vitest'
import { meetingsHandlers } from '#electron/features/meetings/handlers.ts'
import { meetingsChannels } from '#shared/ipc/meetings.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(meetingsChannels, meetingsHandlers)
const householdId = id(10)
const MEETING = id(20)

/** What must not be seen stands in every text that may be. */
const TELLING = 'born 4 March 1958, 12 HARBOUR street, ada@example.com, 555 0142, no. 00012345678, SSN ends in 9876'
const HIDDEN = 'born ••••, ••••, ••••, ••••, no. ••••5678, SSN ends in ••••'

function openTelling() {
  const testBook = openTestBook()
  const { add } = testBook
  add('users', { id: id(2), displayName: 'Ada Adviser' })
  add('households', { id: householdId, name: 'Müller household', profileConfirmedOn: '2026-10-02' })
  const person = { householdId: id(11), bornOn: '1958-03-04', addressLine: '12 Harbour Street', phone: '555-0142' }
  add('persons', { id: id(30), ...person, email: 'ada@example.com', ssnLast4: '9876' })
  // Kept with another household: what is known of her is hidden all the same.
  add('household_members', { id: id(31), householdId, personId: id(30), fromDate: '2026-10-01' })
  const account = { householdId, numberLast4: '5678', openedOn: '2026-10-03', status: 'active' as const }
  add('accounts', { id: id(40), ...account, name: `IRA, ${TELLING}`, custodian: 'Harbor' })
  add('documents', { id: id(41), householdId, title: 'Internal review' })
  const held = { status: 'held' as const, startsAt: '2026-09-01T15:00:00.000Z', heldAt: '2026-09-01T15:00:00.000Z' }
  add('meetings', { id: id(19), householdId, subject: 'Spring', ...held })
  const planned = { status: 'planned' as const, startsAt: '2026-11-24T15:00:00.000Z', location: 'At her flat' }
  add('meetings', { id: MEETING, householdId, subject: `Review, ${TELLING}`, agenda: TELLING, ...planned })
  const here = { householdId, meetingId: MEETING, writtenAt: '2026-11-24T15:10:00.000Z' }
  add('meeting_notes', { ...here, id: id(50), kind: 'decision', body: TELLING, basis: TELLING })
  add('meeting_notes', { ...here, id: id(51), kind: 'note', body: 'Private' })
  add('meeting_notes', { ...here, id: id(52), kind: 'question', body: 'Private' })
  const task = { householdId, ownerId: id(2), status: 'open' as const }
  add('tasks', { ...task, id: id(60), meetingId: MEETING, title: TELLING, details: 'Private', dueOn: '2026-12-01' })
  add('tasks', { ...task, id: id(61), meetingId: MEETING, title: 'Private', status: 'cancelled' })
  add('tasks', { ...task, id: id(62), title: 'Private' })
  return testBook
}

test('a client sees what is named, with what is known of people hidden in every text', async () => {
  const { rollUp, performance, ...shown } = await call(openTelling(), 'meetings.present', { meetingId: MEETING })

  expect(shown).toEqual({
    ...{ householdId, householdName: 'Müller household', subject: `Review, ${HIDDEN}`, agenda: HIDDEN },
    ...{ startsAt: '2026-11-24T15:00:00.000Z', lastMeetingAt: '2026-09-01T15:00:00.000Z' },
    changes: [
      { on: '2026-10-03', title: `IRA, ${HIDDEN} opened`, detail: 'Individual · Harbor · ••••5678' },
      { on: '2026-10-02', title: 'Profile confirmed', detail: 'Objectives, risk, and horizon' },
    ],
    decisions: [{ id: id(50), kind: 'decision', body: HIDDEN, basis: HIDDEN }],
    followUps: [{ id: id(60), title: HIDDEN, ownerName: 'Ada Adviser', dueOn: '2026-12-01', isDone: false }],
  })
  expect([rollUp.total, JSON.stringify(performance).match(/1958|Harbour|0142|@|000123/)]).toEqual(['0.00', null])
})

test('before the first meeting nothing has changed; a meeting that is not in the book is said to be none', async () => {
  const testBook = openTelling()

  const first = await call(testBook, 'meetings.present', { meetingId: id(19) })
  const lost = call(testBook, 'meetings.present', { meetingId: id(99) })

  expect([first.changes, first.lastMeetingAt, first.agenda]).toEqual([[], null, null])
  await expect(lost).rejects.toMatchObject({ code: 'not_found' })
})
