import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { nameScratchFolder } from '#build/database/scratch.ts'
import { servers } from '#build/database/servers.ts'
import { asSuperuser, type Database, startDatabase } from '#build/database/start-database.ts'
import { loadMigrations } from '#build/migrations/load-migrations.ts'
import { listMigrations, revertMigration, runMigrations } from '#build/migrations/run-migrations.ts'
import { snapshotFile } from '#build/migrations/snapshot.ts'
import type {} from '#build/test/scratch-cluster-setup.ts'
import { type PsqlDatabase, type PsqlLogin, runPsql } from '#test/support/psql.ts'

// The firm's database as `migrations/README.md` has it made: by an owner who is no superuser, on a server of its own,
// because the group roles belong to the whole server and the owner is to make them.

interface Place extends PsqlDatabase {
  readonly owner: PsqlLogin
  drop(): Promise<void>
}

const shared: Database = { ...inject('scratchCluster'), stop: async () => undefined }
const folder = nameScratchFolder()
const OWNER: PsqlLogin = { user: 'adviser_owner', password: 'owns the tables' }
let server: Database
let firm: Place

const administer = (on: Database, statement: string, database = 'postgres') =>
  asSuperuser(on, database, (client) => client.query(statement))

const addOwner = (on: Database, owner: PsqlLogin) =>
  administer(on, `CREATE ROLE ${owner.user} LOGIN CREATEROLE PASSWORD '${owner.password}'`)

async function makeDatabase(on: Database, owner: PsqlLogin): Promise<Place> {
  const { host, port, caFile } = on
  const database = `firm_${randomBytes(5).toString('hex')}`
  await administer(on, `CREATE DATABASE ${database} OWNER ${owner.user}`)
  const drop = () => administer(on, `DROP DATABASE ${database} WITH (FORCE)`).then(() => undefined)
  return { host, port, caFile, database, owner, drop }
}

const targetOf = ({ owner, drop: _drop, ...where }: Place) => ({ ...where, ...owner })

const addUser = (login: string, role: string) =>
  administer(
    server,
    `INSERT INTO users (id, login, display_name, role, active)
     VALUES (gen_random_uuid(), '${login}', 'Nora Lind', '${role}', true)`,
    firm.database,
  )

beforeAll(async () => {
  server = await startDatabase({ folder, server: shared.server, durable: false })
  await addOwner(server, OWNER)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  firm = await makeDatabase(server, OWNER)
})
afterEach(() => firm.drop())

test('schema.sql makes the owner’s database whole, extensions and all, and leaves nothing to apply', async () => {
  const loaded = await runPsql(firm, OWNER, '', ['-v', 'ON_ERROR_STOP=1', '-f', snapshotFile])
  const extensions = await runPsql(firm, OWNER, 'SELECT extname FROM pg_extension ORDER BY extname;')
  const states = await listMigrations(targetOf(firm))
  const applied = await runMigrations(targetOf(firm))

  expect({ code: loaded.code, complaints: loaded.stderr, extensions: extensions.stdout, states, applied }).toEqual({
    code: 0,
    complaints: '',
    extensions: 'btree_gist\npg_trgm\nplpgsql\nuuid-ossp\n',
    states: (await loadMigrations()).map(({ name }) => ({ name, applied: true })),
    applied: [],
  })
})

test('the owner applies every migration and takes every one back', async () => {
  const names = await runMigrations(targetOf(firm))
  const reverted: (string | null)[] = []
  for (const _ of names) reverted.push(await revertMigration(targetOf(firm)))
  const left = await runPsql(firm, OWNER, `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_';`)

  expect({ reverted, left: left.stdout }).toEqual({ reverted: [...names].reverse(), left: 'public\n' })
})

test('in the owner’s database a person works in the own book, and what was done is in the trail', async () => {
  await runMigrations(targetOf(firm))
  await addUser('nora.lind', 'adviser')
  const login = await runPsql(firm, OWNER, `SELECT app.ensure_login('nora.lind', 'of her choice');`)
  const nora = { user: 'nora.lind', password: 'of her choice' }
  const work = await runPsql(
    firm,
    nora,
    `INSERT INTO households (id, name, type, status, advisor_id, service_tier, review_cadence, retail_investor)
     VALUES (gen_random_uuid(), 'Mine', 'couple', 'active', app.user_id(), 'gold', 'annual', true);
     UPDATE households SET name = 'Still mine';
     SELECT app.register_device(gen_random_uuid(), 'laptop', '1.0.0'), audit.ensure_partitions();
     SELECT name, (SELECT string_agg(action, ' ' ORDER BY sequence) FROM audit_events) FROM households;`,
  )
  await administer(server, `DROP OWNED BY "nora.lind"`, firm.database)
  await administer(server, `DROP ROLE "nora.lind"`)

  expect({ login: login.stderr, work }).toEqual({
    login: '',
    work: { code: 0, stderr: '', stdout: '|0\nStill mine|create update\n' },
  })
})

test('a login loses the rights of its former role, whoever granted them', async () => {
  await runMigrations(targetOf(firm))
  await addUser('lena.moss', 'operations')
  await runPsql(firm, OWNER, `SELECT app.ensure_login('lena.moss', 'first');`)
  await administer(server, `UPDATE users SET role = 'adviser' WHERE login = 'lena.moss'`, firm.database)
  await administer(server, `SELECT app.ensure_login('lena.moss', 'second')`, firm.database)
  const held = await administer(
    server,
    `SELECT roleid::regrole::text AS role FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = member
     WHERE rolname = 'lena.moss'`,
  )
  await administer(server, `DROP ROLE "lena.moss"`)

  expect(held.rows).toEqual([{ role: 'firm_adviser' }])
})

test('where somebody else made the group roles, the owner needs what the guide says', async () => {
  const owner = { user: `owner_${randomBytes(5).toString('hex')}`, password: 'owns the tables' }
  await addOwner(shared, owner)
  const other = await makeDatabase(shared, owner)
  const needsGrant = Number(servers[shared.server].majorVersion) >= 16
  const before = await runMigrations(targetOf(other)).catch(({ code }) => code)
  if (needsGrant) {
    await administer(
      shared,
      `GRANT firm_member, firm_adviser, firm_assistant, firm_compliance, firm_operations, firm_administrator,
       firm_examiner, firm_pooler, firm_keeper TO ${owner.user} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    )
  }
  const after = await runMigrations(targetOf(other))
  await other.drop()
  await administer(shared, `DROP OWNED BY ${owner.user}`)
  await administer(shared, `DROP ROLE ${owner.user}`)

  const names = (await loadMigrations()).map(({ name }) => name)
  expect({ before, after }).toEqual(needsGrant ? { before: '42501', after: names } : { before: names, after: [] })
})
