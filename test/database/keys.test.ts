import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemRandom } from '#electron/platform/system-ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { unwrapKey } from '#electron/vault/age-envelope.ts'
import { encryptedFields } from '#electron/vault/encrypted-fields.ts'
import { grantKeys, initKeys, recoverKeys, revokeKeys } from '#electron/vault/firm-keys.ts'
import { encryptField } from '#electron/vault/pii-cipher.ts'
import { testDataKey, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { addKeys, type FirmWithKeys, makePair, openAs, type Pair } from '#test/support/keys.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

const laptop = testId(0xd1)

let firm: SmallFirm
let known: FirmWithKeys
let device: Pair
let admin: FirmDatabase
const clients = new Map<string, pg.Client>()

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  known = await addKeys(firm)
  device = await makePair()
  admin = await openAs(firm, known.administrator)
  const people: Record<string, FirmUser> = {
    ...{ adviser: firm.adviser, colleague: firm.colleague, compliance: firm.compliance },
    ...{ administrator: known.administrator, operations: known.operations },
  }
  for (const [name, user] of Object.entries(people)) clients.set(name, await firm.connectAs(user))
  await as('adviser').query(`SELECT app.register_device($1, 'laptop', 'test', $2)`, [laptop, device.recipient])
})
afterAll(async () => {
  await admin.end()
  for (const client of clients.values()) await client.end()
  await firm.close()
})

function as(name: string): pg.Client {
  const client = clients.get(name)
  if (!client) throw new Error(`nobody is called ${name}`)
  return client
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: { code?: string }) => error.code,
  )

async function grantLaptop(): Promise<string[]> {
  return await grantKeys(admin, await recoverKeys(admin, [known.recovery.identity]), laptop, device.recipient)
}

const envelopesOf = async (name: string, id = laptop) =>
  (await as(name).query('SELECT key_id, purpose, envelope FROM app.my_key_grants($1)', [id])).rows

test('an administrator grants with the recovery identity, and the device alone opens what it was given', async () => {
  const granted = await grantLaptop()
  const again = await grantLaptop()

  const rows = await envelopesOf('adviser')
  const opened = await Promise.all(
    rows.map(async ({ key_id: keyId, purpose, envelope }) => ({
      device: (await unwrapKey(envelope, [device.identity], { keyId, purpose }))?.key,
      other: await unwrapKey(envelope, [(await makePair()).identity], { keyId, purpose }),
    })),
  )
  const inOrder = known.keys.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))
  expect({ granted, again, opened }).toEqual({
    granted: inOrder.map(({ keyId }) => keyId),
    again: [],
    opened: inOrder.map(({ key }) => ({ device: key, other: null })),
  })
})

