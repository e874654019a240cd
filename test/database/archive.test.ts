import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'
import { archiveMonth, dropMonth } from '#electron/admin/archive-month.ts'
import { ensurePartitions, listPartitions } from '#electron/admin/partitions.ts'
import { type ChainLink, linkEvent } from '#electron/audit/chain.ts'
import { verifyFirmChains } from '#electron/audit/firm-chains.ts'
import { bundleFile, manifestFile, verifyBundle } from '#electron/audit/trail-bundle.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const MONTH = '2015-03'
const deviceId = '01900000-0000-7000-8000-0000000000d1'
const goneId = '01900000-0000-7000-8000-0000000000b1'

let firm: SmallFirm
let administrator: FirmUser
let database: FirmDatabase
let folder: string
let chain: ChainLink[]

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  administrator = await addAdministrator()
  database = await openFirmDatabase(firm.database, administrator)
  folder = makeTemporaryFolder()
  await firm.query(`INSERT INTO app.devices (id, user_id, name, app_version) VALUES ($1, $2, 'laptop', 'test')`, [
    deviceId,
    firm.adviser.id,
  ])
  await insertOldEvents()
})
afterAll(async () => {
  await database.end()
  await firm.close()
})

async function addAdministrator(): Promise<FirmUser> {
  const login = `administrator.${firm.adviser.id.slice(-10)}`
  const id = await firm.insert('users', {
    login,
    displayName: 'Test administrator',
    role: 'administrator',
    active: true,
  })
  await firm.query('SELECT app.ensure_login($1, $2)', [login, 'partitions'])
  return { id, login, password: 'partitions' }
}

/** Two months of 2015: 5,000 server's events of a row that is gone, and a laptop's chain through both. */
async function insertOldEvents(): Promise<void> {
  await firm.query(
    `INSERT INTO audit_events (id, occurred_at, recorded_at, origin, actor_login, type, action, table_name, row_id, changes, reason, hash)
     SELECT id, occurred_at, recorded_at, origin, actor_login, type, action, table_name, row_id, changes, reason, audit.hash_of(event)
     FROM (SELECT (jsonb_populate_record(NULL::audit_events, jsonb_build_object(
       'id', md5(n::text)::uuid, 'occurred_at', at, 'recorded_at', at, 'origin', 'server', 'actor_login', 'owner',
       'transaction_id', pg_current_xact_id()::text, 'type', 'data', 'action', 'update', 'table_name', 'tasks',
       'row_id', $1::text, 'changes', jsonb_build_object('title', jsonb_build_array('é"' || n, E'two\\nlines')),
       'reason', CASE WHEN n % 2 = 0 THEN 'Müller’s' END))).*
       FROM generate_series(1, 5000) AS n, LATERAL (SELECT timestamptz '2015-03-31 23:00:00.25+00' + n * interval '0.7 s') AS moment (at)
     ) AS event`,
    [goneId],
  )
  chain = []
  for (let index = 1; index <= 4; index += 1) {
    const event = {
      id: `01900000-0000-7000-8000-00000000000${index}`,
      occurredAt: '2015-03-22T09:00:00.000Z',
      deviceId,
    }
    const actor = { actorId: firm.adviser.id, actorLogin: firm.adviser.login, appVersion: 'test' }
    const said = { type: 'data', action: 'read', table: null, rowId: null, householdId: null, changes: null } as const
    chain.push(linkEvent(chain.at(-1) ?? null, { ...event, ...actor, ...said, reason: null }))
  }
  for (const link of chain) {
    await firm.query(
      `INSERT INTO audit_events (id, occurred_at, recorded_at, origin, device_id, device_sequence, actor_id, actor_login,
         app_version, type, action, payload, previous_hash, hash)
       VALUES ($1, '2015-03-22 09:00+00', $2, 'laptop', $3, $4, $5, $6, 'test', 'data', 'read', $7, $8, $9)`,
      [
        `01900000-0000-7000-8000-00000000000${link.sequence}`,
        link.sequence < 4 ? '2015-03-22 10:00+00' : '2015-04-02 10:00+00',
        deviceId,
        link.sequence,
        firm.adviser.id,
        firm.adviser.login,
        link.payload,
        link.previousHash,
        link.hash,
      ],
    )
  }
  await firm.query(`UPDATE app.devices SET last_sequence = 4, last_hash = $1`, [chain.at(-1)?.hash])
  await firm.query('SELECT audit.ensure_partitions()')
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'it was allowed',
    (error: Error) => error.message,
  )

