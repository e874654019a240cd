import type pg from 'pg'
import type { ModelFirm } from './model-firm.ts'
import { type LaptopModel, type ModelLaptop, takeLaptop } from './model-laptop.ts'
import { readOutbox, type Typed } from './typed.ts'

/** Everything one history happens to. */
export interface World {
  readonly firm: ModelFirm
  readonly laptops: readonly ModelLaptop[]
  readonly typed: Typed[]
  /** How many changes of each laptop were typed when its disk was last copied. */
  readonly typedOnDisk: Map<number, number>
  /** The firm's transaction that is open. */
  open: pg.Client | null
  /** Makes titles that no two things share. */
  count: number
}

export async function beginWorld(firm: ModelFirm, models: readonly LaptopModel[]): Promise<World> {
  await firm.begin()
  const laptops = models.map((model) => takeLaptop(firm, model))
  return { firm, laptops, typed: [], typedOnDisk: new Map(), open: null, count: 0 }
}

export async function endWorld(world: World): Promise<void> {
  await closeTransaction(world, 'ROLLBACK')
  await Promise.all(world.laptops.map((laptop) => laptop.end()))
}

export async function closeTransaction(world: World, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  const client = world.open
  world.open = null
  await client?.query(how)
  await client?.end()
}

export function usedLaptops(world: World): ModelLaptop[] {
  return world.laptops.filter((laptop) => laptop.isUsed())
}

const MOST_ROUNDS = 8

/**
 * Lets every laptop sync until nothing changes any more.
 *
 * @throws Error when it never comes to rest.
 */
export async function comeToRest(world: World): Promise<void> {
  await closeTransaction(world, 'ROLLBACK')
  const used = usedLaptops(world)
  let before = ''
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (const laptop of used) await laptop.syncAndStay()
    const [journal] = await world.firm.query('SELECT count(*) AS changes FROM model.journal')
    const outboxes = used.map((laptop) => laptop.read(readOutbox).map(({ mutationId, state }) => [mutationId, state]))
    const now = JSON.stringify([journal, outboxes])
    if (now === before) {
      for (const laptop of used) laptop.leave()
      return
    }
    before = now
  }
  throw new Error('the laptops never come to rest')
}
