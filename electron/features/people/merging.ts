import { askNow } from '#electron/book-queries/book.ts'
import { refuse } from '#electron/book-queries/row-changes.ts'
import type { CommandContext, HandlersOf, LocalMutation } from '#electron/ipc/handlers.ts'
import { encryptedFields } from '#electron/vault/encrypted-fields.ts'
import { fullName } from '#shared/domain/labels.ts'
import type { MergeFacts } from '#shared/domain/merge-facts.ts'
import { planMerge } from '#shared/domain/merge-persons.ts'
import type { Comparison, mergingChannels } from '#shared/ipc/merging.ts'
import type { Patch, Person } from '#shared/records/index.ts'
import { persons } from '#shared/records/persons.ts'
import { findEditProblems } from '#shared/schema/edits.ts'
import { describeMerge } from './describe-merge.ts'
import { readDuplicates } from './duplicates.ts'
import { readMergeFacts } from './merge-facts.ts'
import { moveNumber } from './move-number.ts'
import { readMergedPerson, undoMerge } from './undo-merge.ts'

export const mergingHandlers: HandlersOf<typeof mergingChannels> = {
  async 'people.duplicates'({ book, steady, ports }, { householdId }) {
    return steady(() => readDuplicates(book, householdId, askNow(ports.clock)))
  },

  async 'people.compare'({ book, steady, ports, keyRing }, { keptId, mergedId }) {
    const facts = await steady(() => readMergeFacts(book, keptId, mergedId, askNow(ports.clock)))
    const described = await describeMerge(book, facts, planMerge(facts, {}))
    const homes = await book
      .selectFrom('households')
      .where('id', 'in', [facts.kept.householdId, facts.merged.householdId])
      .select(['id', 'name'])
      .execute()
    const sideOf = (person: Person) => ({
      ...{ person, name: fullName(person) },
      householdName: homes.find(({ id }) => id === person.householdId)?.name ?? '',
    })
    const maySeal = canSeal(keyRing())
    return { kept: sideOf(facts.kept), merged: sideOf(facts.merged), numbers: numbersOf(facts), ...described, maySeal }
  },

  async 'people.merge'(context, { keptId, mergedId, take }) {
    const { book, steady, ports, commit } = context
    const facts = await steady(() => readMergeFacts(book, keptId, mergedId, askNow(ports.clock)))
    const patch = takeOver(context, facts, take)
    refuse(findEditProblems(persons, facts.kept, patch))
    const { changes } = planMerge(facts, patch)
    const { id, householdId } = facts.merged
    await commit({
      mutations: changes.map((change) => ({ ...change, operation: 'update' }) as LocalMutation),
      audit: [
        {
          ...{ type: 'data', action: 'link', table: 'persons', rowId: id, householdId },
          reason: `Merged into ${fullName(facts.kept)} (${keptId})`,
        },
      ],
    })
    return { mergedId }
  },

  async 'people.undoMerge'(context, { mergedId }) {
    await undoMerge(context, mergedId)
    return {}
  },

  async 'people.merged'({ book, steady }, { personId }) {
    return steady(() => readMergedPerson(book, personId))
  },
}

const numberSets = encryptedFields().filter(({ table }) => table === 'persons')

function numbersOf({ kept, merged }: MergeFacts): Comparison['numbers'] {
  return numberSets.flatMap(({ field, lastFourField, blindField }) => {
    const read = (person: Person, name: string | null) =>
      name === null ? null : (person[name as keyof Person] as string | null)
    const shown = (person: Person) => {
      const ending = read(person, lastFourField)
      return read(person, field) === null ? null : ending === null ? 'recorded' : `ends ${ending}`
    }
    const [mine, theirs] = [shown(kept), shown(merged)]
    if (mine === null && theirs === null) return []
    const isSame = read(kept, blindField) !== null && read(kept, blindField) === read(merged, blindField)
    const label = persons.fields[field as keyof typeof persons.fields].label
    return [{ name: field, label, kept: mine, merged: theirs, isSame }]
  })
}

/** What the kept person takes over: values as they are, and numbers sealed anew for their own row. */
function takeOver({ keyRing, ports }: CommandContext, { kept, merged }: MergeFacts, take: readonly string[]) {
  const sets = numberSets.filter(({ field }) => take.includes(field))
  const sealed = sets.map((set) => moveNumber(keyRing(), ports.random, set, merged, kept.id))
  const plain = take.filter((name) => !sets.some(({ field }) => field === name))
  const values = Object.fromEntries(plain.map((name) => [name, merged[name as keyof Person]]))
  return Object.assign({}, values, ...sealed) as Patch<'persons'>
}

function canSeal(ring: ReturnType<CommandContext['keyRing']>): boolean {
  try {
    return ring.sealingKey() !== null && ring.indexingKey() !== null
  } catch {
    return false
  }
}
