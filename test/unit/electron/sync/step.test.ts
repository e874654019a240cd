import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backOff,
  initialSyncState,
  isPaused,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  step,
  type WakeReason,
} from '#electron/sync/step.ts'

const POLL = 15_000

const wake = (why: WakeReason): SyncEvent => ({ kind: 'wake', why })
const connected: SyncEvent = { kind: 'connected' }
const done: SyncEvent = { kind: 'done' }
const lost: SyncEvent = { kind: 'failed', offline: true, retry: true }
const refused: SyncEvent = { kind: 'failed', offline: true, retry: false }
const saving: SyncEvent = { kind: 'saving', saving: true }
const spending: SyncEvent = { kind: 'saving', saving: false }

const inWords = (effect: SyncEffect) =>
  effect.kind === 'schedule'
    ? `schedule ${effect.milliseconds}`
    : effect.kind === 'run'
      ? `run ${effect.reach}`
      : effect.kind

/** What each event brought about, but for timers that are taken back. */
function run(events: readonly SyncEvent[], from: Partial<SyncState> = {}) {
  let state: SyncState = { ...initialSyncState, ...from }
  const effects = events.map((event) => {
    const [next, brought] = step(state, event, POLL)
    state = next
    return brought
      .map(inWords)
      .filter((words) => words !== 'cancel_schedule')
      .join(', ')
  })
  return { state, effects }
}

test('a round runs when woken, and the next is scheduled after it', () => {
  const { state, effects } = run([wake('start'), connected, done])

  expect({ effects, connection: state.connection, round: state.round }).toEqual({
    effects: ['run all', '', 'schedule 15000'],
    connection: 'online',
    round: null,
  })
})

test('every reason begins a round, and takes back the timer that would have', () => {
  const reasons: WakeReason[] = ['start', 'edit', 'timer', 'focus', 'network', 'resume', 'person']

  const begun = reasons.map((why) => step(initialSyncState, wake(why), POLL)[1].map(inWords).join(', '))

  expect(begun).toEqual([
    'cancel_schedule, run all',
    'cancel_schedule, run all',
    'cancel_schedule, run all',
    'cancel_schedule, run all',
    'abandon, cancel_schedule, run all',
    'abandon, cancel_schedule, run all',
    'cancel_schedule, run all',
  ])
})

test('what happens during a round is followed by another, not by a second one at once', () => {
  expect(run([wake('start'), wake('edit'), wake('focus'), done, done]).effects).toEqual([
    'run all',
    '',
    '',
    'run all',
    'schedule 15000',
  ])
})

test('the phase is what the round says it is, and idle after it', () => {
  const { state } = run([wake('start'), { kind: 'phase', phase: 'pulling' }])

  expect([state.phase, step(state, done, POLL)[0].phase, step(state, lost, POLL)[0].phase]).toEqual([
    'pulling',
    'idle',
    'idle',
  ])
})

describe('a round that fails', () => {
  test('is tried again after a while, longer each time', () => {
    expect(run([wake('start'), lost, wake('timer'), lost, wake('timer'), connected, lost]).effects).toEqual([
      'run all',
      'schedule 1000',
      'run all',
      'schedule 2000',
      'run all',
      '',
      'schedule 1000',
    ])
  })

  test('is not tried again where only a person helps', () => {
    const { state, effects } = run([wake('start'), refused])

    expect({ effects, connection: state.connection }).toEqual({ effects: ['run all', ''], connection: 'offline' })
  })

  test('leaves the connection as it was where the firm was reached', () => {
    const { state } = run([wake('start'), connected, { kind: 'failed', offline: false, retry: true }])

    expect(state.connection).toBe('online')
  })

  test.each<[string, SyncEvent[], string[]]>([
    ['an edit saved meanwhile waits for the retry', [wake('edit'), lost], ['', 'schedule 1000']],
    ['a person who asked meanwhile does not wait', [wake('person'), lost], ['', 'run all']],
    ['nor does anybody on another network', [wake('network'), lost], ['abandon', 'run all']],
    ['nor after sleep', [wake('resume'), lost], ['abandon', 'run all']],
    [
      'what came meanwhile is tried once where there is no retry',
      [wake('edit'), refused, refused],
      ['', 'run all', ''],
    ],
  ])('%s', (_name, events, effects) => {
    expect(run([wake('start'), ...events]).effects.slice(1)).toEqual(effects)
  })
})

describe('what was asked for while a round failed is tried once right after it, and then waits as any other', () => {
  test.each<[WakeReason, string]>([
    ['person', ''],
    ['network', 'abandon'],
    ['resume', 'abandon'],
  ])('%s', (why, first) => {
    // The second failure has nobody's wish behind it any more.
    expect(
      run([wake('start'), wake('edit'), wake(why), wake('edit'), lost, lost, wake('timer'), lost]).effects,
    ).toEqual(['run all', '', first, '', 'run all', 'schedule 2000', 'run all', 'schedule 4000'])
  })
})

