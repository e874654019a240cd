import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'
import { assetClasses } from './securities.ts'

/**
 * How much of a model one asset class is to be. The weights of a model that came into force on one day total 100%, and
 * stand until the next day on which some did: what the target was on a past day stays known.
 */
export const modelWeights = defineRecord({
  table: 'model_weights',
  label: 'Target weight',
  plural: 'Target weights',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  datedBy: 'inForceFrom',
  fields: {
    modelId: field.ref('Model', 'models', { sensitivity: 'internal' }),
    inForceFrom: field.date('In force since', { sensitivity: 'internal' }),
    assetClass: field.choice('Asset class', assetClasses, { sensitivity: 'internal' }),
    target: field.ratio('Target (%)', { sensitivity: 'internal', min: '0', max: '100' }),
    /** How far the share may be from the target, to either side, in percentage points. */
    tolerance: field.ratio('Band (± points)', { sensitivity: 'internal', min: '0', max: '100' }),
  },
  unique: [['modelId', 'inForceFrom', 'assetClass']],
})
