import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Recall } from '#electron/book-queries/recall.ts'
import type { BookTables } from '#electron/cache/local-tables.ts'
import type { Ports } from '#electron/platform/ports.ts'
import type { KeyRing } from '#electron/vault/key-ring.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import type { Channel } from '#shared/ipc/contract.ts'
import type { NewRow, Patch, TableName, User } from '#shared/records/index.ts'

/** One row to add, change, or remove on this laptop, to be sent to the firm. */
export type LocalMutation = {
  [T in TableName]:
    | { readonly table: T; readonly operation: 'insert'; readonly row: NewRow<T> }
    | { readonly table: T; readonly operation: 'update'; readonly id: string; readonly patch: Patch<T> }
    | { readonly table: T; readonly operation: 'delete'; readonly id: string }
}[TableName]

/** Everything one command changes: committed in one local transaction, with an audit event for each mutation. */
export interface LocalChange {
  readonly mutations: readonly LocalMutation[]
  /** Events beyond those the mutations make by themselves. */
  readonly audit?: readonly AuditEntry[]
}

export type SessionUser = Pick<User, 'id' | 'login' | 'displayName' | 'role' | 'title'>

/** Rows to read, and the way to read several of them as they are at one moment. */
export interface Reading {
  readonly book: Kysely<BookTables>
  /** Runs several queries on one state of the book, whatever sync brings meanwhile. Only reads may be asked inside. */
  steady<T>(reads: () => Promise<T>): Promise<T>
}

/** What a query handler gets: the book, to read. Whoever works on the whole firm reads the firm's database through it. */
export interface QueryContext extends Reading {
  /** What lies on this laptop, whatever `book` is: its outbox, its trail, what is typed and not yet saved. */
  readonly laptop: Reading
  /** Whether `book` is the whole firm, live: too much to be read whole. */
  readonly firmWide: boolean
  /** Remembers what was read of the whole book until its tables change. */
  readonly recall: Recall
  readonly user: SessionUser
  readonly ports: Ports
  /** Instant of the snapshot the book shows; null before the first sync is through. */
  readonly bookAsOf: string | null
  /** The data keys this device was given, as they stand now. */
  readonly keyRing: () => KeyRing
}

/** What a command handler gets: the book, and the one way to change it. */
export interface CommandContext extends QueryContext {
  /**
   * Commits the rows, their outbox entries, and their audit events in one local transaction, then wakes the sync.
   * @throws WorkstationError `not_found` for a row not in the book, `disk_full` when there is no room.
   */
  commit(change: LocalChange): Promise<void>
}

type ContextOf<C extends Channel> = C['kind'] extends 'command' ? CommandContext : QueryContext

/** The handlers a set of channels needs; a missing one does not compile. */
export type HandlersOf<Set extends Readonly<Record<string, Channel>>> = {
  readonly [C in keyof Set]: (
    context: ContextOf<Set[C]>,
    input: z.output<Set[C]['input']>,
  ) => Promise<z.output<Set[C]['output']>>
}
