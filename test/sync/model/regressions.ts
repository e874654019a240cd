import type { History } from './operations.ts'

/** Histories that once ended badly, or that say in few words what must hold. */
export const regressions: readonly { readonly why: string; readonly history: History }[] = [
  {
    why: 'an open transaction that adds to a household held up a change of its profile for as long as it was open',
    history: [
      { do: 'profile', on: 0, household: 0, field: 2, value: 0 },
      { do: 'open', household: 0 },
      { do: 'sync', on: 0, fault: null },
    ],
  },
  {
    why: 'a change whose acknowledgement is lost takes effect once',
    history: [
      { do: 'task', on: 0, household: 0 },
      { do: 'profile', on: 0, household: 0, field: 0, value: 0 },
      { do: 'sync', on: 0, fault: { cut: 'commit', nth: 1, when: 'after' } },
      { do: 'sync', on: 0, fault: { cut: 'commit', nth: 1, when: 'after' } },
    ],
  },
  {
    why: 'work on a household that went to somebody else stays visible where it was typed',
    history: [
      { do: 'profile', on: 0, household: 0, field: 0, value: 0 },
      { do: 'task', on: 0, household: 0 },
      { do: 'reassign', household: 0, to: 1 },
      { do: 'sync', on: 0, fault: null },
      { do: 'sync', on: 2, fault: null },
      { do: 'reassign', household: 0, to: 0 },
    ],
  },
  {
    why: 'a disk put back sends again what was sent already, and the firm takes it once',
    history: [
      { do: 'task', on: 0, household: 0 },
      { do: 'profile', on: 0, household: 0, field: 1, value: 0 },
      { do: 'keepDisk', on: 0 },
      { do: 'sync', on: 0, fault: null },
      { do: 'profile', on: 1, household: 0, field: 1, value: 1 },
      { do: 'sync', on: 1, fault: null },
      { do: 'restoreDisk', on: 0 },
      { do: 'note', on: 0, meeting: 0 },
    ],
  },
  {
    why: 'a database put back takes unsent work that was made on what it has forgotten',
    history: [
      { do: 'keepFirm' },
      { do: 'profile', on: 0, household: 0, field: 0, value: 0 },
      { do: 'sync', on: 0, fault: null },
      { do: 'profile', on: 0, household: 0, field: 0, value: 1 },
      { do: 'restoreFirm' },
      { do: 'firmProfile', household: 0, field: 0, value: 0 },
      { do: 'profile', on: 1, household: 0, field: 0, value: 1 },
    ],
  },
  {
    why: 'both of a person’s laptops, ten years apart by their clocks, and a colleague change the same',
    history: [
      { do: 'sync', on: 0, fault: null },
      { do: 'sync', on: 1, fault: null },
      { do: 'clock', on: 0, years: -10 },
      { do: 'clock', on: 1, years: 10 },
      { do: 'profile', on: 0, household: 0, field: 0, value: 0 },
      { do: 'profile', on: 1, household: 0, field: 0, value: 1 },
      { do: 'profile', on: 3, household: 0, field: 1, value: 0 },
      { do: 'held', on: 1, meeting: 0 },
      { do: 'held', on: 0, meeting: 0 },
      { do: 'sync', on: 1, fault: null },
      { do: 'sync', on: 3, fault: null },
      { do: 'restart', on: 0 },
    ],
  },
  {
    why: 'of two changes of a row that went to somebody else, the second is refused only once the first is dropped',
    history: [
      { do: 'progress', on: 2, task: 0, status: 1 },
      { do: 'progress', on: 2, task: 0, status: 0 },
      { do: 'reassign', household: 2, to: 0 },
      { do: 'sync', on: 2, fault: null },
    ],
  },
]
