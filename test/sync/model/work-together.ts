import { pick } from './choices.ts'
import { changeProfile } from './firm-operations.ts'
import type { ModelLaptop } from './model-laptop.ts'
import type { Operation } from './operations.ts'
import type { World } from './world.ts'

type Together = Extract<Operation, { do: 'together' }>

/** Two laptops sync while the one adds a task and the firm changes a profile. What comes first is left to chance. */
export async function workTogether(world: World, operation: Together): Promise<void> {
  const index = operation.one % world.laptops.length
  const one = world.laptops[index] as ModelLaptop
  const other = pick(world.laptops, operation.other) as ModelLaptop
  const field = { household: operation.household, field: operation.one, value: operation.other }
  await one.open()
  await Promise.all([
    one.sync(null),
    other === one ? undefined : other.sync(null),
    addTask(world, index, operation.household),
    changeProfile(world, field),
  ])
  // What an edit began may go on after its laptop left the network.
  await one.settle()
}

async function addTask(world: World, index: number, place: number): Promise<void> {
  const laptop = world.laptops[index] as ModelLaptop
  const workstation = await laptop.open()
  const households = laptop.read((db) => db.prepare('SELECT id FROM households ORDER BY id').pluck().all()) as string[]
  const householdId = pick(households, place)
  if (!householdId) return
  world.count += 1
  const title = `Task ${world.count}`
  const reply = await workstation.reply('tasks.add', { householdId, title })
  if (!reply.ok) return
  const patch = { householdId, title, priority: 'normal', status: 'open' }
  const made = { table: 'tasks', rowId: reply.value.taskId, operation: 'insert', patch, seen: new Map() }
  world.typed.push({ mutationId: null, laptop: index, ...made, excuse: null })
}
