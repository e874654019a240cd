import { DATABASE_NAME } from '#build/database/development.ts'
import { asSuperuser, type Database } from '#build/database/start-database.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { loadFirm } from '#build/demo-firm/load-firm.ts'
import { runMigrations } from '#build/migrations/run-migrations.ts'
import { ensureDemoKeys, recoveryFile } from './demo-keys.ts'

export interface FirmOptions {
  /** Households of the first adviser. Counts for an empty database only. */
  readonly households?: number
  readonly say: (line: string) => void
  /** Default `adviser`. */
  readonly database?: string
  /** `YYYY-MM-DD`, when the firm's history ends. Default today. */
  readonly today?: string
}

/**
 * Brings the database's schema up to date and, when the database is empty, fills it with the demonstration firm: all of
 * it or nothing. Its users can sign in afterwards, with `DEMO_PASSWORD`.
 */
export async function ensureFirm(server: Database, options: FirmOptions): Promise<void> {
  const { households, say, database = DATABASE_NAME, today = new Date().toISOString().slice(0, 10) } = options
  const { host, port, caFile, superuser } = server
  const applied = await runMigrations({ host, port, caFile, ...superuser, database })
  if (applied.length > 0) say(`Applied ${applied.length} migrations.`)
  await asSuperuser(server, database, async (client) => {
    const { rows } = await client.query<{ filled: boolean }>('SELECT EXISTS (SELECT FROM users) AS filled')
    if (rows[0]?.filled !== true) {
      say('Filling the database with the demonstration firm ...')
      const firm = {
        today,
        ...(await ensureDemoKeys(client, recoveryFile(server, database))),
        ...(households === undefined ? {} : { households }),
      }
      const loaded = await loadFirm(client, firm)
      say(`It has ${loaded.households} households; everything in it is made up.`)
    } else if (households !== undefined) {
      say('The demonstration firm is there already; remove the folder .data/database to have another.')
    }
    for (const { login } of DEMO_USERS) await client.query('SELECT app.ensure_login($1, $2)', [login, DEMO_PASSWORD])
  })
}
