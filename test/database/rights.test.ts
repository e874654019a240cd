import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'
import { type BookTableName, recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { type PsqlLogin, runStatements } from '#test/support/psql.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

// The table "Who may what" of the database guide is what is tested here: every role, every table, every operation,
// typed into psql as that login. Of each table there is a row of the adviser's household and one of a colleague's.

type Cells = Readonly<Record<string, Readonly<Record<string, string>>>>

const ROLES = ['adviser', 'assistant', 'operations', 'compliance', 'examiner', 'administrator'] as const
type Role = (typeof ROLES)[number]

let firm: SmallFirm
let people: Record<Role, FirmUser>
let mine: string
let theirs: string

/** The guide's table: by table name and role, four letters. */
function readGuide(): Cells {
  const guide = readFileSync(join(projectFolder, 'migrations/README.md'), 'utf8')
  const rows = [...guide.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \| (.*) \|$/gm)]
  return Object.fromEntries(
    rows
      .filter(([, , cells = '']) => /^`[rR-][iI-][uU-][dD-]`/.test(cells))
      .flatMap(([, names = '', cells = '']) => {
        const letters = cells.split(' | ').map((cell) => cell.replaceAll('`', ''))
        const byRole = Object.fromEntries(ROLES.map((role, index) => [role, letters[index] ?? '']))
        return [...names.matchAll(/[\w.]+/g)].map(([name]) => [name, byRole])
      }),
  )
}

const isOffice = (table: TableName) => recordOf(table).scope === 'office'
const idOf = (table: TableName, side: number) => testId(0xa000_0000 + tableNames.indexOf(table) * 16 + side)

/** A row of the adviser's household (side 0) or of the colleague's (side 1), or one more of either (2, 3). */
function rowOf(table: TableName, side: number): Record<string, unknown> {
  const household = side % 2 === 0 ? mine : theirs
  const row: Record<string, unknown> = { ...buildRow(table as BookTableName), id: idOf(table, side) }
  if ('householdId' in row) row.householdId = household
  if (table === 'households') {
    row.id = side < 2 ? household : idOf(table, side)
    row.advisorId = side % 2 === 0 ? people.adviser.id : firm.colleague.id
  }
  if (table === 'users') Object.assign(row, { login: `nobody.${side}.${randomBytes(4).toString('hex')}` })
  if (table === 'models' || table === 'fee_schedules') row.name = `Name ${side}`
  if (table === 'fee_tiers') row.fromAmount = '0'
  if (table === 'securities') row.symbol = `S${side}`
  if (table === 'legal_hold_items') row.holdId = idOf('legal_holds', side % 2)
  if (table === 'team_members') row.userId = testId(side)
  // Two rows of the same account, document, or hold differ in what has to.
  for (const name of ['asOf', 'pricedOn', 'fromDate', 'toDate', 'inForceFrom', 'endedOn']) {
    if (name in row) row[name] = `20${10 + side}-01-01`
  }
  for (const name of ['versionNumber', 'chunkNumber', 'pageNumber']) if (name in row) row[name] = side + 1
  if ('subjectId' in row) row.subjectId = testId(side)
  return row
}

const literal = (value: unknown): string => {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`
  return `'${String(value).replaceAll("'", "''")}'`
}

function insertStatement(table: TableName, side: number): string {
  const row = rowOf(table, side)
  const values = Object.keys(recordOf(table).allFields).map((name) => literal(row[name]))
  return `INSERT INTO ${table} (${columnsOf(recordOf(table)).join(', ')}) VALUES (${values.join(', ')})`
}

/** A field that a person may set: a choice where there is one, since of a transaction only its status moves. */
function updateStatement(table: TableName, side: number): string {
  const fields = Object.entries(recordOf(table).fields)
  const choices = fields.filter(([, spec]) => spec.kind === 'choice').map(([name]) => name)
  const name = choices.find((choice) => choice === 'status') ?? choices[0] ?? fields.at(-1)?.[0] ?? ''
  return `UPDATE ${table} SET ${toColumn(name)} = ${toColumn(name)} WHERE id = '${rowOf(table, side).id}'`
}

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  mine = testId(0xa1)
  theirs = testId(0xb1)
  const others: Partial<Record<Role, FirmUser>> = {}
  for (const role of ROLES.slice(1)) others[role] = await firm.addUser(role)
  people = { ...others, adviser: firm.adviser } as typeof people
  // Of each table two rows, whatever they refer to: rights are the only matter here.
  await firm.query('BEGIN')
  await firm.query('SET LOCAL session_replication_role = replica')
  await firm.query('DELETE FROM firm_settings')
  await firm.query('DELETE FROM retention_policies')
  for (const table of tableNames) {
    await firm.query(insertStatement(table, 0))
    if (table !== 'firm_settings') await firm.query(insertStatement(table, 1))
  }
  await firm.query(`INSERT INTO team_members (id, household_id, user_id, role) VALUES ($1, $2, $3, 'assistant')`, [
    testId(0xc1),
    mine,
    people.assistant.id,
  ])
  await firm.query('COMMIT')
})
afterAll(() => firm.close())

