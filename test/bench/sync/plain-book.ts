import Database from 'better-sqlite3-multiple-ciphers'
import { bookDefinition } from '#electron/cache/derive-tables.ts'
import { durableMigrations, searchDefinition } from '#electron/cache/durable-tables.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { addSearchFunctions } from '#electron/cache/search-functions.ts'
import { bookTableNames } from '#shared/records/index.ts'

/** A book like the product's in all but its encryption. */
export interface Twins {
  readonly encrypted: CacheDatabase
  readonly plain: CacheDatabase
  close(): void
}

/** What the measurements let each of the two keep in memory, so that both meet their files alike. */
const PAGE_CACHE_KIBIBYTES = 16 * 1024

/** @param folder where the two files go. */
export function openTwins(folder: string): Twins {
  const encrypted = openCache({ path: `${folder}/encrypted.db`, key: new Uint8Array(32).fill(9), cipher: 'aegis256' })
  const plain = new Database(`${folder}/plain.db`)
  addSearchFunctions(plain)
  const pragmas = ['journal_mode', 'synchronous', 'temp_store', 'secure_delete', 'page_size'] as const
  for (const name of pragmas) plain.pragma(`${name} = ${encrypted.pragma(name, { simple: true })}`)
  for (const db of [plain, encrypted]) db.pragma(`cache_size = -${PAGE_CACHE_KIBIBYTES}`)
  for (const sql of [...durableMigrations.flat(), ...searchDefinition]) plain.exec(sql)
  // A new book's tables wait for their rows without indexes; those of a book that was brought have them.
  for (const table of bookTableNames) encrypted.exec(`DROP TABLE ${table}`)
  for (const db of [plain, encrypted]) for (const sql of bookDefinition()) db.exec(sql)
  return {
    encrypted,
    plain,
    close() {
      encrypted.close()
      plain.close()
    },
  }
}

/** Fills both with the rows of a book, the search index included. */
export function fillTwins({ encrypted, plain }: Twins, source: CacheDatabase): void {
  for (const db of [encrypted, plain]) {
    db.transaction(() => {
      for (const table of [...bookTableNames, 'search_rows']) copyTable(source, db, table)
    })()
    db.exec('ANALYZE')
    db.pragma('wal_checkpoint(TRUNCATE)')
  }
}

function copyTable(source: CacheDatabase, target: CacheDatabase, table: string): void {
  const columns = (target.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
  const insert = target.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of source
    .prepare(`SELECT ${columns.join(', ')} FROM ${table}`)
    .raw()
    .iterate())
    insert.run(row as never)
}

/** Milliseconds of some work. */
export function timeOf(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
