import { toColumn } from '#shared/schema/names.ts'
import { bookDifferences } from './book-differences.ts'
import { type Effect, isApplied, type Journal, readJournal } from './journal.ts'
import { isEntryOf, isSame, readOutbox, type Typed, type Unsent } from './typed.ts'
import { usedLaptops, type World } from './world.ts'

/** @returns everything that is not as it must be when all laptops have come to rest; empty when all is well. */
export async function judge(world: World): Promise<string[]> {
  const journal = await readJournal(world.firm)
  const outboxes = new Map(
    world.laptops.map((laptop, index) => [index, laptop.isUsed() ? laptop.read(readOutbox) : []]),
  )
  const problems = world.typed.flatMap((change) => judgeTyped(change, journal, outboxes.get(change.laptop) ?? []))
  for (const effect of journal.effects) problems.push(...judgeEffect(effect, world.typed))
  for (const [index, outbox] of outboxes) problems.push(...judgeOutbox(index, outbox))
  problems.push(...judgeDoubles(journal))
  for (const laptop of usedLaptops(world)) problems.push(...(await bookDifferences(world.firm, laptop)))
  return problems
}

/** Every change is at the firm, or can be seen on its laptop as it was typed; one that was dropped is neither. */
function judgeTyped(change: Typed, journal: Journal, outbox: readonly Unsent[]): string[] {
  const name = `${change.operation} of ${change.table} typed on laptop ${change.laptop} (${JSON.stringify(change.patch)})`
  const entry = outbox.find((unsent) => isEntryOf(change, unsent))
  if (entry) {
    const lost = Object.entries(change.patch).filter(([field, value]) => !isSame(entry.patch[field], value))
    return lost.length === 0 ? [] : [`${name} waits with other values`]
  }
  if (isApplied(journal, change) || change.excuse !== null) return []
  return [`${name} is lost`]
}

/** A laptop's change sets what was typed, and takes the place of nothing that was not seen. */
function judgeEffect(effect: Effect, typed: readonly Typed[]): string[] {
  const changes = typed.filter(({ mutationId }) => mutationId !== null && effect.mutations.includes(mutationId))
  const own = changes.filter(({ table, rowId }) => table === effect.table && rowId === effect.rowId)
  if (own.length === 0 || effect.operation !== 'update') return []
  const problems: string[] = []
  const [before, after] = [effect.before ?? {}, effect.after ?? {}]
  for (const field of new Set(own.flatMap(({ patch }) => Object.keys(patch)))) {
    const column = toColumn(field)
    const setting = own.filter(({ patch }) => Object.hasOwn(patch, field))
    const name = `${effect.table}.${field} from ${JSON.stringify(before[column])} to ${JSON.stringify(after[column])}`
    if (!isSame(after[column], setting.at(-1)?.patch[field])) problems.push(`${name}: not what was typed`)
    const seen = setting.flatMap((change) => change.seen.get(field) ?? [])
    if (isSame(before[column], after[column]) || seen.some((value) => isSame(value, before[column]))) continue
    problems.push(`${name}: nobody had seen that, only ${JSON.stringify(seen)}`)
  }
  return problems
}

/**
 * What waits at rest waits behind what a person has to decide: it is of the same command, or changes one of its rows, or
 * refers to a row that it was to add.
 */
function judgeOutbox(laptop: number, outbox: readonly Unsent[]): string[] {
  const stuck: Unsent[] = []
  for (const unitId of new Set(outbox.map((change) => change.unitId))) {
    const unit = outbox.filter((change) => change.unitId === unitId)
    if (unit.some((change) => isParked(change) || stuck.some((earlier) => isBehind(change, earlier))))
      stuck.push(...unit)
  }
  return outbox
    .filter((change) => !stuck.includes(change))
    .map((change) => `laptop ${laptop} keeps a ${change.operation} of ${change.table} ${change.state}`)
}

const isParked = ({ state }: Unsent) => state === 'refused' || state === 'conflict'

function isBehind(change: Unsent, earlier: Unsent): boolean {
  if (change.table === earlier.table && change.rowId === earlier.rowId) return true
  return earlier.operation === 'insert' && Object.values(change.patch).includes(earlier.rowId)
}

function judgeDoubles({ effects }: Journal): string[] {
  const times = new Map<string, number>()
  for (const { mutations, table, rowId } of effects) {
    for (const mutation of mutations) {
      const effect = `${mutation} on ${table} ${rowId}`
      times.set(effect, (times.get(effect) ?? 0) + 1)
    }
  }
  return [...times].filter(([, count]) => count > 1).map(([effect]) => `applied more than once: ${effect}`)
}
