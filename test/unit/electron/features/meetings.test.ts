import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { meetingsHandlers } from '#electron/features/meetings/handlers.ts'
import { meetingsChannels } from '#shared/ipc/meetings.ts'
import { addLargeHousehold, LARGE } from './large-household.ts'
import { callerOf, id, NOW, openTestBook } from './support.ts'

const call = callerOf(meetingsChannels, meetingsHandlers)

function openLargeBook() {
  const testBook = openTestBook()
  addLargeHousehold(testBook)
  return testBook
}

test('the list shows planned meetings with what the household has open', async () => {
  const testBook = openLargeBook()
  testBook.addChange({ table: 'meetings', rowId: LARGE.meeting, householdId: LARGE.household, state: 'waiting' })

  const planned = await call(testBook, 'meetings.list', {})
  const all = await call(testBook, 'meetings.list', { status: 'all' })

  expect(
    [planned, all].map((rows) =>
      rows.map((row) => [row.subject, row.householdName, row.openTasks, row.notes, row.state]),
    ),
  ).toEqual([
    [['Annual review', 'Müller-Ørsted & Nguyễn family', 3, 0, 'waiting']],
    [
      ['Annual review', 'Müller-Ørsted & Nguyễn family', 3, 0, 'waiting'],
      ['Spring review', 'Müller-Ørsted & Nguyễn family', 3, 2, 'synced'],
    ],
  ])
})

test('a pack has everything since the last meeting, and the checks', async () => {
  const pack = await call(openLargeBook(), 'meetings.pack', { meetingId: LARGE.meeting })

  expect({
    ...{ meeting: pack.meeting.subject, household: pack.page.household.name, holdings: pack.holdings.length },
    ...{
      transactions: pack.transactions.length,
      notes: pack.notes,
      previousNotes: pack.previousNotes.map((note) => [note.kind, note.authorName]),
    },
    ...{ lastMeetingAt: pack.lastMeetingAt, preparedAt: pack.preparedAt, bookAsOf: pack.bookAsOf },
    checks: pack.checks,
  }).toMatchSnapshot()
})

test('transactions and communications before the last meeting stay out of the pack', async () => {
  const testBook = openLargeBook()
  const { add } = testBook
  const householdId = LARGE.household
  add('transactions', { id: id(5000), householdId, accountId: id(200), tradedOn: '2026-05-11' })
  add('communications', { id: id(5001), householdId, subject: 'Before', occurredAt: '2026-05-12T15:01:59.000Z' })
  add('communications', { id: id(5002), householdId, subject: 'After', occurredAt: '2026-05-12T15:02:01.000Z' })

  const pack = await call(testBook, 'meetings.pack', { meetingId: LARGE.meeting })

  expect([
    pack.transactions.some((row) => row.id === id(5000)),
    pack.communications.map(({ subject }) => subject),
  ]).toEqual([false, ['After']])
})

test('a pack tells what changed in the household since the last meeting, and for a first one nothing', async () => {
  const testBook = openLargeBook()
  const householdId = LARGE.household
  testBook.add('disclosures', { id: id(5000), householdId, kind: 'crs', edition: 'March', deliveredOn: '2026-06-01' })

  const [pack, first] = await Promise.all(
    [LARGE.meeting, LARGE.previousMeeting].map((meetingId) => call(testBook, 'meetings.pack', { meetingId })),
  )

  expect([pack?.changes.find(({ kind }) => kind === 'documents'), first?.changes]).toEqual([
    { kind: 'documents', on: '2026-06-01', title: 'Form CRS delivered', detail: 'March' },
    [],
  ])
})

test('a first meeting has no last one', async () => {
  const pack = await call(openLargeBook(), 'meetings.pack', { meetingId: LARGE.previousMeeting })

  expect([pack.lastMeetingAt, pack.previousNotes, pack.notes.length, pack.transactions.length]).toEqual([
    null,
    [],
    2,
    200,
  ])
})

test('a reversed distribution is none', async () => {
  const testBook = openLargeBook()
  const rmd = { householdId: LARGE.household, accountId: id(201), type: 'rmd', tradedOn: '2026-03-01' } as const
  const hasCheck = async () => {
    const { checks } = await call(testBook, 'meetings.pack', { meetingId: LARGE.meeting })
    return checks.some(({ title }) => title === 'Minimum distribution not taken')
  }

  testBook.add('transactions', { ...rmd, id: id(5000), status: 'reversed' })
  const withReversed = await hasCheck()
  testBook.add('transactions', { ...rmd, id: id(5001), status: 'posted' })
  const withPosted = await hasCheck()

  expect([withReversed, withPosted]).toEqual([true, false])
})

