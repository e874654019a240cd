import Database from 'better-sqlite3-multiple-ciphers'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { openBook } from '#electron/cache/book-dialect.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { durableMigrations } from '#electron/cache/durable-tables.ts'
import { addListFunctions } from '#electron/cache/list-functions.ts'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { type CacheDatabase, rebuildBook } from '#electron/cache/open-cache.ts'
import { type OperationInput, type OperationName, operations } from '#electron/cache/operations.ts'
import type { JsonRow } from '#electron/cache/row-json.ts'
import { addSearchFunctions } from '#electron/cache/search-functions.ts'
import { writeRow } from '#electron/cache/write-rows.ts'
import type { CommandContext, HandlersOf, LocalMutation } from '#electron/ipc/handlers.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { emptyKeyRing, type KeyRing } from '#electron/vault/key-ring.ts'
import type { Channel } from '#shared/ipc/contract.ts'
import { recordOf, type TableName, type Tables } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

/** Noon, so that the day is the same in every zone a test may run in. */
export const NOW = '2026-11-24T12:00:00.000Z'
export const TODAY = '2026-11-24'

/** The n-th id of a test; ordered as n is. */
export function id(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

export interface TestBook {
  readonly book: Kysely<BookTables>
  /** Adds a row; fields not given are empty, or the first choice, or nothing. */
  add<T extends TableName>(table: T, fields: Partial<Tables[T]> & { id: string }): Tables[T]
  /** Runs an operation of the cache, as the thread would. */
  readonly run: CachePort['run']
  /** What a handler gets; what it commits and writes is noted. */
  readonly context: CommandContext
  readonly committed: LocalMutation[]
  readonly written: { path: string; content: Uint8Array }[]
  readonly asked: { title: string; suggestedName: string; extension: string }[]
  /** The keys of the device; without any unless a test gives some. */
  keyRing: KeyRing
  /** Where the person says to save; null cancels. */
  savePath: string | null
  /** Puts an outbox row as it would be after a change. */
  addChange(change: { table: TableName; rowId: string; householdId: string | null; state: string }): void
}

/** The cache's own tables, search, and commit, without the thread. @param file where it is to be on the disk, if at all. */
export function openTestBook(file = ':memory:'): TestBook {
  const db: CacheDatabase = new Database(file)
  addSearchFunctions(db)
  addListFunctions(db)
  // Nothing here has to outlive a power cut.
  db.pragma('synchronous = OFF')
  for (const statement of durableMigrations.flat()) db.exec(statement)
  rebuildBook(db)
  const run = async (operation: OperationName, input: never) => (operations[operation] as Operation)(db, input)
  const port = { run } as unknown as CachePort
  const book = openBook(port)
  const state = { committed: [] as LocalMutation[], written: [] as TestBook['written'], asked: [] as TestBook['asked'] }
  const testBook: TestBook = {
    book,
    ...state,
    keyRing: emptyKeyRing,
    savePath: '/home/ada/saved.pdf',
    context: null as never,
    add: (table, fields) => {
      const row = { ...emptyRow(table), ...fields }
      writeRow(db, table, row as unknown as JsonRow)
      return row as never
    },
    run: port.run,
    addChange: (change) => addChange(db, change),
  }
  return Object.assign(testBook, { context: contextOf(testBook, port) })
}

type Operation = (db: CacheDatabase, input: unknown) => unknown

function contextOf(testBook: TestBook, port: CachePort): CommandContext {
  let made = 900_000
  const nextId = () => id(made++)
  const actor = { deviceId: id(1), actorId: id(2), actorLogin: 'ada', appVersion: '0.0.0' }
  const ports = {
    clock: { now: () => Date.parse(NOW), after: () => () => undefined },
    ids: { next: nextId },
    random: { bytes: (length: number) => Buffer.alloc(length, made++) },
    dialogs: {
      chooseSavePath: async (options: TestBook['asked'][number]) => {
        testBook.asked.push(options)
        return testBook.savePath
      },
    },
    files: {
      writeExport: async (path: string, content: Uint8Array) => void testBook.written.push({ path, content }),
    },
  } as unknown as Ports
  return {
    book: testBook.book,
    steady: (reads) => reads(),
    laptop: { book: testBook.book, steady: (reads) => reads() },
    firmWide: false,
    recall: (_name, _tables, read) => read(),
    user: { id: id(2), login: 'ada', displayName: 'Ada Adviser', role: 'adviser', title: null },
    ports,
    bookAsOf: '2026-11-24T11:58:00.000Z',
    keyRing: () => testBook.keyRing,
    commit: async ({ mutations }) => {
      testBook.committed.push(...mutations)
      const stamped = mutations.map((mutation) => ({ mutation, mutationId: nextId(), id: nextId(), occurredAt: NOW }))
      const request = { actor, mutations: stamped, entries: [] }
      await port.run('commitChange', request as OperationInput<'commitChange'>)
    },
  }
}

function addChange(db: CacheDatabase, change: Parameters<TestBook['addChange']>[0]): void {
  db.prepare(
    `INSERT INTO outbox (mutation_id, sequence, table_name, row_id, household_id, operation, patch, base_values,
       base_version, state, created_at)
     VALUES (@rowId || @state, (SELECT coalesce(max(sequence), 0) + 1 FROM outbox), @table, @rowId, @householdId,
       'update', '{}', '{}', 1, @state, '2026-11-24T11:00:00.000Z')`,
  ).run(change)
}

/** A row with every field at its plainest. */
function emptyRow(table: TableName): JsonRow {
  const fields = Object.entries(recordOf(table).allFields as Readonly<Record<string, FieldSpec>>)
  return Object.fromEntries(fields.map(([name, spec]) => [name, spec.nullable ? null : plainest(spec)]))
}

function plainest(spec: FieldSpec): string | number | boolean {
  switch (spec.kind) {
    case 'money':
    case 'quantity':
    case 'ratio':
      return '0'
    case 'integer':
      return 1
    case 'boolean':
      return false
    case 'date':
      return TODAY
    case 'instant':
      return '2026-01-01T00:00:00.000Z'
    case 'choice':
      return Object.keys(spec.choices ?? {})[0] ?? ''
    case 'ref':
      return id(0)
    default:
      return ''
  }
}

type ChannelSet = Readonly<Record<string, Channel>>

/** Calls a handler as the router does: what goes in and what comes out is held to the channel's schemas. */
export function callerOf<Set extends ChannelSet>(channels: Set, handlers: HandlersOf<Set>) {
  return async <C extends keyof Set & string>(
    testBook: TestBook,
    name: C,
    input: z.input<Set[C]['input']>,
  ): Promise<z.output<Set[C]['output']>> => {
    const channel = channels[name] as Channel
    const handler = handlers[name] as (context: CommandContext, given: unknown) => Promise<unknown>
    const value = await handler(testBook.context, channel.input.parse(input))
    return channel.output.parse(value) as z.output<Set[C]['output']>
  }
}
