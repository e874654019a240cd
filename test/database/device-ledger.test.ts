import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { finishCommand, startAdminCommand } from '#test/support/admin-command.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

let firm: SmallFirm
let administrator: FirmUser
let device: string
let name: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  administrator = await firm.addUser('administrator')
})
afterAll(() => firm.close())

beforeEach(async () => {
  await firm.emptyBook()
  device = uuidv7()
  name = `laptop-${device.slice(-6)}`
  await ask(firm.adviser, `SELECT app.register_device($1, $2, 'test')`, [device, name])
})

async function ask(user: FirmUser, sql: string, values: unknown[] = []): Promise<Record<string, unknown>> {
  const client = await firm.connectAs(user)
  try {
    const { rows } = await client.query(sql, values)
    return rows[0] ?? {}
  } catch (error) {
    return { refused: (error as { code: string }).code }
  } finally {
    await client.end()
  }
}

const readLedger = () =>
  firm.query('SELECT household_id AS id, ended_by, proof FROM app.checkouts WHERE device_id = $1 ORDER BY id', [device])

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const renew = async (held: readonly string[]) => {
  const { lease } = await ask(firm.adviser, 'SELECT app.renew_lease($1, $2) AS lease', [
    device,
    sha256([...held].sort().join(',')),
  ])
  return lease as { grantedAt: string; expiresAt: string; wipeAt: string; settled: boolean }
}

test('a checkout opens once for each household of mine, and no other’s; the end comes with what is held', async () => {
  const [first, second] = [await firm.insertHousehold(), await firm.insertHousehold()]
  const theirs = await firm.insertHousehold({ advisorId: firm.colleague.id })
  const opened = await ask(firm.adviser, 'SELECT app.check_out($1)::integer AS opened', [device])
  const again = await ask(firm.adviser, 'SELECT app.check_out($1, $2)::integer AS opened', [device, [first, theirs]])
  const forSomebody = await ask(firm.colleague, 'SELECT app.check_out($1)', [device])
  const differs = (await renew([first])).settled
  await ask(firm.adviser, 'SELECT app.settle_checkouts($1, $2)', [device, [first]])
  const settled = (await renew([first])).settled

  expect({ opened, again, forSomebody, differs, settled, ledger: await readLedger() }).toEqual({
    opened: { opened: 2 },
    again: { opened: 0 },
    forSomebody: { refused: '42501' },
    differs: false,
    settled: true,
    ledger: [
      { id: first, ended_by: null, proof: null },
      { id: second, ended_by: 'purged', proof: `trail 0 ${'0'.repeat(64)}` },
    ].sort((one, other) => (one.id < other.id ? -1 : 1)),
  })
})

test('a lease lasts as long as the firm says by the server’s clock, and one that never ran out is one row', async () => {
  const days = (lease: { grantedAt: string }, until: string) =>
    (Date.parse(until) - Date.parse(lease.grantedAt)) / 86_400_000
  const usual = await renew([])
  await firm.query('UPDATE firm_settings SET lease_days = 3, wipe_after_days = 5')
  const short = await renew([])
  const rows = await firm.query('SELECT id FROM app.leases WHERE device_id = $1', [device])
  await firm.query(`
    UPDATE app.leases SET granted_at = now() - interval '9 days', expires_at = now() - interval '1 day'
    WHERE device_id = '${device}'`)
  await renew([])
  const afterGap = await firm.query('SELECT id FROM app.leases WHERE device_id = $1', [device])
  await firm.query('UPDATE firm_settings SET lease_days = NULL, wipe_after_days = NULL')

  expect({
    usual: [days(usual, usual.expiresAt), days(usual, usual.wipeAt)],
    short: [days(short, short.expiresAt), days(short, short.wipeAt)],
    rows: rows.length,
    afterGap: afterGap.length,
  }).toEqual({ usual: [14, 90], short: [3, 8], rows: 1, afterGap: 2 })
})

