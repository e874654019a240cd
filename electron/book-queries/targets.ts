import { compareWithTarget } from '#shared/domain/allocation.ts'
import { countingOf, counts } from '#shared/domain/counted-accounts.ts'
import { type TargetPosition, targetNotes } from '#shared/domain/target-checks.ts'
import type { TargetView } from '#shared/ipc/targets.ts'
import type { Account } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import { type ModelToday, readModels } from './models.ts'
import { type HeldPosition, UNKNOWN_SYMBOL } from './positions.ts'

interface Targeted {
  readonly household: { readonly modelId: string | null }
  readonly accounts: readonly Pick<Account, 'id' | 'modelId' | 'status' | 'management'>[]
  /** Accounts that are left out of totals. */
  readonly uncounted: ReadonlySet<string>
  /** All that is held, in whatever account. */
  readonly positions: readonly HeldPosition[]
}

/** The household, then each open account with a model, beside the target of its model. */
export async function readTargets(book: Book, targeted: Targeted, today: string): Promise<TargetView[]> {
  const { household, accounts, uncounted } = targeted
  const open = accounts.filter(({ status }) => status !== 'closed')
  const ids = [...new Set([household, ...open].flatMap(({ modelId }) => modelId ?? []))]
  const models = new Map((await readModels(book, today, ids)).map((model) => [model.id, model]))
  const countings = new Map(accounts.map((account) => [account.id, countingOf(account, uncounted)]))
  const held = targeted.positions.map((position) => ({
    ...position,
    counting: countings.get(position.accountId) ?? 'closed',
    isKnown: position.symbol !== UNKNOWN_SYMBOL,
  }))
  const ofAll = held
    .filter(({ counting }) => counts(counting))
    .map((position) => ({ ...position, isManaged: position.counting === 'managed' }))
  const viewOf = (accountId: string | null, modelId: string | null, chosen: readonly TargetPosition[]) => {
    const model = modelId === null ? undefined : models.get(modelId)
    return model === undefined ? [] : [toView(accountId, model, chosen, today)]
  }
  return [
    ...viewOf(null, household.modelId, ofAll),
    ...open.flatMap(({ id, modelId }) => {
      const own = held.filter(({ accountId }) => accountId === id)
      return viewOf(
        id,
        modelId,
        own.map((position) => ({ ...position, isManaged: true })),
      )
    }),
  ]
}

function toView(
  accountId: string | null,
  model: ModelToday,
  positions: readonly TargetPosition[],
  today: string,
): TargetView {
  const [first] = model.weights
  const allocation = compareWithTarget(positions, model.weights)
  return {
    ...{ accountId, modelId: model.id, model: model.name, inForceFrom: first?.inForceFrom ?? null, allocation },
    notes: allocation === null ? [whyNot(model)] : targetNotes(allocation, positions, today),
  }
}

function whyNot({ name, weights }: ModelToday): string {
  if (weights.length === 0) return `${name} has no weights in force. Operations enter them.`
  return 'There is nothing to compare: what is held comes to nothing, or less.'
}