test('nobody but the device’s own user reads a grant’s envelope; administrators see that there is one', async () => {
  const login = `keypooler.${firm.adviser.id.slice(-8)}`
  await firm.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'pooler' IN ROLE firm_pooler`)
  clients.set('pooler', await firm.connectAs({ id: '', login, password: 'pooler' }))
  await as('pooler').query(`SELECT set_config('app.current_user_id', $1, false)`, [firm.adviser.id])
  const seen: Record<string, unknown> = {}

  for (const name of ['colleague', 'administrator', 'operations', 'compliance', 'pooler']) {
    const direct = await outcome(as(name).query('SELECT envelope FROM app.key_grants'))
    const recoveries = await outcome(as(name).query('SELECT FROM app.key_recoveries'))
    const listed = await as(name).query('SELECT DISTINCT device_id FROM app.key_grants')
    seen[name] = [direct, (await envelopesOf(name)).length, listed.rows.length, recoveries]
  }

  expect(seen).toEqual({
    colleague: ['42501', 0, 0, '42501'],
    administrator: ['42501', 0, 1, 'allowed'],
    operations: ['42501', 0, 1, 'allowed'],
    compliance: ['42501', 0, 1, '42501'],
    // As the adviser it speaks for, a pooler sees that the laptop has keys, and none of them.
    pooler: ['42501', 0, 1, '42501'],
  })
})

test('only an administrator makes, grants, and revokes; only operations rotates; nobody writes the tables', async () => {
  const works = {
    create: `SELECT app.create_key('x', 'field', '[]')`,
    grant: `SELECT app.grant_key('x', '${testId(1)}', 'x', 'x', 'x')`,
    revoke: `SELECT app.revoke_key_grants('${testId(1)}')`,
    rotate: `SELECT app.rotate_key('x', 'none', '[]', '[]')`,
    add: `SELECT app.add_key('x', 'field', '[]')`,
    event: `SELECT audit.record_event('admin', 'create', 'x', NULL, NULL, NULL, NULL)`,
    insert: `INSERT INTO app.data_keys (id, purpose) VALUES ('x', 'field')`,
    update: `UPDATE app.key_grants SET revoked_at = NULL`,
    delete: `DELETE FROM app.key_recoveries`,
    state: `UPDATE app.data_keys SET state = 'retiring'`,
  }
  const allowed: Record<string, string[]> = {}

  for (const name of clients.keys()) {
    allowed[name] = []
    for (const [work, sql] of Object.entries(works)) {
      if ((await outcome(as(name).query(sql))) !== '42501') allowed[name].push(work)
    }
  }

  expect(allowed).toEqual({
    ...{ adviser: [], colleague: [], compliance: [], pooler: [] },
    administrator: ['create', 'revoke'], // the grant is for a device that is not there
    operations: ['rotate'],
  })
})

test('a column of numbers takes only what is sealed under a key of the firm', async () => {
  const household = await firm.insertHousehold()
  const account = testId(0xacc)
  const [field] = known.keys
  if (!field) throw new Error('the firm has no key')
  const place = { table: 'accounts', field: 'numberEncrypted', rowId: account }
  const row = await firm.insert('accounts', {
    ...{ id: account, householdId: household, name: 'Account', registration: 'individual', status: 'active' },
    ...{ management: 'discretionary', taxStatus: 'taxable', custodian: 'Test', lotMethod: 'fifo', feeBasis: 'tiered' },
    ...{ billing: 'advance', custodyFlag: false, standingLetter: false, rmdRequired: false },
  })
  const write = (value: string | null) =>
    outcome(as('adviser').query('UPDATE accounts SET number_encrypted = $1 WHERE id = $2', [value, row]))

  expect({
    sealed: await write(encryptField(field, place, 'NG00000001', systemRandom)),
    clear: await write('NG00000001'),
    unknown: await write(encryptField(testDataKey, place, 'NG00000001', systemRandom)),
    blind: await write(encryptField({ ...field, keyId: known.keys[1]?.keyId ?? '' }, place, 'NG', systemRandom)),
    none: await write(null),
  }).toEqual({ sealed: 'allowed', clear: '23514', unknown: '23514', blind: '23514', none: 'allowed' })
})

test('the database guards exactly the columns that the records say are encrypted', async () => {
  const columns = await firm.query('SELECT * FROM app.encrypted_columns()')
  const guarded = await firm.query(
    `SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'a_sealed' ORDER BY 1`,
  )

  const fields = encryptedFields()
    .map(({ table, column, blindColumn }) => ({ table_name: table, column_name: column, blind_column: blindColumn }))
    .sort((a, b) => `${a.table_name} ${a.column_name}`.localeCompare(`${b.table_name} ${b.column_name}`, 'en'))
  expect({ columns, guarded: guarded.map(({ name }) => name) }).toEqual({
    columns: fields,
    guarded: [...new Set(fields.map(({ table_name }) => table_name))].sort(),
  })
})

test('a firm has its first keys made once, for a recipient that is one', async () => {
  const again = await initKeys(admin, [known.recovery.recipient], systemRandom).catch((error) => error.code)
  const [before] = await firm.query('SELECT count(*)::int AS keys FROM app.data_keys')
  const nobody = await outcome(admin.query(`SELECT app.create_key('x', 'field', '[]')`))

  expect({ again, before, nobody }).toEqual({ again: 'conflict', before: { keys: 2 }, nobody: '23514' })
})

test('a device that shows another recipient than the database names is granted nothing', async () => {
  const other = await makePair()

  const refused = await grantKeys(admin, known.keys, laptop, other.recipient).catch((error) => error.code)

  expect(refused).toEqual('refused')
})

test('a device’s grants end with its key pair, with its revocation, and by hand; each is in the trail', async () => {
  const counts: number[] = []
  const count = async () => counts.push((await envelopesOf('adviser')).length)
  const from = await firm.query('SELECT coalesce(max(sequence), 0) AS last FROM audit_events')
  await grantLaptop()
  await revokeKeys(admin, laptop)
  await count()
  await grantLaptop()
  await count()
  device = await makePair()
  await as('adviser').query(`SELECT app.register_device($1, 'laptop', 'test', $2)`, [laptop, device.recipient])
  await count()
  await grantLaptop()
  await firm.query('UPDATE app.devices SET revoked_at = now() WHERE id = $1', [laptop])
  await count()

  const events = await firm.query(
    `SELECT type, action, table_name, actor_login, count(*)::int AS events,
       count(*) FILTER (WHERE changes ->> 'revoked_at' IS NOT NULL AND table_name = 'key_grants')::int AS ended,
       bool_or(changes::text LIKE '%AGE ENCRYPTED%') AS told
     FROM audit_events WHERE sequence > $1 GROUP BY 1, 2, 3, 4 ORDER BY table_name, actor_login = $2::text DESC, actor_login = $3::text DESC`,
    [from[0]?.last, known.administrator.login, firm.adviser.login],
  )
  const grant = { type: 'authorization', action: 'permission_change', table_name: 'key_grants', told: false }
  expect({ counts, events }).toEqual({
    counts: [0, 2, 0, 0],
    events: [
      {
        ...{ type: 'authorization', action: 'update', table_name: 'devices', told: false },
        ...{ actor_login: firm.adviser.login, events: 1, ended: 0 },
      },
      { ...grant, actor_login: known.administrator.login, events: 6, ended: 2 },
      { ...grant, actor_login: firm.adviser.login, events: 2, ended: 2 },
      { ...grant, actor_login: firm.database.superuser.user, events: 2, ended: 2 },
    ],
  })
})
