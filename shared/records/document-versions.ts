import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A file as it was filed. A document has one or more, numbered from 1; none is ever changed. */
export const documentVersions = defineRecord({
  table: 'document_versions',
  label: 'Document version',
  plural: 'Document versions',
  scope: 'household',
  conflict: 'append',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    documentId: field.ref('Document', 'documents'),
    versionNumber: field.integer('Version', { sensitivity: 'internal', min: '1' }),
    fileName: field.text('File', { maxLength: 255 }),
    mediaType: field.text('Media type', { maxLength: 120 }),
    byteLength: field.integer('Size in bytes', { min: '0' }),
    sha256: field.text('SHA-256', { sensitivity: 'internal', maxLength: 64, format: 'sha256' }),
  },
  indexes: [['householdId']],
  unique: [['documentId', 'versionNumber']],
})
