import { expect, test } from 'vitest'
import { meetingsHandlers } from '#electron/features/meetings/handlers.ts'
import { meetingsChannels } from '#shared/ipc/meetings.ts'
import { callerOf, id, NOW, openTestBook } from './support.ts'

const call = callerOf(meetingsChannels, meetingsHandlers)

function openHeld(status: 'held' | 'planned' = 'held') {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  add('users', { id: id(2), displayName: 'Ada Adviser' })
  add('households', { id: householdId, name: 'Müller household' })
  add('meetings', { id: id(20), householdId, subject: 'Review', status, heldAt: '2026-11-23T15:00:00.000Z' })
  const note = { householdId, meetingId: id(20) }
  add('meeting_notes', { ...note, id: id(30), kind: 'decision', body: 'Sell', basis: 'Too much of one' })
  add('meeting_notes', { ...note, id: id(31), kind: 'note', body: 'Private' })
  add('tasks', { ...note, id: id(40), title: 'Place the order', ownerId: id(2), status: 'open', dueOn: '2026-12-01' })
  add('tasks', { ...note, id: id(41), title: 'Dropped', ownerId: id(2), status: 'cancelled' })
  return testBook
}

test('the letter is proposed from the notes and tasks of the meeting', async () => {
  const { text } = await call(openHeld(), 'meetings.recap', { meetingId: id(20) })

  const has = (part: string) => text.includes(part)
  expect([
    has('Dear Müller household,'),
    has('• Sell\n  Why: Too much of one'),
    has('Place the order (Ada Adviser, by 1 Dec 2026)'),
  ]).toEqual([true, true, true])
  expect([has('Private'), has('Dropped')]).toEqual([false, false])
})

test('the letter is saved as a PDF as it was typed, without a client’s name on the file', async () => {
  const testBook = openHeld()

  const saved = await call(testBook, 'meetings.exportRecap', { meetingId: id(20), text: 'Dear Müllers,\n\nThank you.' })

  const start = Buffer.from(testBook.written[0]?.content ?? []).toString('latin1', 0, 5)
  expect([saved.path, start, testBook.asked]).toEqual([
    '/home/ada/saved.pdf',
    '%PDF-',
    [{ title: 'Save the letter', suggestedName: 'Recap 2026-11-23.pdf', extension: 'pdf' }],
  ])
})

test('a letter recorded is a communication to the client, word for word', async () => {
  const testBook = openHeld()

  await call(testBook, 'meetings.recordRecap', { meetingId: id(20), text: 'Dear Müllers', channel: 'letter' })

  expect(testBook.committed).toEqual([
    {
      table: 'communications',
      operation: 'insert',
      row: {
        ...{ id: expect.any(String), householdId: id(10), meetingId: id(20), channel: 'letter', direction: 'outbound' },
        ...{ occurredAt: NOW, participants: 'Müller household', subject: 'Recap: Review', body: 'Dear Müllers' },
        ...{ category: 'advice', offChannel: false, capture: 'manual', supervision: 'unsampled' },
      },
    },
  ])
})

test('an empty letter, and one of a meeting not yet held, are not recorded', async () => {
  const record = (testBook: ReturnType<typeof openHeld>, text: string) =>
    call(testBook, 'meetings.recordRecap', { meetingId: id(20), text, channel: 'email' })

  await expect(record(openHeld(), '  ')).rejects.toThrow('The letter is empty')
  await expect(record(openHeld('planned'), 'Dear')).rejects.toThrow('was not held yet')
})
