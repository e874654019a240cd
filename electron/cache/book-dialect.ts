import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type KyselyPlugin,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import type { CachePort } from './cache-port.ts'
import type { BookTables } from './local-tables.ts'

/** Fields that are booleans, whatever table they come from; a test holds names to one kind. */
const booleanFields = new Set(
  bookTableNames.flatMap((table) =>
    Object.entries(recordOf(table).allFields as Readonly<Record<string, FieldSpec>>)
      .filter(([, spec]) => spec.kind === 'boolean')
      .map(([name]) => name),
  ),
)

/** SQLite has no booleans: 0 and 1 become what code expects. */
export const booleansPlugin: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(withBooleans) }),
}

function withBooleans(row: Record<string, unknown>): Record<string, unknown> {
  for (const name of Object.keys(row)) {
    if (booleanFields.has(name) && typeof row[name] === 'number') row[name] = row[name] === 1
  }
  return row
}

function readOnlyConnection(port: CachePort): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const parameters = query.parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value))
      return { rows: (await port.run('query', { sql: query.sql, parameters })) as Row[] }
    },
    // biome-ignore lint/correctness/useYield: the cache answers whole results only
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('the book does not stream')
    },
  }
}

/**
 * @returns a function that runs on this laptop what another dialect of Kysely was asked: rows with the names of columns,
 *   as SQLite has them.
 */
export function askLaptop(port: CachePort): (query: CompiledQuery) => Promise<Record<string, unknown>[]> {
  const connection = readOnlyConnection(port)
  return async ({ query, queryId }) => {
    const again = new SqliteQueryCompiler().compileQuery(query, queryId)
    return (await connection.executeQuery<Record<string, unknown>>(again)).rows
  }
}

/** Kysely over the book. It reads; everything that writes is an operation of the cache. */
export function openBook(port: CachePort): Kysely<BookTables> {
  const connection = readOnlyConnection(port)
  const refuse = () => Promise.reject(new Error('the book has no transactions; commit a change instead'))
  return new Kysely<BookTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createDriver: () => ({
        init: async () => undefined,
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        releaseConnection: async () => undefined,
        destroy: async () => undefined,
      }),
    },
    plugins: [new CamelCasePlugin(), booleansPlugin],
  })
}
