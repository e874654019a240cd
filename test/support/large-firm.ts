import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import { type LargeFirm, type LargeFirmOptions, loadLargeFirm } from '#build/large-firm/load-large-firm.ts'
import type { ListSubjects } from '#test/bench/database/policy-cost.ts'

/** A login of the large firm, connected, and something of its book to ask about. */
export interface Reader {
  readonly client: pg.Client
  readonly households: number
  readonly subjects: ListSubjects & { readonly meetingId: string; readonly documentId: string }
}

export interface OpenLargeFirm {
  readonly firm: LargeFirm
  /** A superuser, whom row-level security does not bind. */
  readonly unbound: pg.Client
  /** Connects as one of the firm's logins. */
  openReader(login: keyof LargeFirm['logins']): Promise<Reader>
  close(): Promise<void>
}

const PASSWORD = 'large-firm'

/** Fills a database with a large firm, which takes minutes, and connects to it. */
export async function openLargeFirm(database: ScratchDatabase, options: LargeFirmOptions): Promise<OpenLargeFirm> {
  const { host, port, caFile, superuser } = database
  const where = { host, port, database: database.database, ssl: { ca: readFileSync(caFile, 'utf8') } }
  const clients: pg.Client[] = []
  const connect = async (login: { user: string; password: string }) => {
    const client = new pg.Client({ ...where, ...login })
    await client.connect()
    clients.push(client)
    return client
  }
  const loading = async () => {
    const client = new pg.Client({ ...where, ...superuser })
    await client.connect()
    return client
  }
  const firm = await loadLargeFirm(loading, options)
  const unbound = await connect(superuser)
  return {
    firm,
    unbound,
    async openReader(login) {
      await unbound.query('SELECT app.ensure_login($1, $2)', [firm.logins[login], PASSWORD])
      return describeReader(await connect({ user: firm.logins[login], password: PASSWORD }))
    },
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  }
}

async function describeReader(client: pg.Client): Promise<Reader> {
  const { rows } = await client.query(`
    SELECT (SELECT count(*)::integer FROM households) AS households, app.user_id() AS "readerId",
      household.id AS "householdId",
      (SELECT id FROM accounts WHERE household_id = household.id ORDER BY id LIMIT 1) AS "accountId",
      (SELECT id FROM meetings WHERE household_id = household.id ORDER BY id LIMIT 1) AS "meetingId",
      (SELECT id FROM documents WHERE household_id = household.id ORDER BY id LIMIT 1) AS "documentId"
    FROM (SELECT id FROM households ORDER BY id LIMIT 1 OFFSET 7) AS household`)
  const { households, ...subjects } = rows[0] as { households: number } & Reader['subjects']
  return { client, households, subjects }
}
