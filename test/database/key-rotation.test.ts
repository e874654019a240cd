import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { blindIndex } from '#electron/vault/blind-index.ts'
import { encryptedFields } from '#electron/vault/encrypted-fields.ts'
import { grantKeys, recoverKeys } from '#electron/vault/firm-keys.ts'
import { createKeyRing, type KeyRing } from '#electron/vault/key-ring.ts'
import { decryptField, encryptField } from '#electron/vault/pii-cipher.ts'
import { resealAll, retireKeys, startRotation } from '#electron/vault/rotate-keys.ts'
import { finishCommand, startKeysCommand, writeIdentity } from '#test/support/admin-command.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { addKeys, type FirmWithKeys, makePair, openAs } from '#test/support/keys.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

const folder = mkdtempSync(join(tmpdir(), 'adviser-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let firm: SmallFirm
let known: FirmWithKeys

beforeEach(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  known = await addKeys(firm)
})
afterEach(() => firm.close())

const ssnOf = (number: number) => `900-00-${String(number).padStart(4, '0')}`
const place = (rowId: string) => ({ table: 'persons', field: 'ssnEncrypted', rowId })
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: { code?: string }) => error.code,
  )

/** Persons of one household, each with a number sealed under the ring's key. */
async function addPersons(count: number): Promise<string[]> {
  const householdId = await firm.insertHousehold()
  const ids = Array.from({ length: count }, (_, index) => testId(0x1000 + index))
  const { firstName, lastName } = buildRow('persons')
  await firm.query(
    `INSERT INTO persons (id, household_id, first_name, last_name, ssn_encrypted, politically_exposed,
       broker_affiliated, accredited_investor, qualified_client, vulnerable_client, email_consent)
     SELECT id, $1, $2, $3, envelope, false, false, false, false, false, false
     FROM unnest($4::uuid[], $5::text[]) AS person (id, envelope)`,
    [householdId, firstName, lastName, ids, ids.map((id, index) => sealed(id, ssnOf(index), known.ring))],
  )
  return ids
}

function sealed(id: string, value: string, ring: KeyRing): string {
  return encryptField(ring.sealingKey(), place(id), value, systemRandom)
}

async function recoverRing(user: FirmUser): Promise<KeyRing> {
  const database = await openAs(firm, user)
  const ring = createKeyRing(await recoverKeys(database, [known.recovery.identity]))
  await database.end()
  return ring
}

async function readNumbers(ring: KeyRing): Promise<{ values: string[]; keyIds: string[] }> {
  const rows = await firm.query('SELECT id, ssn_encrypted AS envelope FROM persons ORDER BY id')
  return {
    values: rows.map(({ id, envelope }) => decryptField(ring.findKey, place(String(id)), String(envelope))),
    keyIds: [...new Set(rows.map(({ envelope }) => String(envelope).split('.')[1] ?? ''))],
  }
}

async function rotate(user: FirmUser = known.operations) {
  const database = await openAs(firm, user)
  try {
    return await startRotation(database, await recoverKeys(database, [known.recovery.identity]), 'field', systemRandom)
  } finally {
    await database.end()
  }
}

/** Seals anew and retires, as the command line does. */
async function finish() {
  const database = await openAs(firm, known.operations)
  const ring = await recoverRing(known.operations)
  const report = await resealAll(database, ring, systemRandom)
  const ended = await retireKeys(database)
  await database.end()
  return { ...report, ...ended }
}

/** Writes new numbers, one row after the other, until told to stop. @returns the last number of each row. */
async function writeNumbers(client: pg.Client, ids: readonly string[], ring: KeyRing, isDone: () => boolean) {
  const last = new Map<string, string>()
  for (let turn = 0; !isDone(); turn++) {
    const id = ids[turn % ids.length] ?? ''
    const value = `9${String(turn).padStart(8, '0')}`
    await client.query('UPDATE persons SET ssn_encrypted = $1 WHERE id = $2', [sealed(id, value, ring), id])
    last.set(id, value)
    await setImmediate()
  }
  return last
}

test('people go on writing while a key is replaced, under either key, and no change of theirs is lost', async () => {
  const ids = await addPersons(1200)
  const oldRing = known.ring
  await rotate()
  const newRing = await recoverRing(known.operations)
  const [first, second] = [await firm.connectAs(firm.adviser), await firm.connectAs(firm.adviser)]
  let isDone = false
  const writing = [
    // A laptop that did not hear of the new key yet, and one that did.
    writeNumbers(first, ids.slice(0, 400), oldRing, () => isDone),
    writeNumbers(second, ids.slice(400, 500), newRing, () => isDone),
  ]
  const database = await openAs(firm, known.operations)
  const during = await resealAll(database, newRing, systemRandom)
  isDone = true
  const written = new Map((await Promise.all(writing)).flatMap((last) => [...last]))
  await database.end()

  const after = await finish()

  const numbers = await readNumbers(newRing)
  await Promise.all([first.end(), second.end()])
  expect({
    numbers,
    during: during.resealed >= 700 && written.size > 0,
    after: { unopened: after.unopened, retired: after.retired, stillInUse: after.stillInUse },
  }).toEqual({
    numbers: {
      values: ids.map((id, index) => written.get(id) ?? ssnOf(index)),
      keyIds: [newRing.sealingKey().keyId],
    },
    during: true,
    after: { unopened: [], retired: [oldRing.sealingKey().keyId], stillInUse: [] },
  })
})