test('months are listed with their events, for administrators alone', async () => {
  const months = (await listPartitions(database)).filter(({ month }) => month === null || month < '2016')
  const adviser = await openFirmDatabase(firm.database, firm.adviser)
  const byAdviser = await refusal(listPartitions(adviser))
  await adviser.end()

  expect({ months, byAdviser }).toEqual({
    months: [
      { month: '2015-03', rows: expect.any(Number), bytes: expect.any(Number), attached: true },
      { month: '2015-04', rows: expect.any(Number), bytes: expect.any(Number), attached: true },
      { month: null, rows: 0, bytes: expect.any(Number), attached: true },
    ],
    byAdviser: expect.stringContaining('administrators'),
  })
})

test('what is missing is made, and what was missing is said', async () => {
  const first = await ensurePartitions(database, 5)
  const second = await ensurePartitions(database, 5)

  expect({ first, second }).toEqual({
    first: { ok: true, made: 2, missing: [], inDefault: 0 },
    second: { ok: true, made: 0, missing: [], inDefault: 0 },
  })
})

test('a month that is young, unknown, not the oldest, or still needed stays', async () => {
  const householdId = await firm.insertHousehold()
  const [{ young } = {}] = await firm.query(`SELECT to_char(audit.this_month(), 'YYYY-MM') AS young`)
  const answers = {
    young: await refusal(archiveMonth(database, young as string, folder)),
    unknown: await refusal(archiveMonth(database, '2014-01', folder)),
    notOldest: await refusal(archiveMonth(database, '2015-04', folder)),
    misspelt: await refusal(archiveMonth(database, '2015-3', folder)),
  }
  const taskId = await firm.insert('tasks', {
    id: goneId,
    householdId,
    title: 'Still here',
    ownerId: firm.adviser.id,
    priority: 'low',
    status: 'open',
  } as never)
  const needed = await refusal(archiveMonth(database, MONTH, folder))
  await firm.removeRows('tasks', 'id = $1', [taskId])

  expect({ ...answers, needed }).toEqual({
    young: expect.stringMatching(
      /^The trail is kept for 7 years, so \d{4}-\d\d can be archived from \d{4}-\d\d-01 on\.$/,
    ),
    unknown: 'The trail has no month 2014-01; see what there is by: partitions list.',
    notOldest: 'Archive 2015-03 first: the oldest month goes first, so that what stays has no gap.',
    misspelt: 'Name the month as YYYY-MM.',
    needed: `The row ${goneId} of tasks, of which 2015-03 tells, is still kept or held.`,
  })
})

test('a month is written whole, detached, and dropped only by its own bundle; the trail tells both', async () => {
  const verdict = await archiveMonth(database, MONTH, folder)
  const [listed] = await listPartitions(database)
  const chains = await verifyFirmChains(database)
  const closed = await refusal(firm.query(`DELETE FROM audit.events_2015_03`))
  const twice = await refusal(archiveMonth(database, MONTH, folder))
  const elsewhere = await refusal(dropMonth(database, MONTH, makeTemporaryFolder()))
  const dropped = await dropMonth(database, MONTH, folder)
  const digest = verdict.manifest.digest
  const told = await firm.query(
    `SELECT action, changes FROM audit_events WHERE type = 'retention' AND actor_id = $1 ORDER BY sequence`,
    [administrator.id],
  )

  const events = listed?.rows
  expect({ verdict, listed, chains, closed, twice, elsewhere, same: dropped.manifest.digest === digest, told }).toEqual(
    {
      verdict: { ok: true, manifest: expect.objectContaining({ month: MONTH, events }), events, problem: null },
      listed: { month: MONTH, rows: expect.any(Number), bytes: expect.any(Number), attached: false },
      chains: [{ deviceId, ok: true, events: 1, firstBroken: null }],
      closed: expect.stringContaining('append-only'),
      twice: 'The trail has no month 2015-03; see what there is by: partitions list.',
      elsewhere: expect.stringContaining('There is no bundle trail-2015-03.jsonl.gz'),
      same: true,
      told: [
        { action: 'export', changes: { month: [null, MONTH], events: [events, 0], digest: [null, digest] } },
        { action: 'disposed', changes: { month: [MONTH, null], events: [events, 0], digest: [digest, null] } },
      ],
    },
  )
})

