import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CacheDatabase, openCacheForReading } from '#electron/cache/open-cache.ts'
import type { Laptop } from './workstation.ts'

/** The file of the one book on a laptop, and the key to it. @throws Error when there is no book. */
export function findBook({ profileFolder, keychain }: Pick<Laptop, 'profileFolder' | 'keychain'>): {
  path: string
  key: Uint8Array
} {
  const books = join(profileFolder, 'books')
  const file = readdirSync(books).find((entry) => entry.endsWith('.db'))
  const key = [...keychain.secrets].find(([account]) => account.startsWith('cache-key:'))?.[1]
  if (file === undefined || key === undefined) throw new Error(`there is no book in ${books}`)
  return { path: join(books, file), key: Buffer.from(key, 'hex') }
}

/** Reads from a laptop's book beside the workstation, which may be running. */
export function withBook<T>(laptop: Pick<Laptop, 'profileFolder' | 'keychain'>, read: (db: CacheDatabase) => T): T {
  const db = openCacheForReading({ ...findBook(laptop), cipher: 'aegis256' })
  try {
    return read(db)
  } finally {
    db.close()
  }
}
