import { z } from 'zod'
import { FIELD_KINDS } from '#shared/schema/field.ts'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'
import { problemSchema } from './session.ts'

export const syncProgressSchema = z.object({
  table: z.string(),
  /** What people call several of them. */
  label: z.string(),
  done: z.int(),
  /** The database's count when the sync began; rows that arrive meanwhile may exceed it. */
  total: z.int(),
})

export const syncStatusSchema = z.object({
  connection: z.enum(['online', 'offline', 'connecting']),
  phase: z.enum(['idle', 'first_sync', 'pulling', 'pushing']),
  /** Why the firm's changes wait although the firm is reached; what is saved here is sent all the same. */
  paused: z.enum(['metered']).nullable(),
  /** The instant of the last snapshot of the firm's database that the book shows; null before the first. */
  asOf: z.string().nullable(),
  /** By record kind, during the first sync; empty otherwise. */
  progress: z.array(syncProgressSchema),
  rowsPerSecond: z.number(),
  rowsSynced: z.int(),
  /** Changes saved here and not yet in the firm's database. */
  waiting: z.int(),
  conflicts: z.int(),
  refused: z.int(),
  /** Contents of documents on this laptop; null before the first look after a start. */
  documents: z
    .object({
      wanted: z.int(),
      wantedBytes: z.int(),
      here: z.int(),
      hereBytes: z.int(),
      /** Pinned, and without room within the limit. */
      overLimit: z.int(),
      /** Files added here that the firm has not got yet. */
      sending: z.int(),
      problem: problemSchema.nullable(),
    })
    .nullable(),
  problem: problemSchema.nullable(),
})

export type SyncStatus = z.infer<typeof syncStatusSchema>

export const outboxEntrySchema = z.object({
  mutationId: uuidSchema,
  table: z.string(),
  /** What people call the kind of record. */
  label: z.string(),
  rowId: uuidSchema,
  householdId: uuidSchema.nullable(),
  householdName: z.string().nullable(),
  operation: z.enum(['insert', 'update', 'delete']),
  state: z.enum(['waiting', 'sending', 'refused', 'conflict']),
  reason: z.string().nullable(),
  createdAt: z.string(),
  /**
   * Mine, theirs, and what it was before; `theirs` only in a conflict. Choices and yes or no come as words, all other
   * kinds as stored, to be shown as their kind is elsewhere.
   */
  fields: z.array(
    z.object({
      label: z.string(),
      kind: z.enum(FIELD_KINDS),
      mine: z.string().nullable(),
      theirs: z.string().nullable(),
      base: z.string().nullable(),
    }),
  ),
})

export type OutboxEntry = z.infer<typeof outboxEntrySchema>

export const verifiedBookSchema = z.object({
  households: z.int(),
  /** Households and parts of firm-wide tables that were not what the firm has, and were fetched anew. */
  repaired: z.int(),
  /** The firm's clock. */
  at: z.string(),
})

export type VerifiedBook = z.infer<typeof verifiedBookSchema>

export const syncChannels = {
  'sync.status': query({
    input: nothing,
    output: syncStatusSchema,
    permission: null,
    audit: null,
    offline: 'cache',
  }),
  /** Pushes and pulls now; answers when that is through. How it went is in the status. */
  'sync.now': command({ input: nothing, output: nothing, permission: 'self', audit: null, offline: 'cache' }),
  /** Compares all of the book with the firm's and puts right what differs; the trail says what did. */
  'sync.verify': command({
    input: nothing,
    output: verifiedBookSchema,
    permission: 'self',
    audit: null,
    offline: 'online',
  }),
  'sync.outbox': query({
    input: nothing,
    output: z.array(outboxEntrySchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Decides a refused or conflicting change: send mine on top of theirs, or drop mine. Audited by the engine. */
  'sync.resolve': command({
    input: z.strictObject({ mutationId: uuidSchema, keep: z.enum(['mine', 'theirs']) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