const login = ({ login: user, password }: FirmUser): PsqlLogin => ({ user, password })

/** True where rights let a statement pass: rows came, or a rule that is no right refused it afterwards. */
function isAllowed(outcome: number | string | undefined): boolean {
  return typeof outcome === 'number' ? outcome > 0 : outcome !== '42501'
}

/** What a login may, as the guide writes it: for each table four letters, capitals where the colleague's row is included. */
async function readRights(user: PsqlLogin, before: readonly string[] = []): Promise<Record<string, string>> {
  const within = (statement: string) => ['BEGIN', statement, 'ROLLBACK']
  const tried = tableNames.flatMap((table) =>
    [0, 1].flatMap((side) => [
      ...within(`SELECT FROM ${table} WHERE id = '${rowOf(table, side).id}'`),
      ...within(insertStatement(table, side + 2)),
      ...within(updateStatement(table, side)),
      ...within(`DELETE FROM ${table} WHERE id = '${rowOf(table, side).id}'`),
    ]),
  )
  const outcomes = (await runStatements(firm.database, user, [...before, ...tried])).slice(before.length)
  return Object.fromEntries(
    tableNames.map((table, index) => {
      const letters = [...'riud'].map((letter, operation) => {
        const [own, other] = [0, 1].map((side) => isAllowed(outcomes[index * 24 + side * 12 + operation * 3 + 1]))
        // Of what there is one of in a firm, there is no second row to see.
        const all = other || (table === 'firm_settings' && letter !== 'i')
        return own ? (all ? letter.toUpperCase() : letter) : '-'
      })
      return [table, letters.join('')]
    }),
  )
}

const guided = (role: Role) => Object.fromEntries(tableNames.map((table) => [table, readGuide()[table]?.[role]]))

test('the guide names every table once', () => {
  expect(
    Object.keys(readGuide())
      .filter((name) => (tableNames as string[]).includes(name))
      .sort(),
  ).toEqual([...tableNames].sort())
})

test.each(ROLES)('%s: what psql lets the login do is what the guide says', async (role) => {
  expect(await readRights(login(people[role]))).toEqual(guided(role))
})

test.each(ROLES)('%s: forged settings and borrowed roles change nothing', async (role) => {
  const forged = [
    `SET app.current_user_id = '${firm.colleague.id}'`,
    `SELECT set_config('app.user_id', '${firm.colleague.id}', false)`,
    `SET app.role = 'operations'`,
    `SET row_security = on`,
    `SET session_replication_role = replica`,
    `SET ROLE firm_keeper`,
    `SET SESSION AUTHORIZATION "${firm.colleague.login}"`,
  ]

  expect(await readRights(login(people[role]), forged)).toEqual(guided(role))
})

test('an adviser on somebody else’s team works on the household, and neither changes the team nor takes it over', async () => {
  const associate = await firm.addUser('adviser')
  const added = testId(0xd1)
  const join = `INSERT INTO team_members (id, household_id, user_id, role) VALUES`
  await firm.query(`${join} ($1, $2, $3, 'associate')`, [added, mine, associate.id])
  const outcomes = await runStatements(firm.database, login(associate), [
    `UPDATE persons SET city = 'Portland' WHERE household_id = '${mine}'`,
    `${join} (gen_random_uuid(), '${mine}', '${firm.colleague.id}', 'planner')`,
    `UPDATE team_members SET role = 'planner' WHERE household_id = '${mine}'`,
    `DELETE FROM team_members WHERE household_id = '${mine}'`,
    `UPDATE households SET advisor_id = '${associate.id}' WHERE id = '${mine}'`,
  ])
  await firm.query('DELETE FROM team_members WHERE id = $1', [added])

  expect(outcomes).toEqual([1, '42501', 0, 0, '42501'])
})

test('a confidential matter is seen by compliance alone', async () => {
  const [hold] = await firm.query(`UPDATE legal_holds SET is_confidential = true WHERE id = $1 RETURNING id`, [
    idOf('legal_holds', 1),
  ])
  const seen: Record<string, unknown> = {}
  for (const role of ROLES) {
    seen[role] = await runStatements(firm.database, login(people[role]), [
      `SELECT FROM legal_holds WHERE id = '${hold?.id}'`,
      `SELECT FROM legal_hold_items WHERE hold_id = '${hold?.id}'`,
    ])
  }
  await firm.query(`UPDATE legal_holds SET is_confidential = false WHERE id = $1`, [hold?.id])

  const nothing = ['42501', '42501']
  expect(seen).toEqual({
    ...{ adviser: nothing, assistant: nothing, operations: nothing, administrator: nothing },
    ...{ compliance: [1, 1], examiner: [0, 0] },
  })
})

/** Under one's own name alone; its device is nobody's, which only shows after the rights were asked. */
const ownInserts: Readonly<Record<string, string>> = {
  'sync.applied_mutations': `INSERT INTO sync.applied_mutations (mutation_id, device_id, user_id)
    SELECT gen_random_uuid(), gen_random_uuid(), app.user_id()`,
  'sync.applied_units': `INSERT INTO sync.applied_units (unit_id, device_id, sequence, user_id)
    SELECT gen_random_uuid(), gen_random_uuid(), 1, app.user_id()`,
}

