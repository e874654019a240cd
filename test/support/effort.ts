import { env } from 'node:process'

/** How much the tests of the sync engine do: a little in every run, more when somebody asks for hours of it. */
export interface Effort {
  readonly long: boolean
  /** Random histories of the model. */
  readonly histories: number
  /** What the histories begin from: the same seed gives the same histories. */
  readonly seed: number
  /** When each of the long tests ends though it is not through; null for never. */
  readonly minutes: number | null
}

/** What `npm run test:sync` asks for: through the environment, since tests run in processes of their own. */
export const EFFORT_VARIABLE = 'ADVISER_SYNC_EFFORT'

export const everyRun: Effort = { long: false, histories: 100, seed: 2026, minutes: null }
export const longRun: Effort = { ...everyRun, long: true, histories: 2000 }

export function readEffort(): Effort {
  const asked = env[EFFORT_VARIABLE]
  return asked === undefined ? everyRun : (JSON.parse(asked) as Effort)
}

/** The limit only ends what hangs: a machine with other work may be many times slower. */
export const LONG_TIMEOUT = 24 * 60 * 60 * 1000
