import { z } from 'zod'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command } from './contract.ts'
import { describeExport, exportedFileSchema } from './meetings.ts'

export const documentsChannels = {
  /** Saves a copy of a document where the person chooses, after checking its SHA-256. */
  'documents.saveCopy': command({
    input: z.strictObject({ documentId: uuidSchema }),
    output: exportedFileSchema,
    permission: 'book.export',
    audit: {
      type: 'export',
      action: 'export',
      subject: ({ documentId }, file) => ({ table: 'documents', rowId: documentId, ...describeExport(file) }),
      happened: ({ path }) => path !== null,
    },
    offline: 'cache',
  }),
}
