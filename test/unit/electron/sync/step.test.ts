import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backOff, initialSyncState, type SyncEvent, type SyncState, step } from '#electron/sync/step.ts'

const POLL = 15_000

const run = (events: readonly SyncEvent[], from: SyncState = initialSyncState) => {
  let state = from
  const effects = events.map((event) => {
    const [next, done] = step(state, event, POLL)
    state = next
    return done.map((effect) => (effect.kind === 'schedule' ? `schedule ${effect.milliseconds}` : effect.kind))
  })
  return { state, effects }
}

test('a cycle runs when woken, and the next is scheduled after it', () => {
  const { state, effects } = run([{ kind: 'wake' }, { kind: 'connected' }, { kind: 'done' }])

  expect({ effects, connection: state.connection, running: state.running }).toEqual({
    effects: [['cancel_schedule', 'run'], [], ['schedule 15000']],
    connection: 'online',
    running: false,
  })
})

test('what happens during a cycle is followed by another, not by a second one at once', () => {
  expect(
    run([{ kind: 'wake' }, { kind: 'wake' }, { kind: 'wake' }, { kind: 'done' }, { kind: 'done' }]).effects,
  ).toEqual([['cancel_schedule', 'run'], [], [], ['run'], ['schedule 15000']])
})

test('failures back off, and a refused password waits for a person', () => {
  const failed: SyncEvent = { kind: 'failed', offline: true, retry: true }
  const { state, effects } = run([
    { kind: 'wake' },
    failed,
    { kind: 'wake' },
    failed,
    { kind: 'wake' },
    { kind: 'failed', offline: true, retry: false },
  ])

  expect({ last: effects.slice(1), connection: state.connection }).toEqual({
    last: [['schedule 1000'], ['cancel_schedule', 'run'], ['schedule 2000'], ['cancel_schedule', 'run'], []],
    connection: 'offline',
  })
})

const anyEvent: fc.Arbitrary<SyncEvent> = fc.oneof(
  fc.constant<SyncEvent>({ kind: 'wake' }),
  fc.constant<SyncEvent>({ kind: 'connected' }),
  fc.constant<SyncEvent>({ kind: 'done' }),
  fc.constant<SyncEvent>({ kind: 'phase', phase: 'pulling' }),
  fc.record({ kind: fc.constant('failed' as const), offline: fc.boolean(), retry: fc.boolean() }),
  fc.constant<SyncEvent>({ kind: 'stop' }),
)

test('whatever happens, at most one cycle runs, and nothing starts after the end', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = initialSyncState
      let cycles = 0
      for (const event of events) {
        // Only a running cycle can end.
        if ((event.kind === 'done' || event.kind === 'failed') && cycles === 0) continue
        if (event.kind === 'done' || event.kind === 'failed') cycles -= 1
        const stopped = state.stopped
        const [next, effects] = step(state, event, POLL)
        state = next
        cycles += effects.filter(({ kind }) => kind === 'run').length
        expect(cycles).toBeLessThanOrEqual(1)
        if (stopped) expect(effects).toEqual([])
      }
    }),
  )
})

test('the back-off never exceeds a minute', () => {
  expect([1, 2, 3, 7, 50].map(backOff)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000])
})
