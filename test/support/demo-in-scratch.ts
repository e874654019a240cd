import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { loadFirm } from '#build/demo-firm/load-firm.ts'
import type { User } from '#shared/records/index.ts'
import { testDataKey } from './builders.ts'
import type { FirmUser } from './small-firm.ts'

export interface ScratchDemo {
  readonly database: ScratchDatabase
  /** As the superuser. */
  readonly owner: pg.Client
  /** The first of the demo firm's people with this role, under a login of the test's own. */
  person(role: User['role']): FirmUser
  /** A connection as one of them, as psql would make it. */
  connectAs(user: FirmUser): Promise<pg.Client>
  close(): Promise<void>
}

/** The demo firm in a scratch database. @param today its history ends the business day before. */
export async function loadDemo(database: ScratchDatabase, households: number, today: string): Promise<ScratchDemo> {
  const ssl = { ca: readFileSync(database.caFile, 'utf8') }
  const where = { host: database.host, port: database.port, database: database.database, ssl }
  const owner = new pg.Client({ ...where, ...database.superuser })
  await owner.connect()
  // What the migrations brought is not the demo firm's.
  await owner.query('DELETE FROM firm_settings')
  await owner.query('DELETE FROM retention_policies')
  await loadFirm(owner, { households, today, dataKey: testDataKey })
  const people = new Map<User['role'], FirmUser>()
  for (const { id, role } of DEMO_USERS) {
    // Logins belong to the whole server.
    const login = `${role}.${randomBytes(5).toString('hex')}`
    const password = randomBytes(9).toString('base64url')
    await owner.query('UPDATE users SET login = $2 WHERE id = $1', [id, login])
    await owner.query('SELECT app.ensure_login($1, $2)', [login, password])
    if (!people.has(role)) people.set(role, { id, login, password })
  }
  return {
    database,
    owner,
    person(role) {
      const found = people.get(role)
      if (found === undefined) throw new Error(`the demo firm has nobody of the role ${role}`)
      return found
    },
    async connectAs({ login, password }) {
      const client = new pg.Client({ ...where, user: login, password })
      await client.connect()
      return client
    },
    close: () => owner.end(),
  }
}
