import { z } from 'zod'
import { documents } from '#shared/records/documents.ts'
import { dateSchema, fieldSchema, uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'
import { describeExport, exportedFileSchema } from './meetings.ts'

/** The largest piece of a file in one message from the renderer. */
export const PIECE_BYTES = 256 * 1024

/**
 * What search will find of a file that is filed here. `read`: what its pages say. `none`: it has no text, as scans and
 * photos. `unread`: it may have some, and could not be read here.
 */
const foundTextSchema = z.enum(['read', 'none', 'unread'])

export type FoundText = z.infer<typeof foundTextSchema>

const contentSchema = z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= PIECE_BYTES, 'is too large')

export const openedDocumentSchema = z.object({
  versionId: uuidSchema,
  title: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  byteLength: z.int(),
  /** Pieces to be read one by one, in order. */
  pieces: z.int(),
})

export type OpenedDocument = z.infer<typeof openedDocumentSchema>

/** Files are kept beside a book, encrypted. */
const NO_FILES =
  'Files are kept with an adviser’s book, and you have none on this laptop. Ask the household’s adviser or assistant for it.'

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
    needsBook: () => NO_FILES,
  }),
  /** Says what is needed to show a document's newest version; its content follows piece by piece. */
  'documents.open': command({
    input: z.strictObject({ documentId: uuidSchema }),
    output: openedDocumentSchema.extend({ householdId: uuidSchema }),
    permission: 'book.read',
    audit: {
      type: 'document',
      action: 'read',
      subject: ({ documentId }, opened) => ({
        table: 'documents',
        rowId: documentId,
        ...(opened && { householdId: opened.householdId }),
      }),
    },
    offline: 'cache',
    needsBook: () => NO_FILES,
  }),
  'documents.readPiece': query({
    input: z.strictObject({ versionId: uuidSchema, index: z.int().min(0) }),
    output: z.object({ content: z.instanceof(Uint8Array) }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => NO_FILES,
  }),
  /** Keeps a document's content on this laptop until somebody says otherwise, or no longer. */
  'documents.keep': command({
    input: z.strictObject({ documentId: uuidSchema, keep: z.boolean() }),
    output: nothing,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => NO_FILES,
  }),
  /** Keeps the contents of all documents of a meeting's household until the meeting is over, or no longer. */
  'documents.keepForMeeting': command({
    input: z.strictObject({ meetingId: uuidSchema, keep: z.boolean() }),
    output: nothing,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => NO_FILES,
  }),
  /** Asks for a document's content for a day, to look at it. It comes with the next sync. */
  'documents.bring': command({
    input: z.strictObject({ documentId: uuidSchema }),
    output: nothing,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => NO_FILES,
  }),
  /** Begins to add a file; its content follows piece by piece, each `PIECE_BYTES` but the last. */
  'documents.beginFile': command({
    input: z.strictObject({
      householdId: uuidSchema,
      fileName: z.string().trim().min(1, 'Choose a file').max(255),
      byteLength: z.int().min(1, 'The file is empty. Choose another one.'),
    }),
    output: z.object({ fileId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
    needsBook: () => NO_FILES,
  }),
  'documents.addPiece': command({
    input: z.strictObject({ fileId: uuidSchema, index: z.int().min(0), content: contentSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Files what was added: from here on it is saved, and sent when the firm can be reached. */
  'documents.fileAdded': command({
    input: z.strictObject({
      fileId: uuidSchema,
      title: z.string().trim().min(1, 'Give it a title').max(300),
      type: fieldSchema(documents.fields.type) as z.ZodType<keyof typeof documents.fields.type.choices>,
      documentDate: dateSchema.nullable(),
    }),
    output: z.object({ documentId: uuidSchema, text: foundTextSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Forgets a file that is not to be filed after all. */
  'documents.dropAdded': command({
    input: z.strictObject({ fileId: uuidSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
