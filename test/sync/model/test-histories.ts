import fc from 'fast-check'
import { afterAll, beforeAll, inject } from 'vitest'
import { liveThrough } from './live-through.ts'
import { createModelFirm, type ModelFirm } from './model-firm.ts'
import { endLaptops, type LaptopModel, prepareLaptops } from './model-laptop.ts'
import { arbitraryHistory, type History } from './operations.ts'

const MOST_OPERATIONS = 25
/** Making a counterexample smaller lives through many more histories; after so long the smallest so far will do. */
const SHRINK_MILLISECONDS = 10 * 60 * 1000

export interface HistoriesOptions {
  readonly count: number
  readonly seed: number
  readonly minutes: number | null
}

/** The firm and the laptops of the model, for the test file that asks. @returns what lives through a history. */
export function prepareModel(): (history: History) => Promise<string[]> {
  let firm: ModelFirm
  let models: LaptopModel[] = []
  beforeAll(async () => {
    firm = await createModelFirm(inject('scratchCluster'))
    models = await prepareLaptops(firm)
    await firm.freeze()
  })
  afterAll(async () => {
    await endLaptops(models)
    await firm.close()
  })
  return (history) => liveThrough(firm, models, history)
}

/**
 * Looks for a history after which something is not as it must be.
 *
 * @returns what was found, with the shortest history that shows it, as code; null when every history went well.
 */
export async function findCounterexample(
  live: (history: History) => Promise<string[]>,
  { count, seed, minutes }: HistoriesOptions,
): Promise<string | null> {
  let failedAt: number | null = null
  const property = fc.asyncProperty(arbitraryHistory(MOST_OPERATIONS), async (history) => {
    fc.pre(failedAt === null || performance.now() - failedAt < SHRINK_MILLISECONDS)
    const problems = await live(history)
    if (problems.length === 0) return
    failedAt ??= performance.now()
    throw new Error(problems.join('\n'))
  })
  const limit = minutes === null ? {} : { interruptAfterTimeLimit: minutes * 60_000 }
  const found = await fc.check(property, { numRuns: count, seed, ...limit })
  if (!found.failed) return null
  const [history = []] = found.counterexample ?? []
  return [
    `After ${found.numRuns} histories from seed ${found.seed}:`,
    (found.errorInstance as Error | null)?.message ?? 'it took too long',
    'To keep it, add to test/sync/model/regressions.ts:',
    toCode(history),
  ].join('\n')
}

function toCode(history: History): string {
  const lines = history.map((operation) => `    ${JSON.stringify(operation).replaceAll(/"(\w+)":/g, '$1: ')},`)
  return ['{', `  why: '…',`, '  history: [', ...lines, '  ],', '},'].join('\n').replaceAll('"', "'")
}