test('of what is no record, each role may ask what the guide says, and nobody truncates anything', async () => {
  const tables = await firm.query(`
    SELECT relnamespace::regnamespace || '.' || relname AS name,
      (SELECT attname FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 ORDER BY attname = 'state' DESC LIMIT 1) AS field
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text IN ('public', 'app', 'sync', 'audit')
    ORDER BY 1`)
  const others = tables.filter(({ name }) => !(tableNames as string[]).includes(String(name).replace('public.', '')))
  const found: Record<string, Record<string, string>> = {}
  for (const role of ROLES) {
    const tried = others.flatMap(({ name, field }) =>
      [
        `SELECT FROM ${name} WHERE false`,
        ownInserts[String(name)] ?? `INSERT INTO ${name} DEFAULT VALUES`,
        `UPDATE ${name} SET ${field} = NULL WHERE false`,
        `DELETE FROM ${name} WHERE false`,
        `TRUNCATE ${name}`,
      ].flatMap((statement) => ['BEGIN', statement, 'ROLLBACK']),
    )
    const outcomes = await runStatements(firm.database, login(people[role]), tried)
    for (const [index, { name }] of others.entries()) {
      const letters = [...'riudt'].map((letter, operation) => {
        const outcome = outcomes[index * 15 + operation * 3 + 1]
        return outcome === '42501' ? '-' : letter
      })
      found[String(name)] = { ...found[String(name)], [role]: letters.join('') }
    }
  }
  const guide = readGuide()
  const nothing = Object.fromEntries(ROLES.map((role) => [role, '----']))

  expect(found).toEqual(
    Object.fromEntries(
      others.map(({ name }) => {
        const cells = /^audit.events_/.test(String(name)) ? nothing : (guide[String(name)] ?? {})
        return [name, Object.fromEntries(Object.entries(cells).map(([role, letters]) => [role, `${letters}-`]))]
      }),
    ),
  )
})

test('a login that nobody in the firm has sees and does nothing of a client', async () => {
  const user = `stray.${randomBytes(5).toString('hex')}`
  await firm.query(`CREATE ROLE "${user}" LOGIN PASSWORD 'stray' IN ROLE firm_adviser`)
  const rights = await readRights({ user, password: 'stray' }, [`SET app.current_user_id = '${firm.adviser.id}'`])
  await firm.query(`DROP ROLE "${user}"`)

  const ofClients = tableNames.filter((table) => recordOf(table).scope === 'household' || isOffice(table))
  expect(ofClients.filter((table) => rights[table] !== '----')).toEqual([])
})

test('a pooler does what the adviser it names may do, and nothing when it names nobody', async () => {
  const user = `pooler.${randomBytes(5).toString('hex')}`
  await firm.query(`CREATE ROLE "${user}" LOGIN PASSWORD 'pooler' IN ROLE firm_pooler`)
  const named = await readRights({ user, password: 'pooler' }, [`SET app.current_user_id = '${firm.adviser.id}'`])
  const nameless = await readRights({ user, password: 'pooler' })
  await firm.query(`DROP ROLE "${user}"`)

  const clients = tableNames.filter((table) => recordOf(table).scope === 'household')
  const ofClients = (rights: Record<string, string>) =>
    Object.fromEntries(clients.map((table) => [table, rights[table]]))
  expect({ named: ofClients(named), nameless: ofClients(nameless) }).toEqual({
    named: ofClients(guided('adviser') as Record<string, string>),
    nameless: Object.fromEntries(clients.map((table) => [table, '----'])),
  })
})

test('a pooler that takes on a role for a transaction serves the firm’s readers', async () => {
  const user = `pooler.${randomBytes(5).toString('hex')}`
  await firm.query(`CREATE ROLE "${user}" LOGIN NOINHERIT PASSWORD 'pooler' IN ROLE firm_pooler, firm_compliance`)
  const outcomes = await runStatements(firm.database, { user, password: 'pooler' }, [
    'BEGIN',
    'SET LOCAL ROLE firm_compliance',
    `SELECT set_config('app.current_user_id', '${people.compliance.id}', true)`,
    'SELECT FROM households',
    'COMMIT',
    'SELECT FROM households',
  ])
  await firm.query(`DROP ROLE "${user}"`)

  expect([outcomes[3], outcomes[5]]).toEqual([2, '42501'])
})

test('row-level security is on and forced on every table, and nothing is open to everybody', async () => {
  const open = await firm.query(`
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ('schema_migrations', 'epoch')
      AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
      AND NOT (relrowsecurity AND relforcerowsecurity)`)
  const granted = await firm.query(`
    SELECT table_schema || '.' || table_name AS name FROM information_schema.table_privileges
    WHERE grantee = 'PUBLIC' AND table_schema IN ('public', 'app', 'sync', 'audit')`)

  expect({ open, granted }).toEqual({ open: [], granted: [] })
})
