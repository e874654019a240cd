import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type KyselyPlugin,
  type OperationNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TableNode,
} from 'kysely'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { bookTableNames } from '#shared/records/index.ts'
import type { FirmDatabase, Run } from './connection.ts'
import { mapPostgresError } from './errors.ts'
import { typeDecoder } from './row-codec.ts'

/** The firm's rows as the queries of the book read them, through the person's own login. */
export interface FirmBook {
  readonly book: Kysely<BookTables>
  /** Runs several queries on one state of the firm. Only reads may be asked inside. */
  steady<T>(reads: () => Promise<T>): Promise<T>
}

interface FirmBookParts {
  /** @throws WorkstationError as `openFirmDatabase` says. */
  readonly database: () => Promise<Pick<FirmDatabase, 'unitOfWork'>>
  /** Answers what only this laptop knows: its outbox, what it keeps of documents. Rows have the names of columns. */
  readonly askLaptop: (query: CompiledQuery) => Promise<Record<string, unknown>[]>
  /** What the laptop's rows want besides. */
  readonly plugins: readonly KyselyPlugin[]
}

/** What the firm's search keeps beside a row; no record has it. */
const SEARCH_WORDS = 'search_text'

const recordTables: ReadonlySet<string> = new Set(bookTableNames)

/**
 * Kysely over the firm's database. Every query stands in a read-only unit of work, by itself or in that of `steady`, and
 * row-level security decides what it sees.
 */
export function openFirmBook({ database, askLaptop, plugins }: FirmBookParts): FirmBook {
  const inside = new AsyncLocalStorage<Unit>()
  async function steady<T>(reads: () => Promise<T>): Promise<T> {
    if (inside.getStore()?.over === false) return reads()
    return withSentence(async () => {
      const firm = await database()
      return firm.unitOfWork('repeatable read, read only', async (run) => {
        const unit: Unit = { run, before: Promise.resolve(), over: false }
        try {
          return await inside.run(unit, reads)
        } finally {
          unit.over = true
          await unit.before
        }
      })
    })
  }
  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      if (isOfLaptop(query.query)) return { rows: (await askLaptop(query)) as Row[] }
      return steady(async () => ({ rows: (await ask(inside.getStore() as Unit, query)) as Row[] }))
    },
    // biome-ignore lint/correctness/useYield: screens want whole results only
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('the firm’s rows do not stream')
    },
  }
  return {
    steady,
    book: new Kysely<BookTables>({ dialect: readingDialect(connection), plugins: [new CamelCasePlugin(), ...plugins] }),
  }
}

interface Unit {
  readonly run: Run
  /** Screens ask several questions at once; a connection answers one after another. */
  before: Promise<unknown>
  over: boolean
}

function ask(unit: Unit, { sql, parameters }: CompiledQuery): Promise<Record<string, unknown>[]> {
  const answer = unit.before.then(async () => {
    if (unit.over) throw new Error('the unit of work is over')
    const { names, types, rows } = await unit.run.typed(sql, parameters)
    const decode = types.map(typeDecoder)
    const shown = names.flatMap((name, index) => (name === SEARCH_WORDS ? [] : [[name, index] as const]))
    return rows.map((row) =>
      Object.fromEntries(shown.map(([name, index]) => [name, decoded(row[index] ?? null, decode[index])])),
    )
  })
  unit.before = answer.catch(() => undefined)
  return answer
}

function decoded(text: string | null, decode: ((text: string) => unknown) | undefined): unknown {
  return text === null || decode === undefined ? text : decode(text)
}

/** Whether a query begins with a table that no record has: such are on this laptop alone. */
function isOfLaptop(node: OperationNode): boolean {
  if (node.kind !== 'SelectQueryNode') return false
  const [first] = (node as { from?: { froms: readonly OperationNode[] } }).from?.froms ?? []
  const table = first?.kind === 'AliasNode' ? (first as unknown as { node: OperationNode }).node : first
  if (table?.kind !== 'TableNode') return false
  return !recordTables.has((table as TableNode).table.identifier.name)
}

/** Without the network, nothing of the firm is shown: nothing of it is kept here for this person. */
async function withSentence<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const error = mapPostgresError(cause)
    if (error.code !== 'unreachable') throw error
    throw new WorkstationError('offline', undefined, undefined, { cause })
  }
}

/** Kysely's dialect over a connection that only reads. */
export function readingDialect(connection: DatabaseConnection) {
  const refuse = () => Promise.reject(new Error('the firm’s rows are only read here; commit a change instead'))
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db: Kysely<never>) => new PostgresIntrospector(db),
    createDriver: () => ({
      init: async () => undefined,
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }),
  }
}
