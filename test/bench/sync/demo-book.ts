import { ensureFirm } from '#build/commands/ensure-firm.ts'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { type CacheDatabase, openCacheForReading } from '#electron/cache/open-cache.ts'
import { findBook } from '#test/support/laptop-book.ts'
import { createLaptop } from '#test/support/workstation.ts'

/** Brings the demonstration firm's first book to a laptop, and lends it out to be read; leaves nothing behind. */
export async function withDemoBook<T>(households: number, read: (book: CacheDatabase) => T | Promise<T>): Promise<T> {
  const { cluster, stop } = await startScratchCluster()
  try {
    const database = await createScratchDatabase(cluster)
    const server = { ...cluster, stop: async () => undefined }
    await ensureFirm(server, { households, database: database.database, say: () => undefined })
    const laptop = createLaptop({ database })
    try {
      const workstation = await laptop.start()
      await workstation.signIn({ ...DEMO_USERS[0], password: DEMO_PASSWORD })
      await workstation.stop()
      const book = openCacheForReading({ ...findBook(laptop), cipher: 'aegis256' })
      try {
        return await read(book)
      } finally {
        book.close()
      }
    } finally {
      laptop.remove()
    }
  } finally {
    await stop()
  }
}
