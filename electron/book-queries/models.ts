import { weightsOn } from '#shared/domain/allocation.ts'
import { groupBy } from '#shared/domain/group.ts'
import type { ModelView } from '#shared/ipc/targets.ts'
import type { ModelWeight } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import { refuse } from './row-changes.ts'

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
  return models.map((model) => ({ ...model, weights: weightsOn(weightsOf.get(model.id) ?? [], today) }))
}

/**
 * Whether a model may be given: offline nobody else says so. What stays as it was is not asked about.
 *
 * @throws WorkstationError `bad_input` for one that the book does not have, or that has ended.
 */
export async function requireModel(
  book: Book,
  given: string | null | undefined,
  before: string | null,
  today: string,
): Promise<void> {
  if (given === undefined || given === null || given === before) return
  const model = await book.selectFrom('models').where('id', '=', given).select('endedOn').executeTakeFirst()
  if (model === undefined) refuse([{ field: 'modelId', message: 'is not one of the firm’s models' }])
  else if (model.endedOn !== null && model.endedOn <= today) {
    refuse([{ field: 'modelId', message: 'is no longer offered; choose another model' }])
  }
}
