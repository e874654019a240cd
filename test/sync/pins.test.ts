import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { fileDocument, makeContent, syncDocuments } from '#test/support/filed-documents.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const DAY = 86_400_000

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())
beforeEach(async () => {
  householdId = await firm.insertHousehold()
  laptop = createLaptop(firm)
  workstation = await laptop.start()
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})

function addMeeting(inDays: number): Promise<string> {
  const at = Date.now() + inDays * DAY
  return firm.insert('meetings', {
    householdId,
    subject: 'Review',
    kind: 'review',
    status: 'planned',
    startsAt: new Date(at).toISOString(),
    endsAt: new Date(at + 3_600_000).toISOString(),
  })
}

/** What the laptop's trail, as it arrived at the firm, says of what is kept. */
function readPinning() {
  return firm.query(
    `SELECT table_name, row_id, household_id, reason, changes FROM audit_events
     WHERE type = 'document' AND action = 'update' AND (household_id = $1 OR household_id IS NULL)
     ORDER BY device_sequence`,
    [householdId],
  )
}

test('keeping by hand, and no longer, is in the trail once each, with the household, and reaches the firm', async () => {
  const { documentId } = await fileDocument(firm, householdId, { content: makeContent(1000) })
  const meetingId = await addMeeting(30)
  await workstation.signIn(firm.adviser)
  // Twice, as by somebody who clicks again: it is kept already.
  for (const keep of [true, true, false, false]) await workstation.call('documents.keep', { documentId, keep })
  await workstation.call('documents.keepForMeeting', { meetingId, keep: true })
  await workstation.call('documents.keepForMeeting', { meetingId, keep: false })
  await workstation.call('documents.bring', { documentId })
  await syncDocuments(workstation)
  await workstation.sync()

  const document = { table_name: 'documents', row_id: documentId, household_id: householdId, changes: null }
  const meeting = { table_name: 'meetings', row_id: meetingId, household_id: householdId, changes: null }
  expect(await readPinning()).toEqual([
    { ...document, reason: 'Kept on this laptop by hand, until somebody says otherwise' },
    { ...document, reason: 'Kept on this laptop no longer, by hand' },
    { ...meeting, reason: 'Kept on this laptop by hand, until the meeting is over' },
    { ...meeting, reason: 'Kept on this laptop no longer, by hand' },
    { ...document, reason: 'Asked for, to be looked at, and kept on this laptop for a day' },
  ])
})

test('what the calendar keeps is one event for all of it, and none where nothing changed', async () => {
  await fileDocument(firm, householdId, { title: 'One', content: makeContent(1000, 1) })
  await fileDocument(firm, householdId, { title: 'Other', content: makeContent(1000, 2) })
  const meetings = [await addMeeting(1), await addMeeting(2)].sort()
  await workstation.signIn(firm.adviser)
  await syncDocuments(workstation)
  for (let round = 0; round < 3; round += 1) await workstation.sync()
  await firm.query(`UPDATE meetings SET status = 'cancelled'`)
  for (let round = 0; round < 3; round += 1) await workstation.sync()

  const told = await readPinning()
  const of = (which: unknown) =>
    (which as { rowId: string; householdId: string }[]).toSorted((a, b) => (a.rowId < b.rowId ? -1 : 1))
  const all = meetings.map((rowId) => ({ rowId, householdId }))
  expect(
    told.map(({ household_id: household, reason, changes }) => {
      const [ended, kept] = (changes as { kept: [unknown, unknown] }).kept
      return { household, reason, ended: of(ended), kept: of(kept) }
    }),
  ).toEqual([
    {
      household: householdId,
      reason: 'Documents kept by the calendar: for 2 more meetings, for 0 no longer',
      ended: [],
      kept: all,
    },
    {
      household: householdId,
      reason: 'Documents kept by the calendar: for 0 more meetings, for 2 no longer',
      ended: all,
      kept: [],
    },
  ])
})