test('a value changed after it was read is left alone, and met again in the next round', async () => {
  const [id = ''] = await addPersons(1)
  await rotate()
  const ring = await recoverRing(known.operations)
  const database = await openAs(firm, known.operations)
  let changes = 0
  const meddling: typeof database.query = async (sql, values) => {
    if (sql.includes('UPDATE public.persons') && changes++ === 0) {
      const newer = sealed(id, '900-99-0001', known.ring)
      await firm.query('UPDATE persons SET ssn_encrypted = $1 WHERE id = $2', [newer, id])
    }
    return await database.query(sql, values)
  }

  const first = await resealAll({ query: meddling }, ring, systemRandom)
  const between = await readNumbers(ring)
  const second = await resealAll({ query: meddling }, ring, systemRandom)
  const after = await readNumbers(ring)

  await database.end()
  expect({ resealed: [first.resealed, second.resealed], between, after }).toEqual({
    resealed: [0, 1],
    between: { values: ['900-99-0001'], keyIds: [known.ring.sealingKey().keyId] },
    after: { values: ['900-99-0001'], keyIds: [ring.sealingKey().keyId] },
  })
})

test('a key is retired only when it seals nothing anywhere, and only by who sees that; then it seals no more', async () => {
  const [id = ''] = await addPersons(3)
  const old = known.ring.sealingKey().keyId
  const operations = await firm.connectAs(known.operations)
  const administrator = await firm.connectAs(known.administrator)
  const retire = `UPDATE app.data_keys SET state = 'retired', retired_at = now() WHERE id = '${old}'`
  const whileActive = await failure(operations.query(retire))
  await rotate()
  const whileInUse = await failure(operations.query(retire))
  const byAdministrator = await failure(administrator.query(retire))
  await operations.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  const byOldSnapshot = await failure(operations.query(retire))
  await operations.query('ROLLBACK')

  const { retired } = await finish()
  const late = await failure(
    firm.query('UPDATE persons SET ssn_encrypted = $1 WHERE id = $2', [sealed(id, ssnOf(1), known.ring), id]),
  )
  const again = await failure(operations.query(`UPDATE app.data_keys SET state = 'retiring' WHERE id = '${old}'`))

  await Promise.all([operations.end(), administrator.end()])
  expect({ whileActive, whileInUse, byAdministrator, byOldSnapshot, retired, late, again }).toEqual({
    ...{ whileActive: '42501', whileInUse: '55006', byAdministrator: '42501', byOldSnapshot: '25001' },
    ...{ retired: [old], late: '23514', again: '42501' },
  })
})

test('a writer under way and the retirement of its key wait for each other', async () => {
  const [id = ''] = await addPersons(1)
  await firm.query('UPDATE persons SET ssn_encrypted = NULL')
  await rotate()
  const writer = await firm.connectAs(firm.adviser)
  await writer.query('BEGIN')
  await writer.query('UPDATE persons SET ssn_encrypted = $1 WHERE id = $2', [sealed(id, ssnOf(1), known.ring), id])

  const retiring = finish()
  await Promise.race([waitForLock(), retiring])
  await writer.query('COMMIT')
  const { stillInUse } = await retiring

  await writer.end()
  expect(stillInUse).toEqual([known.ring.sealingKey().keyId])
})

async function waitForLock(): Promise<void> {
  const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  const isOver = `SELECT FROM app.data_keys WHERE state = 'retired'`
  while ((await firm.query(waits)).length + (await firm.query(isOver)).length === 0) await setImmediate()
}

