import type { Tables } from '#shared/records/index.ts'
import type { Draft } from './drafts.ts'
import type { KeptFile } from './kept-files.ts'
import type { Pin } from './pins.ts'

/** Where a change made on this laptop stands. */
export type OutboxState = 'waiting' | 'sending' | 'refused' | 'conflict'

/** A change made here and not yet in the firm's database. Durable: a rebuild of the cache keeps it. */
export interface OutboxRow {
  readonly mutationId: string
  /** What one command changed is one unit: it reaches the firm whole or not at all. */
  readonly unitId: string
  /** Order of making among what is unsent. */
  readonly sequence: number
  readonly tableName: string
  readonly rowId: string
  readonly householdId: string | null
  readonly operation: 'insert' | 'update' | 'delete'
  /** JSON: the fields set, in code's names. */
  readonly patch: string
  /** JSON: what those fields were in the firm's version. */
  readonly baseValues: string
  /** The firm's version the change was made on; 0 for an insert. */
  readonly baseVersion: number
  readonly state: OutboxState
  /** Why it was refused, in the server's words; null otherwise. */
  readonly reason: string | null
  /** JSON: the firm's row that the change collided with; null otherwise. */
  readonly theirs: string | null
  readonly createdAt: string
  /** Fingerprint of the record's fields when the change was made; null where that was not noted yet. */
  readonly madeUnder: string | null
}

/** A change that the firm acknowledged; the newest are kept for a while. Its fields are those of the outbox. */
export type SentChangeRow = Pick<
  OutboxRow,
  'mutationId' | 'unitId' | 'sequence' | 'tableName' | 'rowId' | 'operation' | 'patch' | 'baseValues'
> & {
  /** The unit's place in this device's order. */
  readonly unitSequence: number
}

/** One link of this laptop's audit chain. */
export interface LocalAuditRow {
  readonly sequence: number
  /** Canonical JSON of the AuditPayload; the hash covers these very bytes. */
  readonly payload: string
  readonly previousHash: string
  /** Lower-case hex SHA-256 of previousHash ‖ payload. */
  readonly hash: string
  readonly sent: number
}

/** One searchable row; an FTS5 table, so ask it with MATCH. */
export interface SearchIndexRow {
  readonly tableName: string
  readonly rowId: string
  readonly householdId: string
  /** The searchable fields, joined by a space. */
  readonly body: string
}

/** A file beside the book. Its key is for the cache alone. */
export type KeptFileRow = Omit<KeptFile, 'lengths'> & {
  /** JSON: the bytes of each piece. */
  readonly lengths: string
}

/** The index's words, folded, each with the number of rows it stands in. */
export interface SearchWordRow {
  readonly term: string
  readonly doc: number
}

/** All tables of the cache as Kysely sees them, with fields in camelCase. */
export type BookTables = Tables & {
  outbox: OutboxRow
  sentChanges: SentChangeRow
  localAudit: LocalAuditRow
  searchIndex: SearchIndexRow
  keptFiles: KeptFileRow
  pins: Pin
  drafts: Draft
  searchWords: SearchWordRow
}
