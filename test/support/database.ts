import { afterAll, inject } from 'vitest'
import { createScratchDatabase, type ScratchDatabase } from '#build/database/scratch.ts'
import type {} from '#build/test/scratch-cluster-setup.ts'

/**
 * A database with the migrated, empty tables, for the test file that asks; dropped after its last test. Roles and
 * logins belong to the whole server, so a test gives its logins names of their own.
 */
export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const database = await createScratchDatabase(inject('scratchCluster'))
  afterAll(() => database.drop())
  return database
}
