import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/**
 * The text of one page of a version, so that a document is found by what it says: numbered from 1, read out of the file
 * when it is filed. Pages without text have no row, and pictures none at all. Apart from the versions, so that lists of
 * documents never read it.
 */
export const documentPages = defineRecord({
  table: 'document_pages',
  label: 'Document page',
  plural: 'Document pages',
  scope: 'household',
  conflict: 'append',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    versionId: field.ref('Version', 'document_versions'),
    pageNumber: field.integer('Page', { sensitivity: 'internal', min: '1' }),
    content: field.text('Text', { searchable: true, maxLength: 100_000 }),
  },
  indexes: [['householdId']],
  unique: [['versionId', 'pageNumber']],
})
