import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import type { NewRow, TableName } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'

export interface FirmUser {
  readonly id: string
  readonly login: string
  readonly password: string
}

/** A firm for one test file: people with logins, and rows put in as the owner of the tables would. */
export interface SmallFirm {
  readonly database: ScratchDatabase
  readonly adviser: FirmUser
  readonly colleague: FirmUser
  readonly compliance: FirmUser
  /** Somebody more, with a login in the role's group. */
  addUser(role: string): Promise<FirmUser>
  /** Runs SQL as the superuser. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Inserts a row through all triggers. @returns its id. */
  insert<T extends TableName>(table: T, row: Omit<NewRow<T>, 'id'> & { id?: string }): Promise<string>
  /** A household of the adviser's, with the fields that matter to the test. */
  insertHousehold(overrides?: Partial<NewRow<'households'>>): Promise<string>
  /**
   * Deletes rows as only a superuser could, with the guard of kept rows off and all other triggers on: for a test of what
   * a row's end brings about, where how it came to its end is no matter.
   */
  removeRows(table: TableName, condition?: string, values?: readonly unknown[]): Promise<void>
  /** Empties the households and all that belongs to them, without a trace: between the tests of a file. */
  emptyBook(): Promise<void>
  /** A connection as one of the people, as psql would make it. */
  connectAs(user: FirmUser): Promise<pg.Client>
  close(): Promise<void>
}

export async function createSmallFirm(database: ScratchDatabase): Promise<SmallFirm> {
  const ssl = { ca: readFileSync(database.caFile, 'utf8') }
  const where = { host: database.host, port: database.port, database: database.database, ssl }
  const owner = new pg.Client({ ...where, ...database.superuser })
  await owner.connect()

  async function insert(table: string, row: object): Promise<string> {
    const given: Record<string, unknown> = { id: uuidv7(), ...row }
    const names = Object.keys(given)
    const holders = names.map((_, index) => `$${index + 1}`)
    await owner.query(
      `INSERT INTO public.${table} (${names.map(toColumn).join(', ')}) VALUES (${holders.join(', ')})`,
      Object.values(given),
    )
    return given.id as string
  }

  async function addUser(role: string): Promise<FirmUser> {
    const login = `${role}.${randomBytes(5).toString('hex')}`
    const password = randomBytes(9).toString('base64url')
    const id = await insert('users', { login, displayName: `Test ${role}`, role, active: true })
    await owner.query('SELECT app.ensure_login($1, $2)', [login, password])
    return { id, login, password }
  }

  const adviser = await addUser('adviser')
  return {
    database,
    adviser,
    colleague: await addUser('adviser'),
    compliance: await addUser('compliance'),
    addUser,
    query: async (text, values = []) => (await owner.query(text, [...values])).rows,
    insert: insert as SmallFirm['insert'],
    insertHousehold: (overrides = {}) =>
      insert('households', {
        name: 'Test household',
        type: 'couple',
        status: 'active',
        advisorId: adviser.id,
        serviceTier: 'gold',
        reviewCadence: 'annual',
        retailInvestor: true,
        ...overrides,
      }),
    async removeRows(table, condition = 'true', values = []) {
      await owner.query(`ALTER TABLE public.${table} DISABLE TRIGGER b_keep`)
      await owner.query(`DELETE FROM public.${table} WHERE ${condition}`, [...values])
      await owner.query(`ALTER TABLE public.${table} ENABLE TRIGGER b_keep`)
    },
    async emptyBook() {
      await owner.query('SET session_replication_role = replica')
      await owner.query('TRUNCATE households CASCADE')
      await owner.query('RESET session_replication_role')
    },
    async connectAs({ login, password }) {
      const client = new pg.Client({ ...where, user: login, password })
      await client.connect()
      return client
    },
    close: () => owner.end(),
  }
}
