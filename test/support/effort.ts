import { env } from 'node:process'

/** How much the tests of the sync engine do: a little in every run, more when somebody asks for hours of it. */
export interface Effort {
  readonly long: boolean
  /** Random histories of the model. */
  readonly histories: number
  /** What the histories begin from: the same seed gives the same histories. */
  readonly seed: number
  /** Changes that writers race to make, in the long form. */
  readonly changes: number
  /** When each of the long tests ends though it is not through; null for never. */
  readonly minutes: number | null
}

/** What `npm run test:sync` asks for: through the environment, since tests run in processes of their own. */
export const EFFORT_VARIABLE = 'ADVISER_SYNC_EFFORT'

export const everyRun: Effort = { long: false, histories: 100, seed: 2026, changes: 10_000_000, minutes: null }
export const longRun: Effort = { ...everyRun, long: true, histories: 2000 }

/** Parts that can be asked for by name, and the tests of each. */
export const effortParts: Readonly<Record<string, readonly string[]>> = {
  histories: ['test/sync/model/first-histories.test.ts', 'test/sync/model/second-histories.test.ts'],
  kills: ['test/sync/killed-at-random.test.ts'],
  writers: ['test/sync/racing-writers.test.ts'],
  flips: ['test/sync/damaged-at-random.test.ts'],
}

export function readEffort(): Effort {
  const asked = env[EFFORT_VARIABLE]
  return asked === undefined ? everyRun : (JSON.parse(asked) as Effort)
}

/** The limit only ends what hangs: a machine with other work may be many times slower. */
export const LONG_TIMEOUT = 24 * 60 * 60 * 1000
