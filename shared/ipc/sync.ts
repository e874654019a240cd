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
  /** How many households of the book were compared so far, while all of it is; null otherwise. */
  verifying: z.object({ done: z.int(), total: z.int() }).nullable(),
  problem: problemSchema.nullable(),
})

export type SyncStatus = z.infer<typeof syncStatusSchema>

/** Mine, theirs, and what it was before; null where there is none, and where it is empty. */
const outboxFieldSchema = z.object({
  /** The field's name in the record. */
  name: z.string(),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
  mine: z.string().nullable(),
  theirs: z.string().nullable(),
  base: z.string().nullable(),
  /** Mine as stored, to correct it. */
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** Both sides changed it, or the record asks a person: theirs or mine. */
  collides: z.boolean(),
})

export type OutboxField = z.infer<typeof outboxFieldSchema>

/** One change of one row. Those of one command share their `unitId`, and reach the firm together or not at all. */
export const outboxEntrySchema = z.object({
  mutationId: uuidSchema,
  unitId: uuidSchema,
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
  /** Waits for an earlier change that needs a person. */
  isBehind: z.boolean(),
  /** In a conflict, who made the firm's version and when; null where the firm does not say. */
  theirsBy: z.string().nullable(),
  theirsAt: z.string().nullable(),
  /** Choices and yes or no come as words, all other kinds as stored, to be shown as their kind is elsewhere. */
  fields: z.array(outboxFieldSchema),
  /** What they changed besides, of the fields that are judged together with mine. */
  alsoTheirs: z.array(outboxFieldSchema.pick({ label: true, kind: true, theirs: true, base: true })),
})

export type OutboxEntry = z.infer<typeof outboxEntrySchema>

export const verifiedBookSchema = z.object({
  households: z.int(),
  /** Rows of the firm's that were compared. */
  rows: z.int(),
  /** Households and parts of firm-wide tables that were not what the firm has, and were fetched anew. */
  repaired: z.int(),
  /** The firm's clock. */
  at: z.string(),
})

export type VerifiedBook = z.infer<typeof verifiedBookSchema>

const sideSchema = z.enum(['mine', 'theirs'])

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
  /**
   * Decides a conflict: mine on top of theirs, theirs, or one of both for each field (mine where nothing is said). Of a
   * refused change, `mine` sends it again and `theirs` discards it. Audited by the engine.
   */
  'sync.resolve': command({
    input: z.strictObject({
      mutationId: uuidSchema,
      keep: z.union([sideSchema, z.record(z.string(), sideSchema)]),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Sends a refused or conflicting change again, with other values where some are given. Audited by the engine. */
  'sync.retry': command({
    input: z.strictObject({
      mutationId: uuidSchema,
      /** By the field's name; as stored. */
      changes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Sends every refused change again as it is. */
  'sync.retryAll': command({
    input: nothing,
    output: z.object({ sent: z.int() }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Drops a refused or conflicting change, with all that the same command changed. Audited by the engine. */
  'sync.discard': command({
    input: z.strictObject({ mutationId: uuidSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
