import type pg from 'pg'
import { openCacheForReading } from '#electron/cache/open-cache.ts'
import { type CacheValue, rowDecoder } from '#electron/postgres/row-codec.ts'
import { scopePredicate } from '#electron/sync/scope.ts'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'

export type BookRows = Readonly<Record<string, readonly (readonly CacheValue[])[]>>

/** Every row of the book on a laptop, by table, in order of id. */
export function readBookRows(path: string, key: Uint8Array): BookRows {
  const db = openCacheForReading({ path, key, cipher: 'aegis256' })
  try {
    return Object.fromEntries(
      bookTableNames.map((table) => {
        const sql = `SELECT ${columnsOf(recordOf(table)).join(', ')} FROM ${table} ORDER BY id`
        return [table, db.prepare(sql).raw().all() as CacheValue[][]]
      }),
    )
  } finally {
    db.close()
  }
}

/** Every row that a person may take along, as the firm's database has it, in the same form. */
export async function readFirmRows(asPerson: pg.Client): Promise<BookRows> {
  const tables: Record<string, CacheValue[][]> = {}
  for (const table of bookTableNames) {
    const { rows } = await asPerson.query({
      text: `SELECT ${columnsOf(recordOf(table)).join(', ')} FROM public.${table} WHERE ${scopePredicate(table)} ORDER BY id`,
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig,
    })
    tables[table] = rows.map(rowDecoder(recordOf(table)))
  }
  return tables
}
