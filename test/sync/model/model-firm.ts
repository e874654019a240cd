import { readFileSync } from 'node:fs'
import pg from 'pg'
import { createScratchDatabase, type ScratchCluster, type ScratchDatabase } from '#build/database/scratch.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

/** The firm of one history: a database that begins the same each time. */
export interface ModelFirm {
  readonly database: ScratchDatabase
  readonly people: Readonly<Record<'ada' | 'ben' | 'cy', FirmUser>>
  readonly households: readonly string[]
  readonly meetings: readonly string[]
  /** As superuser, on the database as it is now. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** A connection of its own, as superuser or as somebody. */
  connect(user?: FirmUser): Promise<pg.Client>
  /** Takes the database as it is for the beginning of every history. */
  freeze(): Promise<void>
  /** The database as it was in the beginning. */
  begin(): Promise<void>
  /** Keeps a copy of the database, in place of an earlier one. */
  keep(): Promise<void>
  /** Goes back to the copy under another epoch, as the runbook says. @returns false when there is none. */
  restore(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Writes down every change of what people work on, by transaction, with what was there before and after; and which
 * mutations a transaction applied. What a model judges by must not come from the engine that it judges.
 */
const JOURNAL = `
  CREATE SCHEMA model;
  CREATE TABLE model.journal (
    sequence bigint GENERATED ALWAYS AS IDENTITY, xid text NOT NULL DEFAULT pg_current_xact_id()::text,
    table_name text NOT NULL, operation text NOT NULL, before jsonb, after jsonb);
  CREATE FUNCTION model.write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO model.journal (table_name, operation, before, after)
    VALUES (TG_TABLE_NAME, TG_OP,
      CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
    RETURN NULL;
  END $$;
`
const JOURNALLED = [
  'public.households',
  'public.tasks',
  'public.meetings',
  'public.meeting_notes',
  'public.communications',
  'sync.applied_mutations',
]

async function insertBeginning(firm: SmallFirm, assistant: FirmUser) {
  const households: string[] = []
  const meetings: string[] = []
  for (const [name, advisorId] of [
    ['First', firm.adviser.id],
    ['Second', firm.adviser.id],
    ['Third', firm.colleague.id],
  ] as const) {
    const householdId = await firm.insertHousehold({ name, advisorId })
    households.push(householdId)
    const [startsAt, endsAt] = ['2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z']
    const planned = { householdId, subject: `${name} review`, kind: 'review', status: 'planned' } as const
    meetings.push(await firm.insert('meetings', { ...planned, startsAt, endsAt }))
    const task = { householdId, title: `${name} task`, ownerId: advisorId, priority: 'low', status: 'open' } as const
    await firm.insert('tasks', task)
  }
  const team = { householdId: households[0] ?? '', userId: assistant.id, role: 'assistant' } as const
  await firm.insert('team_members', team)
  return { households, meetings }
}

export async function createModelFirm(cluster: ScratchCluster): Promise<ModelFirm> {
  const database = await createScratchDatabase(cluster)
  const { database: live } = database
  const [first, kept] = [`${live}_first`, `${live}_kept`]
  const small = await createSmallFirm(database)
  const people = { ada: small.adviser, ben: small.colleague, cy: await small.addUser('assistant') }
  const beginning = await insertBeginning(small, people.cy)
  await small.query(JOURNAL)
  // A model needs rows that go, and the guard of kept rows has tests of its own.
  await small.query('ALTER TABLE tasks DISABLE TRIGGER b_keep')
  for (const table of JOURNALLED) {
    await small.query(
      `CREATE TRIGGER z_model AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION model.write()`,
    )
  }
  await small.close()

  const ssl = { ca: readFileSync(cluster.caFile, 'utf8') }
  const connectTo = async (name: string, user: pg.ClientConfig = cluster.superuser) => {
    const client = new pg.Client({ host: cluster.host, port: cluster.port, ssl, ...user, database: name })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const admin = await connectTo('postgres')
  let owner: pg.Client | null = null
  let hasKept = false
  /** Makes one database from another, ending whoever is connected to either. */
  async function copy(from: string, to: string): Promise<void> {
    await owner?.end()
    owner = null
    await admin.query(`DROP DATABASE IF EXISTS ${to} WITH (FORCE)`)
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from])
    await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from}`)
  }
  const query: ModelFirm['query'] = async (text, values = []) => {
    owner ??= await connectTo(live)
    return (await owner.query(text, [...values])).rows
  }
  return {
    database,
    people,
    ...beginning,
    query,
    connect: (user) => connectTo(live, user && { user: user.login, password: user.password }),
    freeze: () => copy(live, first),
    async begin() {
      hasKept = false
      await copy(first, live)
    },
    async keep() {
      await copy(live, kept)
      hasKept = true
    },
    async restore() {
      if (!hasKept) return false
      await copy(kept, live)
      await query('UPDATE sync.epoch SET epoch = gen_random_uuid(), began_at = now()')
      return true
    },
    async close() {
      await owner?.end()
      for (const name of [live, first, kept]) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await admin.end()
    },
  }
}
