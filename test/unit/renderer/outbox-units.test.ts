import { expect, test } from 'vitest'
import { titleOfUnit } from '#renderer/features/sync/describe-entry.ts'
import { filterUnits, groupByHousehold, toUnits } from '#renderer/features/sync/outbox-units.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'

const entry = (given: Partial<OutboxEntry>): OutboxEntry => ({
  mutationId: 'm',
  unitId: 'u',
  table: 'tasks',
  label: 'Task',
  rowId: 'r',
  householdId: 'h1',
  householdName: 'Smith',
  operation: 'insert',
  state: 'waiting',
  reason: null,
  createdAt: '2026-11-24T12:00:00.000Z',
  isBehind: false,
  theirsBy: null,
  theirsAt: null,
  fields: [],
  alsoTheirs: [],
  ...given,
})

const entries = [
  entry({ unitId: 'a' }),
  entry({ unitId: 'b', label: 'Meeting', operation: 'update', state: 'refused' }),
  entry({ unitId: 'b', label: 'Communication', state: 'refused' }),
  entry({ unitId: 'c', householdId: null, householdName: null, state: 'sending' }),
  entry({ unitId: 'd', state: 'conflict' }),
]

test('changes are shown by unit and household, what needs a person first', () => {
  const groups = groupByHousehold(toUnits(entries))

  expect(
    groups.map(({ householdName, units }) => ({
      householdName,
      units: units.map(({ id, state }) => `${id} ${state}`),
    })),
  ).toEqual([
    { householdName: 'Smith', units: ['b refused', 'd conflict', 'a waiting'] },
    { householdName: null, units: ['c sending'] },
  ])
})

test('the filters divide what needs a person from what waits', () => {
  const units = toUnits(entries)
  const ids = (filter: 'needs-you' | 'waiting' | 'all') => filterUnits(units, filter).map(({ id }) => id)

  expect({ needsYou: ids('needs-you'), waiting: ids('waiting'), all: ids('all') }).toEqual({
    needsYou: ['b', 'd'],
    waiting: ['a', 'c'],
    all: ['a', 'b', 'c', 'd'],
  })
})

test('a unit is called after all that it changed, each kind once', () => {
  const units = toUnits([
    ...entries.slice(0, 3),
    ...['x', 'y', 'z'].map((label) => entry({ unitId: 'e', label })),
    ...['x', 'x'].map((label) => entry({ unitId: 'f', label })),
  ])

  expect(units.map(titleOfUnit)).toEqual([
    'Task added',
    'Meeting changed and communication added',
    'x added, y added and z added',
    'x added',
  ])
})
