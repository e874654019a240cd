import { rowDecoder } from '#electron/postgres/row-codec.ts'
import { type BookTableName, recordOf } from '#shared/records/index.ts'
import type { PullParts } from './pull.ts'
import { scopePredicate, selectColumns } from './scope.ts'

const ROWS_PER_CHUNK = 4_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Reads tables again to which columns were added, in chunks by id, each committed with the place reached. The pull that
 * follows repairs what changed meanwhile.
 *
 * @returns the tables that were read.
 */
export async function readTablesAgain(
  { database, cache }: Pick<PullParts, 'database' | 'cache'>,
  stopped: () => boolean,
): Promise<BookTableName[]> {
  const tables = Object.entries(await cache.run('readToReadAgain', null)) as [BookTableName, string][]
  for (const [table, from] of tables) {
    const sql = `${selectColumns(table)} WHERE id > $1 AND ${scopePredicate(table)} ORDER BY id LIMIT ${ROWS_PER_CHUNK}`
    const decode = rowDecoder(recordOf(table))
    let after: string | null = from || FIRST_ID
    while (after !== null && !stopped()) {
      const rows = (await database.unitOfWork('repeatable read, read only', (run) => run.array(sql, [after]))).map(
        decode,
      )
      after = rows.length < ROWS_PER_CHUNK ? null : (rows.at(-1)?.[0] as string)
      await cache.run('writeAgain', { table, rows, after })
    }
  }
  return tables.map(([table]) => table)
}