test('the blind index is made anew under a new blind key, found under both meanwhile, and the envelope stays', async () => {
  const [id = ''] = await addPersons(1)
  await firm.query('ALTER TABLE persons ADD COLUMN IF NOT EXISTS ssn_blind_index text')
  const fields = encryptedFields()
    .filter(({ field }) => field === 'ssnEncrypted')
    .map((field) => ({ ...field, blindField: 'ssnBlindIndex', blindColumn: 'ssn_blind_index' }))
  const database = await openAs(firm, known.operations)
  const read = async () => (await firm.query('SELECT ssn_encrypted, ssn_blind_index FROM persons'))[0]
  await resealAll(database, known.ring, systemRandom, fields)
  const before = await read()
  await startRotation(database, known.keys, 'blind', systemRandom)
  const early = await retireKeys(database)

  const ring = await recoverRing(known.operations)
  const { resealed } = await resealAll(database, ring, systemRandom, fields)
  const nothing = await resealAll(database, ring, systemRandom, fields)

  const after = await read()
  const { retired } = await retireKeys(database)
  await database.end()
  const index = (by: KeyRing) => blindIndex(by.indexingKey(), place(id), ssnOf(0))
  expect({ before, after, resealed, nothing: nothing.resealed, early, retired }).toEqual({
    before: { ssn_encrypted: before?.ssn_encrypted, ssn_blind_index: index(known.ring) },
    after: { ssn_encrypted: before?.ssn_encrypted, ssn_blind_index: index(ring) },
    ...{ resealed: 1, nothing: 0 },
    early: { retired: [], stillInUse: [known.ring.indexingKey().keyId] },
    retired: [known.ring.indexingKey().keyId],
  })
})

test('a rotation gives the new key to those who held the old one, and to nobody who was written in', async () => {
  const [laptop, intruder] = [await makePair(), await makePair()]
  const [mine, theirs] = [testId(0xd1), testId(0xd2)]
  const adviser = await firm.connectAs(firm.adviser)
  await adviser.query(`SELECT app.register_device($1, 'laptop', 'test', $2)`, [mine, laptop.recipient])
  await adviser.query(`SELECT app.register_device($1, 'other', 'test', $2)`, [theirs, intruder.recipient])
  await adviser.end()
  const admin = await openAs(firm, known.administrator)
  await grantKeys(admin, known.keys, mine, null)
  await admin.end()
  await firm.query(
    `INSERT INTO app.key_grants (key_id, device_id, recipient, envelope, proof)
     SELECT key_id, $1, $2, envelope, proof FROM app.key_grants`,
    [theirs, intruder.recipient],
  )

  const { keyId, granted, unproven } = await rotate()

  const holders = await firm.query('SELECT device_id FROM app.key_grants WHERE key_id = $1', [keyId])
  const denied = await failure(rotate(known.administrator))
  expect({ granted, unproven, holders, denied }).toEqual({
    ...{ granted: [mine], unproven: [theirs], denied: '42501' },
    holders: [{ device_id: mine }],
  })
})

test('the database itself lets a rotation add neither a device nor somebody who can recover the key', async () => {
  const stranger = await makePair()
  const device = testId(0xd3)
  await firm.query(
    `INSERT INTO app.devices (id, user_id, name, app_version, age_recipient) VALUES ($1, $2, 'new', 'test', $3)`,
    [device, firm.adviser.id, stranger.recipient],
  )
  const operations = await firm.connectAs(known.operations)
  const wrapped = { envelope: '-----BEGIN AGE ENCRYPTED FILE-----', proof: 'none' }
  const ask = (recoverer: string, grants: readonly object[]) =>
    failure(
      operations.query(`SELECT app.rotate_key('next', 'field', $1, $2)`, [
        JSON.stringify([{ recipient: recoverer, ...wrapped }]),
        JSON.stringify(grants),
      ]),
    )

  const recovery = await ask(stranger.recipient, [])
  const grant = await ask(known.recovery.recipient, [{ deviceId: device, recipient: stranger.recipient, ...wrapped }])
  const states = await firm.query('SELECT DISTINCT state FROM app.data_keys')

  await operations.end()
  expect({ recovery, grant, states }).toEqual({ recovery: '42501', grant: '42501', states: [{ state: 'active' }] })
})

/** `keys rotate` as somebody in operations types it. */
function startRotate() {
  const identity = writeIdentity(folder, known.recovery.identity)
  return startKeysCommand(firm, folder, known.operations, ['rotate', '--identity', identity, '--json'])
}

test('a rotation killed in its middle is taken up by the same command, and ends', async () => {
  const ids = await addPersons(3000)
  const old = known.ring.sealingKey().keyId
  const killed = startRotate()
  const moved = `SELECT count(*)::int AS moved FROM persons WHERE split_part(ssn_encrypted, '.', 2) <> $1`
  while ((await firm.query(moved, [old]))[0]?.moved === 0 && killed.exitCode === null) await setImmediate()
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const middle = Number((await firm.query(moved, [old]))[0]?.moved)

  const { output, code } = await finishCommand(startRotate())

  const ring = await recoverRing(known.operations)
  const numbers = await readNumbers(ring)
  expect({ isMiddle: middle > 0 && middle < 3000, report: JSON.parse(output), code, numbers }).toEqual({
    isMiddle: true,
    report: { started: null, resealed: 3000 - middle, unopened: [], retired: [old], stillInUse: [] },
    code: 0,
    numbers: { values: ids.map((_, index) => ssnOf(index)), keyIds: [ring.sealingKey().keyId] },
  })
})