test('which clients were on a laptop on a day: compliance is answered and noted, an adviser is refused', async () => {
  const [then, since] = [await firm.insertHousehold({ name: '=Then' }), await firm.insertHousehold({ name: 'Since' })]
  await firm.query(
    `INSERT INTO app.checkouts (id, device_id, household_id, checked_out_at, ended_at, ended_by)
     VALUES (gen_random_uuid(), $1, $2, '2027-03-01T23:59:59Z', '2027-03-03T00:00:00Z', 'purged'),
            (gen_random_uuid(), $1, $3, '2027-03-03T00:00:00Z', NULL, NULL)`,
    [device, then, since],
  )
  const folder = makeTemporaryFolder()
  const checkouts = async (user: FirmUser, day: string, ...more: string[]) =>
    finishCommand(startAdminCommand(firm, folder, user, ['checkouts', '--device', name, '--day', day, ...more]))
  const namesOn = async (day: string) => {
    const { output } = await checkouts(firm.compliance, day, '--json')
    return (JSON.parse(output) as { householdName: string }[]).map(({ householdName }) => householdName).sort()
  }
  const days = [await namesOn('2027-02-28'), await namesOn('2027-03-02'), await namesOn('2027-03-03')]
  const csv = await checkouts(firm.compliance, '2027-03-01', '--csv')
  const refused = await checkouts(firm.adviser, '2027-03-02')
  const nonsense = await checkouts(firm.compliance, '2027-02-30')

  expect({
    days,
    csv: csv.output,
    refused: [refused.code, refused.output],
    nonsense: [nonsense.code, nonsense.output],
    trail: await firm.query(
      `SELECT actor_login, reason FROM audit_events WHERE table_name = 'checkouts' AND action = 'read'
       ORDER BY sequence LIMIT 1`,
    ),
  }).toEqual({
    days: [[], ['=Then'], ['=Then', 'Since']],
    csv: [
      'device,deviceName,login,household,householdName,since,until,endedBy,proof',
      `"${device}","${name}","${firm.adviser.login}","${then}","'=Then","2027-03-01T23:59:59Z","2027-03-03T00:00:00Z","purged",""\n`,
    ].join('\r\n'),
    refused: [1, expect.stringContaining('Use the login of compliance')],
    nonsense: [1, '--day takes a day such as 2027-03-31.\n'],
    trail: [{ actor_login: firm.compliance.login, reason: `Clients on the laptop ${name} on 2027-02-28` }],
  })
})

test('a wipe is acknowledged by the device that was ordered, with the secret that only it can read, and once', async () => {
  const household = await firm.insertHousehold()
  await ask(firm.adviser, 'SELECT app.check_out($1)', [device])
  const receipt = { households: 1, digest: sha256(household), unsent: 2, wipedAt: '2027-03-03T10:00:00.000Z' }
  const acknowledge = (user: FirmUser, challenge: string | null) =>
    ask(user, 'SELECT app.acknowledge_wipe($1, $2, $3)', [device, JSON.stringify(receipt), challenge])
  const revoke = (user: FirmUser, why: string) =>
    ask(user, 'SELECT app.revoke_device($1, $2, true, $3, $4)', [device, why, 'envelope', sha256('secret')])
  const unordered = await acknowledge(firm.adviser, 'secret')
  const byAdviser = await revoke(firm.adviser, 'mine')
  const nameless = await revoke(firm.compliance, '')
  await revoke(firm.compliance, 'Stolen on a train')
  const outcomes = [
    await acknowledge(firm.colleague, 'secret'),
    await acknowledge(firm.adviser, 'guess'),
    await acknowledge(firm.adviser, null),
    await acknowledge(firm.adviser, 'secret'),
    await acknowledge(firm.adviser, 'guess'),
  ]
  const renewed = await ask(firm.adviser, `SELECT app.renew_lease($1, '')`, [device])
  const afterwards = await revoke(administrator, 'again')

  const [row] = await firm.query('SELECT wiped_at IS NOT NULL AS wiped, wipe_receipt FROM app.devices WHERE id = $1', [
    device,
  ])
  const trail = await firm.query(
    `SELECT type, action, reason FROM audit_events WHERE table_name = 'devices' AND row_id = $1 ORDER BY sequence`,
    [device],
  )
  const seal = (row as { wipe_receipt: { seal: string } }).wipe_receipt.seal
  expect({
    unordered,
    byAdviser,
    nameless,
    outcomes,
    renewed,
    afterwards,
    row,
    trail,
    ledger: await readLedger(),
  }).toEqual({
    unordered: { refused: '42501' },
    byAdviser: { refused: '42501' },
    nameless: { refused: 'AW006' },
    outcomes: [
      { refused: '42501' },
      { refused: '42501' },
      { refused: '42501' },
      { acknowledge_wipe: '' },
      { acknowledge_wipe: '' },
    ],
    renewed: { refused: '42501' },
    afterwards: { refused: 'AW006' },
    row: { wiped: true, wipe_receipt: { ...receipt, proven: true, seal: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    trail: [
      { type: 'authorization', action: 'permission_change', reason: 'Stolen on a train' },
      { type: 'sync', action: 'wipe', reason: 'Wiped by order: Stolen on a train' },
    ],
    ledger: [{ id: household, ended_by: 'wiped', proof: seal }],
  })
})
