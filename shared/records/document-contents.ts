import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A piece of a version's content, in order from 0. A laptop asks for those of the documents that it is to keep. */
export const documentContents = defineRecord({
  table: 'document_contents',
  label: 'Document content',
  plural: 'Document contents',
  scope: 'household',
  carried: false,
  conflict: 'append',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    versionId: field.ref('Version', 'document_versions'),
    chunkNumber: field.integer('Piece', { sensitivity: 'internal', min: '0' }),
    content: field.bytes('Content'),
  },
  indexes: [['householdId']],
  unique: [['versionId', 'chunkNumber']],
})
