import { compareWithTarget } from '#shared/domain/allocation.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { ModelView } from '#shared/ipc/targets.ts'
import { day, id } from './fixture-base.ts'

export const MODEL_ID = id()
export const SCHEDULE_ID = id()

const weights: ModelView['weights'] = [
  { assetClass: 'us_equity', target: '35', tolerance: '5' },
  { assetClass: 'intl_equity', target: '18', tolerance: '3' },
  { assetClass: 'taxable_fixed', target: '30', tolerance: '5' },
  { assetClass: 'municipal_fixed', target: '10', tolerance: '3' },
  { assetClass: 'real_assets', target: '5', tolerance: '2' },
  { assetClass: 'cash', target: '2', tolerance: '2' },
]

export const models: ModelView[] = [
  { id: MODEL_ID, name: 'Balanced growth', purpose: 'Growth and income', endedOn: null, weights },
  { id: id(), name: 'Income', purpose: null, endedOn: null, weights: [] },
]

/** The household beside its target. */
export function makeTargets({ slices }: HouseholdPage['rollUp']): HouseholdPage['targets'] {
  const positions = slices.map(({ assetClass, marketValue }) => ({
    ...{ id: assetClass, marketValue, asOf: day(-1) },
    assetClass: assetClass as ModelView['weights'][number]['assetClass'],
  }))
  return [
    {
      ...{ accountId: null, modelId: MODEL_ID, model: 'Balanced growth', inForceFrom: day(-400) },
      allocation: compareWithTarget(positions, weights),
      notes: [],
    },
  ]
}
