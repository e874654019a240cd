import { WorkstationError } from '#shared/ipc/errors.ts'
import type { FirmDatabase } from './connection.ts'

/** The newest migration this workstation was built for. A test holds it to the folder `migrations/`. */
export const expectedMigration = 'Sync1764000003000'

/**
 * Compares the database's migrations with the ones this workstation knows.
 *
 * @throws WorkstationError `wrong_schema`, naming which side is behind and what to do.
 */
export async function checkSchemaVersion(database: Pick<FirmDatabase, 'query'>): Promise<void> {
  const rows = await database.query('SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC')
  const names = rows.map((row) => row.name)
  if (names[0] === expectedMigration) return
  if (names.includes(expectedMigration)) {
    throw new WorkstationError(
      'wrong_schema',
      'The firm’s database is newer than this workstation. Ask IT to update the workstation; your saved changes are kept until then.',
      { found: names[0], expected: expectedMigration },
    )
  }
  throw new WorkstationError(
    'wrong_schema',
    'The firm’s database is older than this workstation. Ask IT to run the pending migrations (npm run migration:run).',
    { found: names[0] ?? null, expected: expectedMigration },
  )
}
