import fc from 'fast-check'

/** Where the network fails during a sync. */
export type Fault =
  | { readonly cut: 'question' | 'commit'; readonly nth: number; readonly when: 'before' | 'after' }
  | { readonly cut: 'bytes'; readonly after: number }

/**
 * One thing that happens in a history. Numbers name things by their place, counted around, so that a history stays one
 * when a part of it is left out.
 */
export type Operation =
  | { readonly do: 'profile'; readonly on: number; readonly household: number; readonly field: number; value: number }
  | { readonly do: 'task'; readonly on: number; readonly household: number }
  | { readonly do: 'progress'; readonly on: number; readonly task: number; readonly status: number }
  | { readonly do: 'note'; readonly on: number; readonly meeting: number }
  | { readonly do: 'held'; readonly on: number; readonly meeting: number }
  | { readonly do: 'sync'; readonly on: number; readonly fault: Fault | null }
  | { readonly do: 'decide'; readonly on: number; readonly entry: number; readonly keep: 'mine' | 'theirs' }
  | { readonly do: 'restart'; readonly on: number }
  | { readonly do: 'clock'; readonly on: number; readonly years: number }
  /** A backup of the laptop's disk, and going back to it. */
  | { readonly do: 'keepDisk'; readonly on: number }
  | { readonly do: 'restoreDisk'; readonly on: number }
  | { readonly do: 'firmProfile'; readonly household: number; readonly field: number; readonly value: number }
  | { readonly do: 'firmTask'; readonly household: number }
  | { readonly do: 'firmProgress'; readonly task: number; readonly status: number }
  | { readonly do: 'firmRemove'; readonly task: number }
  | { readonly do: 'reassign'; readonly household: number; readonly to: number }
  | { readonly do: 'team'; readonly household: number }
  /** A transaction of the firm's that stays open, with a change in it. */
  | { readonly do: 'open'; readonly household: number }
  | { readonly do: 'close'; readonly how: 'commit' | 'rollback' }
  /** A backup of the firm's database, and going back to it. */
  | { readonly do: 'keepFirm' }
  | { readonly do: 'restoreFirm' }
  /** Two laptops and the firm at once: both sync while one of them and somebody at the firm write. */
  | { readonly do: 'together'; readonly one: number; readonly other: number; readonly household: number }

export type History = readonly Operation[]

const place = fc.nat({ max: 7 })
const device = fc.nat({ max: 3 })
/** Few fields and values, so that people come to change the same. */
const field = fc.nat({ max: 2 })
const value = fc.nat({ max: 2 })

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    cut: fc.constantFrom('question', 'commit'),
    nth: fc.integer({ min: 1, max: 12 }),
    when: fc.constantFrom('before', 'after'),
  }),
  fc.record({ cut: fc.constant('bytes' as const), after: fc.integer({ min: 1, max: 30_000 }) }),
)

function happening<Name extends Operation['do']>(
  name: Name,
  fields: { [Key in Exclude<keyof Extract<Operation, { do: Name }>, 'do'>]: fc.Arbitrary<unknown> },
): fc.Arbitrary<Operation> {
  return fc.record({ do: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Operation>
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: happening('profile', { on: device, household: place, field, value }) },
  { weight: 4, arbitrary: happening('task', { on: device, household: place }) },
  { weight: 4, arbitrary: happening('progress', { on: device, task: place, status: value }) },
  { weight: 2, arbitrary: happening('note', { on: device, meeting: place }) },
  { weight: 2, arbitrary: happening('held', { on: device, meeting: place }) },
  { weight: 9, arbitrary: happening('sync', { on: device, fault: fc.option(fault, { freq: 2 }) }) },
  { weight: 3, arbitrary: happening('decide', { on: device, entry: place, keep: fc.constantFrom('mine', 'theirs') }) },
  { weight: 1, arbitrary: happening('restart', { on: device }) },
  { weight: 1, arbitrary: happening('clock', { on: device, years: fc.constantFrom(-10, 10, 0) }) },
  { weight: 1, arbitrary: happening('keepDisk', { on: device }) },
  { weight: 1, arbitrary: happening('restoreDisk', { on: device }) },
  { weight: 4, arbitrary: happening('firmProfile', { household: place, field, value }) },
  { weight: 2, arbitrary: happening('firmTask', { household: place }) },
  { weight: 2, arbitrary: happening('firmProgress', { task: place, status: value }) },
  { weight: 1, arbitrary: happening('firmRemove', { task: place }) },
  { weight: 2, arbitrary: happening('reassign', { household: place, to: value }) },
  { weight: 2, arbitrary: happening('team', { household: place }) },
  { weight: 1, arbitrary: happening('open', { household: place }) },
  { weight: 1, arbitrary: happening('close', { how: fc.constantFrom('commit', 'rollback') }) },
  { weight: 1, arbitrary: happening('keepFirm', {}) },
  { weight: 1, arbitrary: happening('restoreFirm', {}) },
  { weight: 2, arbitrary: happening('together', { one: device, other: device, household: place }) },
)

/** @param length the most operations. */
export function arbitraryHistory(length: number): fc.Arbitrary<History> {
  return fc.array(operation, { minLength: 1, maxLength: length, size: 'max' })
}