test('the pack is saved as a PDF without a client’s name on the file', async () => {
  const testBook = openLargeBook()

  const saved = await call(testBook, 'meetings.exportPack', { meetingId: LARGE.meeting })

  const content = testBook.written[0]?.content ?? new Uint8Array()
  const sha256 = createHash('sha256').update(content).digest('hex')
  expect({ saved, asked: testBook.asked, start: Buffer.from(content).toString('latin1', 0, 5) }).toEqual({
    saved: { householdId: LARGE.household, path: '/home/ada/saved.pdf', byteLength: content.byteLength, sha256 },
    asked: [{ title: 'Save the meeting pack', suggestedName: 'Meeting pack 2026-11-24.pdf', extension: 'pdf' }],
    start: '%PDF-',
  })
})

test('cancelled, no pack is written', async () => {
  const testBook = openLargeBook()
  testBook.savePath = null

  const saved = await call(testBook, 'meetings.exportPack', { meetingId: LARGE.meeting })

  expect([saved, testBook.written]).toEqual([
    { householdId: LARGE.household, path: null, byteLength: 0, sha256: '' },
    [],
  ])
})

test('a household with nothing yet makes a pack too', async () => {
  const testBook = openTestBook()
  testBook.add('households', { id: id(10), name: 'New household' })
  testBook.add('meetings', { id: id(20), householdId: id(10), subject: 'First meeting' })

  const saved = await call(testBook, 'meetings.exportPack', { meetingId: id(20) })

  expect(saved.byteLength).toBeGreaterThan(1000)
})

test('a note is written now, and a basis left empty is none', async () => {
  const testBook = openLargeBook()

  const { noteId } = await call(testBook, 'meetings.addNote', {
    meetingId: LARGE.meeting,
    kind: 'decision',
    body: ' Sell AAPL ',
    basis: '  ',
  })

  const row = {
    id: noteId,
    householdId: LARGE.household,
    meetingId: LARGE.meeting,
    kind: 'decision',
    body: 'Sell AAPL',
    basis: null,
    writtenAt: NOW,
  }
  expect(testBook.committed).toEqual([{ table: 'meeting_notes', operation: 'insert', row }])
})

test('a meeting held becomes a communication, and is shown once', async () => {
  const testBook = openLargeBook()

  await call(testBook, 'meetings.markHeld', { meetingId: LARGE.meeting })

  const { page } = await call(testBook, 'meetings.pack', { meetingId: LARGE.meeting })
  const shown = page.activity.filter(({ title }) => title === 'Annual review').map(({ kind, at }) => [kind, at])
  expect([testBook.committed, shown]).toEqual([
    [
      { table: 'meetings', operation: 'update', id: LARGE.meeting, patch: { status: 'held', heldAt: NOW } },
      {
        table: 'communications',
        operation: 'insert',
        row: {
          ...{
            id: id(900_000),
            householdId: LARGE.household,
            meetingId: LARGE.meeting,
            channel: 'in_person',
            direction: 'outbound',
          },
          ...{
            occurredAt: NOW,
            participants: 'Anneliese Müller-Ørsted, Łukasz Wiśniewski, Ada Adviser',
            subject: 'Annual review',
          },
          ...{ category: 'general', offChannel: false, capture: 'manual', supervision: 'unsampled' },
        },
      },
    ],
    [['meeting', NOW]],
  ])
})

test('a meeting is held once', async () => {
  const testBook = openLargeBook()

  await expect(call(testBook, 'meetings.markHeld', { meetingId: LARGE.previousMeeting })).rejects.toMatchObject({
    code: 'bad_input',
  })
  expect(testBook.committed).toEqual([])
})

test.each(['meetings.pack', 'meetings.exportPack', 'meetings.markHeld'] as const)(
  '%s of a meeting not in the book',
  async (name) => {
    await expect(call(openTestBook(), name, { meetingId: id(99) })).rejects.toMatchObject({ code: 'not_found' })
  },
)
