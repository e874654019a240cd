import type { OutboxEntry, OutboxField } from '#shared/ipc/sync.ts'
import { id, instant } from './fixture-base.ts'
import { householdRows } from './fixture-book.ts'

type Given = Partial<OutboxField> & Pick<OutboxField, 'name' | 'label'>

const field = (given: Given): OutboxField => ({
  kind: 'choice',
  mine: null,
  theirs: null,
  base: null,
  value: null,
  collides: false,
  ...given,
})

type Change = Partial<OutboxEntry> & Pick<OutboxEntry, 'table' | 'label' | 'operation' | 'state' | 'fields'>

function change(household: number, given: Change): OutboxEntry {
  const mutationId = id()
  return {
    mutationId,
    unitId: mutationId,
    rowId: id(),
    householdId: householdRows[household]?.id ?? null,
    householdName: householdRows[household]?.name ?? null,
    createdAt: instant(0, 8, 2),
    reason: null,
    isBehind: false,
    theirsBy: null,
    theirsAt: null,
    alsoTheirs: [],
    ...given,
  }
}

const profile = change(6, {
  table: 'households',
  label: 'Household',
  operation: 'update',
  state: 'conflict',
  reason: 'Somebody else changed the same: Risk tolerance, Horizon.',
  theirsBy: 'Nora Lund',
  theirsAt: instant(0, 7, 41),
  fields: [
    field({
      name: 'riskTolerance',
      label: 'Risk tolerance',
      mine: 'Moderate',
      theirs: 'Moderately conservative',
      base: 'Moderately aggressive',
      value: 'moderate',
      collides: true,
    }),
    field({
      name: 'horizon',
      label: 'Horizon',
      mine: 'Over 10 years',
      theirs: '6 – 10 years',
      base: '6 – 10 years',
      value: 'over_10_years',
      collides: true,
    }),
    field({
      name: 'nextReviewOn',
      label: 'Next review',
      kind: 'date',
      mine: '2027-03-01',
      theirs: '2026-12-01',
      base: '2026-12-01',
      value: '2027-03-01',
    }),
  ],
  alsoTheirs: [{ label: 'Objective', kind: 'choice', theirs: 'Preservation', base: 'Growth' }],
})

const behindProfile = change(6, {
  table: 'households',
  label: 'Household',
  operation: 'update',
  state: 'waiting',
  rowId: profile.rowId,
  createdAt: instant(0, 8, 15),
  isBehind: true,
  fields: [field({ name: 'liquidity', label: 'Liquidity need', mine: 'High', base: 'Low', value: 'high' })],
})

const held = instant(0, 9, 0)
const meetingUnit = id()
const meeting = change(2, {
  table: 'meetings',
  label: 'Meeting',
  operation: 'update',
  state: 'conflict',
  unitId: meetingUnit,
  reason: 'Somebody else changed the same: Status.',
  theirsBy: 'Ruth Delgado',
  theirsAt: instant(0, 8, 55),
  fields: [
    field({
      name: 'status',
      label: 'Status',
      mine: 'Held',
      theirs: 'Cancelled',
      base: 'Planned',
      value: 'held',
      collides: true,
    }),
    field({ name: 'heldAt', label: 'Held', kind: 'instant', mine: held, value: held }),
  ],
})
const meetingRecord = change(2, {
  table: 'communications',
  label: 'Communication',
  operation: 'insert',
  state: 'conflict',
  unitId: meetingUnit,
  fields: [
    field({ name: 'subject', label: 'Subject', kind: 'text', mine: 'Yearly review', value: 'Yearly review' }),
    field({ name: 'channel', label: 'Channel', mine: 'In person', value: 'in_person' }),
  ],
})

const task = change(3, {
  table: 'tasks',
  label: 'Task',
  operation: 'insert',
  state: 'refused',
  createdAt: instant(-1, 17, 40),
  reason: 'Task is longer than 300 characters. Correct it and send it again, or discard it.',
  fields: [
    field({ name: 'title', label: 'Task', kind: 'text', mine: 'Send the form', value: 'Send the form' }),
    field({ name: 'priority', label: 'Priority', mine: 'Normal', value: 'normal' }),
    field({ name: 'dueOn', label: 'Due', kind: 'date', mine: '2026-12-04', value: '2026-12-04' }),
  ],
})

const note = change(0, {
  table: 'meeting_notes',
  label: 'Meeting note',
  operation: 'insert',
  state: 'waiting',
  createdAt: instant(0, 9, 12),
  fields: [
    field({ name: 'kind', label: 'Kind', mine: 'Decision', value: 'decision' }),
    field({
      name: 'body',
      label: 'Text',
      kind: 'text',
      mine: 'Sell the lake house before year end; proceeds to the cash reserve.',
      value: '',
    }),
  ],
})

export const outboxEntries: OutboxEntry[] = [profile, behindProfile, meeting, meetingRecord, task, note]

/** What two weeks without a network may leave. */
export const crowdedOutbox: OutboxEntry[] = [
  ...outboxEntries,
  ...Array.from({ length: 595 }, (_, index) =>
    change(index % 40, {
      table: 'tasks',
      label: 'Task',
      operation: 'insert',
      state: index % 3 === 0 ? 'refused' : 'waiting',
      reason: index % 3 === 0 ? 'You may not change this. It may have been assigned to somebody else.' : null,
      fields: [field({ name: 'title', label: 'Task', kind: 'text', mine: `Call ${index}`, value: `Call ${index}` })],
    }),
  ),
]
