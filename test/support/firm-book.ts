import { CamelCasePlugin, type CompiledQuery, type DatabaseConnection, Kysely, type QueryResult } from 'kysely'
import type pg from 'pg'
import type { Book } from '#electron/book-queries/book.ts'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { readingDialect } from '#electron/postgres/firm-book.ts'
import { explain, type Plan } from './query-plans.ts'

/** A query that a screen sent, and how PostgreSQL answered it. */
export interface SentQuery {
  readonly sql: string
  readonly plan: Plan
}

export interface FirmBook {
  readonly book: Book
  /** What was sent since the last call. */
  takeQueries(): SentQuery[]
}

/** Dates, instants, and decimals as text, as the cache has them. */
const rawTypes = {
  getTypeParser: (oid: number) => (oid === 16 ? (text: string) => text === 't' : (text: string) => text),
}

/**
 * The screens' queries on the firm's database, seen as the login of the client sees it; each is explained, then run.
 * What only a laptop has (its outbox, what it keeps of documents) is empty here.
 */
export function openFirmBook(client: pg.Client): FirmBook {
  let sent: SentQuery[] = []
  let before: Promise<unknown> = Promise.resolve()
  async function run<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (/"(?:outbox|kept_files|pins)"/.test(sql)) return { rows: [] }
    sent.push({ sql, plan: await explain(client, sql, parameters) })
    const { rows } = await client.query({ text: sql, values: [...parameters], types: rawTypes as pg.CustomTypesConfig })
    return { rows }
  }
  const connection: DatabaseConnection = {
    // Screens ask several questions at once; a client answers one after another.
    executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const answer = before.then(() => run<Row>(query))
      before = answer.catch(() => undefined)
      return answer
    },
    // biome-ignore lint/correctness/useYield: no screen streams
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('no screen streams')
    },
  }
  return {
    book: new Kysely<BookTables>({ dialect: readingDialect(connection), plugins: [new CamelCasePlugin()] }),
    takeQueries() {
      const taken = sent
      sent = []
      return taken
    },
  }
}
