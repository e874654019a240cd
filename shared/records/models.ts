import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A mix of asset classes that the firm manages to: a name, and its weights in `model_weights`. */
export const models = defineRecord({
  table: 'models',
  label: 'Model',
  plural: 'Models',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    name: field.text('Name', { sensitivity: 'internal', maxLength: 100 }),
    purpose: field.text('Meant for', { nullable: true, sensitivity: 'internal', maxLength: 300 }),
    /** Whoever has it keeps it; nobody is given it any more. */
    endedOn: field.date('No longer offered since', { nullable: true, sensitivity: 'internal' }),
  },
  unique: [['name']],
})
