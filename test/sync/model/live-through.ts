import { judge } from './judge.ts'
import type { ModelFirm } from './model-firm.ts'
import type { LaptopModel } from './model-laptop.ts'
import type { History } from './operations.ts'
import { runOperation } from './run-operation.ts'
import { readOutbox } from './typed.ts'
import { beginWorld, comeToRest, endWorld, type World } from './world.ts'

/**
 * Lives through a history, lets everything come to rest, and judges; then has people decide what is left to decide, and
 * judges again.
 *
 * @returns everything that is not as it must be.
 */
export async function liveThrough(
  firm: ModelFirm,
  models: readonly LaptopModel[],
  history: History,
): Promise<string[]> {
  const world = await beginWorld(firm, models)
  try {
    for (const operation of history) await runOperation(world, operation)
    await comeToRest(world)
    const undecided = await judge(world)
    if (undecided.length > 0) return undecided
    return await decideAll(world)
  } finally {
    await endWorld(world)
  }
}

/** First they insist on what they typed, where they can; what the firm will not have is dropped. */
async function decideAll(world: World): Promise<string[]> {
  // Nothing waits, and everything was judged as it is.
  if (countUnsent(world) === 0) return []
  await decideWhatIsParked(world, 'mine')
  // What waited behind a change that is dropped is sent, and perhaps refused, only then: each turn has to leave less.
  for (let before = Number.POSITIVE_INFINITY; countUnsent(world) > 0 && countUnsent(world) < before; ) {
    before = countUnsent(world)
    await decideWhatIsParked(world, 'theirs')
  }
  const undecided = world.laptops.filter((laptop) => laptop.isUsed() && laptop.read(readOutbox).length > 0)
  return [...(await judge(world)), ...undecided.map(({ person }) => `${person.login} cannot get rid of a change`)]
}

async function decideWhatIsParked(world: World, keep: 'mine' | 'theirs'): Promise<void> {
  for (const [on, laptop] of world.laptops.entries()) {
    if (!laptop.isUsed()) continue
    for (let left = laptop.read(readOutbox).length; left > 0; left -= 1) {
      await runOperation(world, { do: 'decide', on, entry: 0, keep })
    }
  }
  await comeToRest(world)
}

function countUnsent(world: World): number {
  const used = world.laptops.filter((laptop) => laptop.isUsed())
  return used.reduce((sum, laptop) => sum + laptop.read(readOutbox).length, 0)
}
