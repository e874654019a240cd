import { groupBy } from '#shared/domain/group.ts'
import { inForceOn } from '#shared/domain/in-force.ts'
import type { ModelView } from '#shared/ipc/targets.ts'
import type { ModelWeight } from '#shared/records/index.ts'
import type { Book } from './book.ts'

/** A model with its weights on the day of asking, none where none are in force. */
export interface ModelToday extends Omit<ModelView, 'weights'> {
  readonly weights: readonly ModelWeight[]
}

/** The firm's models by name. @param ids those that are wanted; all without it. */
export async function readModels(book: Book, today: string, ids?: readonly string[]): Promise<ModelToday[]> {
  if (ids?.length === 0) return []
  const [models, weights] = await Promise.all([
    book
      .selectFrom('models')
      .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? [])]))
      .orderBy('name')
      .select(['id', 'name', 'purpose', 'endedOn'])
      .execute(),
    book
      .selectFrom('model_weights')
      .$if(ids !== undefined, (query) => query.where('modelId', 'in', [...(ids ?? [])]))
      .selectAll()
      .execute(),
  ])
  const weightsOf = groupBy(weights, ({ modelId }) => modelId)
  return models.map((model) => ({ ...model, weights: inForceOn(weightsOf.get(model.id) ?? [], today) }))
}
