import { pick, profileChange, taskStatus } from './choices.ts'
import { runFirmOperation } from './firm-operations.ts'
import type { ModelLaptop } from './model-laptop.ts'
import type { Operation } from './operations.ts'
import { isEntryOf, readOutbox, readShown, whatWasSeen } from './typed.ts'
import type { World } from './world.ts'

/** Does one thing of a history. What cannot be done as things stand (an empty list, a closed book) is left out. */
export async function runOperation(world: World, operation: Operation): Promise<void> {
  if (!('on' in operation)) return runFirmOperation(world, operation)
  const index = operation.on % world.laptops.length
  const laptop = world.laptops[index] as ModelLaptop
  switch (operation.do) {
    case 'sync':
      return laptop.sync(operation.fault)
    case 'restart':
      return laptop.restart()
    case 'clock':
      return laptop.setClock(operation.years)
    case 'keepDisk':
      await laptop.keepDisk()
      world.typedOnDisk.set(index, world.typed.length)
      return
    case 'restoreDisk':
      return restoreDisk(world, index)
    case 'decide':
      return decide(world, index, operation)
    default:
      return type(world, index, (ids) => edit(world, laptop, operation, ids))
  }
}

interface Shown {
  readonly households: readonly string[]
  readonly tasks: readonly string[]
  readonly meetings: readonly string[]
}

function readIds(laptop: ModelLaptop): Shown {
  const idsOf = (table: string) =>
    laptop.read((db) => db.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all()) as string[]
  return { households: idsOf('households'), tasks: idsOf('tasks'), meetings: idsOf('meetings') }
}

type Edit = Extract<Operation, { do: 'profile' | 'task' | 'progress' | 'note' | 'held' }>

/** Types what the operation says, as the screens do. A refusal by the workstation changes nothing. */
async function edit(world: World, laptop: ModelLaptop, operation: Edit, ids: Shown): Promise<void> {
  const workstation = await laptop.open()
  world.count += 1
  const householdId = 'household' in operation ? pick(ids.households, operation.household) : undefined
  const meetingId = 'meeting' in operation ? pick(ids.meetings, operation.meeting) : undefined
  const taskId = 'task' in operation ? pick(ids.tasks, operation.task) : undefined
  if (operation.do === 'profile' && householdId) {
    const patch = profileChange(operation.field, operation.value)
    await workstation.reply('households.updateProfile', { householdId, patch, confirm: false })
  }
  if (operation.do === 'task' && householdId) {
    await workstation.reply('tasks.add', { householdId, title: `Task ${world.count}` })
  }
  if (operation.do === 'progress' && taskId) {
    await workstation.reply('tasks.setStatus', { taskId, status: taskStatus(operation.status) })
  }
  if (operation.do === 'note' && meetingId) {
    await workstation.reply('meetings.addNote', { meetingId, kind: 'note', body: `Note ${world.count}` })
  }
  if (operation.do === 'held' && meetingId) await workstation.reply('meetings.markHeld', { meetingId })
}

/** Writes down what came into the outbox by an edit, and what the person had before their eyes. */
async function type(world: World, index: number, work: (ids: Shown) => Promise<void>): Promise<void> {
  const laptop = world.laptops[index] as ModelLaptop
  await laptop.open()
  const ids = readIds(laptop)
  const before = new Map(laptop.read(readOutbox).map((change) => [change.mutationId, change]))
  const shown = laptop.read((db) => {
    const rows = (['households', 'tasks', 'meetings'] as const).flatMap((table) => ids[table].map((id) => [table, id]))
    return new Map(rows.map(([table = '', id = '']) => [id, readShown(db, table, id)]))
  })
  await work(ids)
  // The look for the firm that an edit brings about is over, so that the next operation finds nothing under way.
  await laptop.settle()
  const earlier = world.typed.filter(({ laptop: on, mutationId }) => on === index && before.has(mutationId ?? ''))
  for (const change of laptop.read(readOutbox)) {
    if (before.has(change.mutationId)) continue
    const { mutationId, table, rowId, operation, patch } = change
    const seen = whatWasSeen(change, shown.get(rowId) ?? {}, earlier)
    world.typed.push({ mutationId, laptop: index, table, rowId, operation, patch, seen, excuse: null })
  }
}

async function restoreDisk(world: World, index: number): Promise<void> {
  const laptop = world.laptops[index] as ModelLaptop
  if (!(await laptop.restoreDisk())) return
  const since = world.typedOnDisk.get(index) ?? 0
  for (const change of world.typed.slice(since)) if (change.laptop === index) change.excuse ??= 'disk'
}

type Decision = Extract<Operation, { do: 'decide' }>

async function decide(world: World, index: number, { entry, keep }: Decision): Promise<void> {
  const laptop = world.laptops[index] as ModelLaptop
  const workstation = await laptop.open()
  const outbox = laptop.read(readOutbox)
  const parked = outbox.filter(({ state }) => state === 'refused' || state === 'conflict')
  const chosen = pick(parked, entry)
  if (!chosen) return
  // What is refused is dropped with all that the same command changed; of a conflict theirs is taken, and the rest is sent.
  const dropped = outbox.filter(({ unitId }) => chosen.state === 'refused' && unitId === chosen.unitId)
  const reply = await workstation.reply('sync.resolve', { mutationId: chosen.mutationId, keep })
  await laptop.settle()
  if (!reply.ok) return
  for (const change of world.typed) {
    if (change.laptop !== index) continue
    const isDropped = [chosen, ...dropped].some((unsent) => isEntryOf(change, unsent))
    if (keep === 'theirs' && isDropped) change.excuse ??= 'discarded'
    if (!isEntryOf(change, chosen)) continue
    // The firm's value was shown beside the own, and the own was preferred to it.
    for (const [name, seen] of change.seen) if (chosen.theirs) seen.push(chosen.theirs[name])
  }
}