/** The bundle with its lines changed, in a folder of its own. @returns what is said of it. */
async function verdictOn(change: (lines: string[]) => string[] | Buffer): Promise<string | null> {
  const file = bundleFile(folder, MONTH)
  const copy = bundleFile(makeTemporaryFolder(), MONTH)
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
  const changed = change(lines)
  writeFileSync(copy, Buffer.isBuffer(changed) ? changed : gzipSync(`${changed.join('\n')}\n`))
  writeFileSync(manifestFile(copy), readFileSync(manifestFile(file)))
  return (await verifyBundle(copy)).problem
}

test('a bundle that was cut, changed, or rearranged is refused, naming the event', async () => {
  const bytes = readFileSync(bundleFile(folder, MONTH))
  const sequences: number[] = []
  const untouched = await verdictOn((lines) => {
    for (const line of lines) sequences.push(JSON.parse(line).sequence)
    return bytes
  })
  const [first, second, third] = sequences
  const [last, beforeLast] = [sequences.at(-1), sequences.at(-2)]
  const verdicts = {
    untouched,
    changed: await verdictOn((lines) => lines.with(1, (lines[1] ?? '').replace('two', 'too'))),
    payload: await verdictOn((lines) =>
      lines.with(-1, (lines.at(-1) ?? '').replace('"action" : "read"', '"action" : "print"')),
    ),
    dropped: await verdictOn((lines) => lines.toSpliced(1, 1)),
    swapped: await verdictOn((lines) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? '')),
    headless: await verdictOn((lines) => lines.slice(1)),
    tailless: await verdictOn((lines) => lines.slice(0, -1)),
    packedAnew: await verdictOn((lines) => lines),
    cut: await verdictOn(() => bytes.subarray(0, bytes.length - 2_000)),
  }

  expect(verdicts).toEqual({
    untouched: null,
    changed: `event ${second} was changed`,
    payload: `event ${last} was changed: its action is not what the laptop wrote`,
    dropped: `event ${third} does not follow event ${first}: one between them is missing, or one was exchanged`,
    swapped: `event ${third} does not follow event ${first}: one between them is missing, or one was exchanged`,
    headless: expect.stringContaining(`event ${second} does not follow its beginning`),
    tailless: `events after event ${beforeLast} are missing or added: it must end with ${last}`,
    packedAnew: null,
    cut: expect.stringMatching(/^the file breaks off or is damaged after event \d+$/),
  })
})

function runAdmin(parameters: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(projectFolder, 'electron/admin/main.ts'), ...parameters], {
    env: { ...process.env, ADVISER_DB_PASSWORD: administrator.password },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  return new Promise((done) => child.on('close', (code) => done({ code, output })))
}

test('the command line says what it did in a line or as JSON, and its exit code tells scripts', async () => {
  const policy = join(makeTemporaryFolder(), 'policy.json')
  const { host, port, database: name, caFile } = firm.database
  writeFileSync(policy, JSON.stringify({ server: { host, port, database: name, caFile } }))
  const as = (login: string) => ['--policy', policy, '--login', login, '--profile', makeTemporaryFolder()]
  const ensured = await runAdmin(['partitions', 'ensure', '--months', '6', '--json', ...as(administrator.login)])
  const verified = await runAdmin(['partitions', 'verify', bundleFile(folder, MONTH)])
  const refused = await runAdmin(['partitions', 'archive', '2015-05', '--to', folder, ...as(administrator.login)])

  expect({ ensured: { ...ensured, output: JSON.parse(ensured.output) }, verified, refused }).toEqual({
    ensured: { code: 0, output: { ok: true, made: 1, missing: [], inDefault: 0 } },
    verified: {
      code: 0,
      output: expect.stringMatching(/^PASS {2}2015-03: \d+ events, every one in place\. Digest [0-9a-f]{64}\n$/),
    },
    refused: { code: 1, output: 'The trail has no month 2015-05; see what there is by: partitions list.\n' },
  })
})
