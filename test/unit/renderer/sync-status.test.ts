import { expect, test } from 'vitest'
import { describeStatus } from '#renderer/features/sync/describe-status.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'

const now = new Date(2026, 10, 22, 15, 0)
const asOf = new Date(2026, 10, 22, 14, 32).toISOString()

function status(overrides: Partial<SyncStatus> = {}): SyncStatus {
  return {
    connection: 'online',
    phase: 'idle',
    paused: null,
    asOf,
    progress: [],
    rowsPerSecond: 0,
    rowsSynced: 0,
    waiting: 0,
    conflicts: 0,
    refused: 0,
    documents: null,
    verifying: null,
    problem: null,
    ...overrides,
  }
}

test('the status line says first what needs a person, then what is missing, then that all is well', () => {
  const progress = [
    { table: 'households', label: 'Households', done: 120, total: 100 },
    { table: 'transactions', label: 'Transactions', done: 0, total: 300 },
  ]
  const cases = [
    status(),
    status({ asOf: new Date(2026, 10, 20, 9, 5).toISOString() }),
    status({ phase: 'pulling', waiting: 2 }),
    status({ phase: 'first_sync', progress }),
    status({ waiting: 3 }),
    status({ waiting: 1 }),
    status({ conflicts: 1, waiting: 3 }),
    status({ refused: 2 }),
    status({ connection: 'offline', conflicts: 1, waiting: 3 }),
    status({ paused: 'metered', waiting: 1 }),
    status({ paused: 'metered', asOf: null }),
    status({ paused: 'metered', phase: 'pushing' }),
    status({ paused: 'metered', conflicts: 1 }),
  ]
  const liveCases = [status(), status({ paused: 'metered' }), status({ waiting: 1 }), status({ refused: 1 })]

  const lines = cases.map((each) => describeStatus(each, { now }))
  const live = liveCases
    .concat(status({ connection: 'offline' }))
    .map((each) => describeStatus(each, { now, firmWide: true }).text)

  expect(live).toEqual([
    'Live from the firm’s database',
    'Live from the firm’s database',
    '1 change waiting',
    '1 change refused',
    'Offline',
  ])

  expect(lines).toEqual([
    { tone: 'calm', text: 'Up to date · 14:32' },
    { tone: 'calm', text: 'Up to date · Fri 20 Nov, 09:05' },
    { tone: 'busy', text: 'Syncing…' },
    { tone: 'busy', text: 'Bringing your book · 25%' },
    { tone: 'note', text: '3 changes waiting' },
    { tone: 'note', text: '1 change waiting' },
    { tone: 'warn', text: '1 conflict' },
    { tone: 'warn', text: '2 changes refused' },
    { tone: 'offline', text: 'Offline, as of Sun 22 Nov, 14:32' },
    { tone: 'note', text: 'Paused: metered, as of 14:32' },
    { tone: 'note', text: 'Paused: metered' },
    { tone: 'busy', text: 'Syncing…' },
    { tone: 'warn', text: '1 conflict' },
  ])
})

test('being offline is calm while the network is all that is missing, and not where somebody has to act', () => {
  const cases = (['unreachable', 'certificate', 'wrong_password', 'wrong_schema', 'refused'] as const).map((code) =>
    status({ connection: 'offline', problem: { code, message: 'What to do.' } }),
  )

  const tones = cases.map((each) => describeStatus(each, { now }).tone)

  expect(tones).toEqual(['offline', 'blocked', 'blocked', 'blocked', 'blocked'])
})