describe('while data is saved', () => {
  const ready = { ready: true, saving: true }

  test.each<[WakeReason, string]>([
    ['start', 'run edits'],
    ['edit', 'run edits'],
    ['timer', 'run edits'],
    ['focus', ''],
    ['network', 'abandon, run edits'],
    ['resume', 'abandon, run edits'],
    ['person', 'run all'],
  ])('%s: %s', (why, effects) => {
    expect(run([wake(why)], ready).effects).toEqual([effects])
  })

  test('no timer is set after a round, only after a failure', () => {
    expect(run([wake('edit'), done, wake('edit'), lost], ready).effects).toEqual([
      'run edits',
      '',
      'run edits',
      'schedule 1000',
    ])
  })

  test('a round that brings everything is halted, and what was saved here still sent', () => {
    expect(run([wake('timer'), saving, done, done], { ready: true }).effects).toEqual([
      'run all',
      'halt',
      'run edits',
      '',
    ])
  })

  test('a round that a person asked for is brought to its end', () => {
    expect(run([wake('person'), saving, wake('edit'), done, done], { ready: true }).effects).toEqual([
      'run all',
      '',
      '',
      'run edits',
      '',
    ])
  })

  test('a book that cannot be worked with yet is brought until it can', () => {
    expect(run([saving, wake('start'), { kind: 'ready' }, { kind: 'ready' }, done, done]).effects).toEqual([
      '',
      'run all',
      'halt',
      '',
      'run edits',
      '',
    ])
  })

  test('once data costs nothing again, everything is brought', () => {
    expect([
      run([spending], ready).effects,
      run([wake('edit'), spending, done, done], ready).effects,
      run([wake('person'), spending, done], ready).effects,
    ]).toEqual([['run all'], ['run edits', '', 'run all', 'schedule 15000'], ['run all', '', 'schedule 15000']])
  })

  test('the sync counts as paused, but not while a round brings everything', () => {
    const states = [[], [wake('edit')], [wake('person')], [spending]] as const

    expect(states.map((events) => isPaused(run([...events], ready).state))).toEqual([true, true, false, false])
  })
})

test('saying again what is known leaves the very same state, so that nobody is told of it', () => {
  const { state } = run([saving, { kind: 'ready' }])

  const again = [step(state, saving, POLL), step(state, { kind: 'ready' }, POLL)]

  expect(again.map(([next, effects]) => [next === state, effects])).toEqual([
    [true, []],
    [true, []],
  ])
})

test('after the end nothing begins', () => {
  const { effects } = run([wake('start'), { kind: 'stop' }, done, wake('person'), saving, lost])

  expect(effects).toEqual(['run all', '', '', '', '', ''])
})

test('the back-off never exceeds a minute', () => {
  expect([1, 2, 3, 7, 50].map(backOff)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000])
})

/** Runs what the engine decides, as its runner does, and keeps what must never happen. */
class Model {
  state: SyncState = initialSyncState
  rounds = 0
  timer = false
  /** A reason was given that no round has begun after. */
  owed = false
  /** A person's wish that no round has begun after. */
  asked = false
  /** The failure that ended the last round leaves it to a person. */
  given = false
  readonly faults: string[] = []

  /** The round that runs was told to end. */
  halted = false
  began = false

  apply(event: SyncEvent): void {
    const stopped = this.state.stopped
    const [next, effects] = step(this.state, event, POLL)
    this.state = next
    for (const effect of effects) this.#do(effect)
    if (stopped && effects.length > 0) this.faults.push('something began after the end')
    if (this.rounds > 1) this.faults.push('two rounds at once')
    if (!next.stopped) this.#check(next)
  }

  #check({ round, saving, ready }: SyncState): void {
    const spares = saving && ready
    if ((round === null) !== (this.rounds === 0)) this.faults.push('a round that nobody runs')
    if (round?.reach === 'all' && spares && !round.asked && !this.halted) this.faults.push('a round that spends data')
    const goesOn = this.rounds > 0 || this.timer || this.given
    if (this.owed && !goesOn) this.faults.push('a reason that nothing follows')
    if (this.began && !goesOn && !spares) this.faults.push('a sync that stands still')
  }

  #do(effect: SyncEffect): void {
    if (effect.kind === 'run') {
      if (this.asked && effect.reach !== 'all') this.faults.push('a person’s wish cut short')
      this.asked = false
      this.rounds += 1
      this.halted = false
      this.owed = false
      this.began = true
      this.given = false
    }
    if (effect.kind === 'halt') this.halted = true
    if (effect.kind === 'schedule') this.timer = true
    if (effect.kind === 'cancel_schedule') this.timer = false
  }
}

type Happening = { readonly kind: 'timer rings' } | { readonly kind: 'round ends'; readonly how: SyncEvent } | SyncEvent

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<WakeReason>('start', 'edit', 'focus', 'network', 'resume', 'person').map(wake),
  fc.boolean().map((on): SyncEvent => ({ kind: 'saving', saving: on })),
  fc.constantFrom<Happening>(
    { kind: 'ready' },
    connected,
    { kind: 'phase', phase: 'pulling' },
    { kind: 'timer rings' },
    { kind: 'round ends', how: done },
    { kind: 'round ends', how: lost },
    { kind: 'round ends', how: refused },
  ),
)

test('whatever happens, no two rounds run at once, no reason is lost, and data is spent only where it may be', () => {
  fc.assert(
    fc.property(fc.array(anyHappening, { maxLength: 80, size: 'max' }), fc.boolean(), (happenings, stopsAtLast) => {
      const model = new Model()
      for (const happening of [...happenings, ...(stopsAtLast ? ([{ kind: 'stop' }, wake('person')] as const) : [])]) {
        if (happening.kind === 'timer rings') {
          if (!model.timer) continue
          model.timer = false
          model.apply(wake('timer'))
        } else if (happening.kind === 'round ends') {
          if (model.rounds === 0) continue
          model.rounds -= 1
          model.given = happening.how.kind === 'failed' && !happening.how.retry
          model.apply(happening.how)
        } else {
          const spares = model.state.saving && model.state.ready
          if (happening.kind === 'wake' && !(happening.why === 'focus' && spares)) model.owed = true
          if (happening.kind === 'wake' && happening.why === 'person') model.asked = true
          model.apply(happening)
        }
      }
      expect(model.faults).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})
