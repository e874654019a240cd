import { expect, test } from 'vitest'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { meetingsHandlers } from '#electron/features/meetings/handlers.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { meetingsChannels } from '#shared/ipc/meetings.ts'
import { callerOf, id, openTestBook } from './support.ts'

const call = callerOf(meetingsChannels, meetingsHandlers)
const callHouseholds = callerOf(householdsChannels, householdsHandlers)

const span = (from: string, to: string) => ({
  startsAt: `2026-12-01T${from}:00.000Z`,
  endsAt: `2026-12-01T${to}:00.000Z`,
})
const given = { subject: ' Review ', kind: 'review', location: ' ', attendees: 'Anna', agenda: null } as const

/** Two households of one adviser, and one of another; the first has a meeting from 14:00 to 15:00. */
function openCalendar() {
  const testBook = openTestBook()
  for (const [n, advisorId] of [id(2), id(2), id(3)].entries()) {
    testBook.add('households', { id: id(10 + n), name: `Household ${n}`, advisorId })
  }
  testBook.add('meetings', {
    ...{ id: id(20), householdId: id(10), subject: 'First', status: 'planned', ...span('14:00', '15:00') },
  })
  return testBook
}

test('a meeting is planned: what was left empty is nothing, what was typed is trimmed', async () => {
  const testBook = openCalendar()

  const { meetingId } = await call(testBook, 'meetings.plan', {
    ...{ householdId: id(11), ...given, span: span('15:00', '16:00') },
  })

  expect(testBook.committed).toEqual([
    {
      table: 'meetings',
      operation: 'insert',
      row: {
        ...{ id: meetingId, householdId: id(11), subject: 'Review', kind: 'review', location: null },
        ...{ attendees: 'Anna', agenda: null, status: 'planned', ...span('15:00', '16:00') },
      },
    },
  ])
})

test('a taken time is refused with what takes it, unless that is meant; other advisers’ meetings take none', async () => {
  const testBook = openCalendar()
  const plan = (householdId: string, despiteOverlap = false) =>
    call(testBook, 'meetings.plan', { householdId, ...given, span: span('14:30', '15:30'), despiteOverlap })

  const refused = await plan(id(11)).catch((error) => error.details)
  const ofAnother = await plan(id(12))
  const meant = await plan(id(11), true)

  expect([refused[0].path, refused[0].message, ofAnother !== null, meant !== null]).toEqual([
    'overlap',
    expect.stringContaining('“First” of Household 0: 1 Dec 2026'),
    true,
    true,
  ])
})

test('a meeting may be moved within its own time, and not onto another', async () => {
  const testBook = openCalendar()
  testBook.add('meetings', {
    ...{ id: id(21), householdId: id(11), subject: 'Second', status: 'planned', ...span('16:00', '17:00') },
  })

  await call(testBook, 'meetings.change', { meetingId: id(20), span: span('14:30', '15:30') })
  const refused = call(testBook, 'meetings.change', { meetingId: id(20), span: span('15:30', '16:30') })

  await expect(refused).rejects.toMatchObject({ code: 'bad_input' })
  expect(testBook.committed).toEqual([
    { table: 'meetings', operation: 'update', id: id(20), patch: span('14:30', '15:30') },
  ])
})

test.each([
  ['ends before it begins', span('15:00', '14:00')],
  ['is no instant', { startsAt: 'tomorrow', endsAt: '2026-12-01T14:00:00.000Z' }],
])('a span that %s is not taken', async (_, wrong) => {
  await expect(call(openCalendar(), 'meetings.plan', { householdId: id(10), ...given, span: wrong })).rejects.toThrow()
})

test('cancelled, a meeting leaves the calendar and may be planned again; held, it stays as it is', async () => {
  const testBook = openCalendar()
  const { add } = testBook
  add('meetings', { id: id(22), householdId: id(10), subject: 'Held', status: 'held', ...span('09:00', '10:00') })
  const subjects = async () => {
    const rows = await call(testBook, 'meetings.between', {
      ...{ startsAt: '2026-12-01T00:00:00.000Z', endsAt: '2026-12-02T00:00:00.000Z' },
    })
    return rows.map(({ subject }) => subject)
  }

  const before = await subjects()
  await call(testBook, 'meetings.setStatus', { meetingId: id(20), status: 'cancelled' })
  const cancelled = await subjects()
  await expect(call(testBook, 'meetings.change', { meetingId: id(20), subject: 'No' })).rejects.toThrow('was cancelled')
  await call(testBook, 'meetings.setStatus', { meetingId: id(20), status: 'planned' })
  await expect(call(testBook, 'meetings.setStatus', { meetingId: id(22), status: 'cancelled' })).rejects.toThrow(
    'was held',
  )

  expect([before, cancelled, await subjects()]).toEqual([['Held', 'First'], ['Held'], ['Held', 'First']])
})

test('what ends or is due again is named by household, the longest overdue first', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const active = { status: 'active', profileConfirmedOn: '2026-06-01' } as const
  add('households', { id: id(10), name: 'Anna', ...active, nextReviewOn: '2026-12-20' })
  add('households', { id: id(11), name: 'Ben', ...active, nextReviewOn: '2026-11-01' })
  add('households', { id: id(12), name: 'Cleo', ...active, profileConfirmedOn: '2025-10-01' })
  add('households', { id: id(13), name: 'Gone', status: 'terminated', profileConfirmedOn: '2020-01-01' })
  // A review that has its meeting needs no word.
  add('meetings', { id: id(20), householdId: id(10), status: 'planned', ...span('14:00', '15:00') })
  add('persons', { id: id(30), householdId: id(10), firstName: 'Anna', lastName: 'A', idExpiresOn: '2027-02-22' })
  add('persons', { id: id(31), householdId: id(10), firstName: 'Later', lastName: 'A', idExpiresOn: '2027-02-23' })
  const power = { householdId: id(11), role: 'power_of_attorney', toDate: '2026-11-30' } as const
  add('relationships', { id: id(40), ...power, fromPersonId: id(30), toPersonId: id(31) })

  const due = await callHouseholds(testBook, 'households.comingDue', {})

  expect(due.map(({ kind, on, detail, householdName }) => [kind, on, detail, householdName])).toEqual([
    ['profile', '2026-10-01', 'To be confirmed with the client again', 'Cleo'],
    ['review', '2026-11-01', 'No meeting is planned', 'Ben'],
    ['authority', '2026-11-30', 'Anna A for Later A', 'Ben'],
    ['identification', '2027-02-22', 'Of Anna A', 'Anna'],
  ])
})
