import { EventEmitter, once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openProfile } from '#electron/features/session/profile.ts'
import { SessionService } from '#electron/features/session/session-service.ts'
import { createNodePorts } from '#electron/platform/node-ports.ts'
import { policySchema } from '#electron/platform/policy.ts'
import { systemRandom } from '#electron/platform/system-ports.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { grantKeys, recoverKeys, revokeKeys } from '#electron/vault/firm-keys.ts'
import { decryptField, encryptField } from '#electron/vault/pii-cipher.ts'
import { startRotation } from '#electron/vault/rotate-keys.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'
import { testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { addKeys, type FirmWithKeys, openAs } from '#test/support/keys.ts'
import { type PostgresNetwork, startPostgresNetwork } from '#test/support/postgres-proxy.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { threads } from '#test/support/threads.ts'
import { createLaptop, type Laptop } from '#test/support/workstation.ts'

let firm: SmallFirm
let known: FirmWithKeys
let laptop: Laptop
let network: PostgresNetwork
let service: SessionService
/** Resolves once the present service's book is open. */
let opened: Promise<void>

const place = { table: 'persons', field: 'ssnEncrypted', rowId: testId(1) }

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  known = await addKeys(firm)
  await firm.insertHousehold()
})
afterAll(() => firm.close())
beforeEach(async () => {
  network = await startPostgresNetwork(firm.database)
  laptop = createLaptop(firm)
})
afterEach(async () => {
  await service.stop()
  await network.close()
  laptop.remove()
})

/** The session of the laptop, as its main process has it. */
function startService(): SessionService {
  const { host, database, caFile } = firm.database
  const { profileFolder, keychain } = laptop
  const ports = {
    ...createNodePorts({ profileFolder, service: 'test' }),
    ...{ keychain, dialogs: { chooseSavePath: async () => null } },
  }
  const events = new EventEmitter()
  opened = once(events, 'open').then(() => undefined)
  service = new SessionService({
    ports,
    options: {
      policy: policySchema.parse({
        server: { host, port: network.port, database, caFile },
        sync: { pollSeconds: 3600 },
      }),
      ...{ profileFolder, appVersion: '0.0.0-test' },
      ...threads,
    },
    profile: openProfile(profileFolder),
    emit: (event, payload) => {
      if (event === 'session.changed' && (payload as SessionStatus).state === 'open') events.emit('open')
    },
  })
  return service
}

async function signIn(): Promise<string> {
  await startService().signIn(firm.adviser.login, firm.adviser.password)
  await opened
  await service.current().engine.settle()
  return service.current().actor.deviceId
}

async function administer<T>(work: (admin: FirmDatabase) => Promise<T>): Promise<T> {
  const admin = await openAs(firm, known.administrator)
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

const recover = (database: FirmDatabase) => recoverKeys(database, [known.recovery.identity])
const grant = (deviceId: string) => administer(async (admin) => grantKeys(admin, await recover(admin), deviceId, null))

/** The envelope as the laptop opens it just now; the error's code where it cannot. */
function open(envelope: string): string | undefined {
  try {
    return decryptField(service.current().keyRing().findKey, place, envelope)
  } catch (error) {
    return (error as { code?: string }).code
  }
}

test('a laptop opens numbers with the keys it was granted, offline after a restart, and not before it was', async () => {
  const envelope = encryptField(known.ring.sealingKey(), place, '900-12-3456', systemRandom)
  const deviceId = await signIn()
  const before = open(envelope)
  await grant(deviceId)
  await service.current().engine.settle()
  const granted = open(envelope)
  await service.stop()

  network.cut()
  await startService().resume()
  const offline = { state: service.status().state, value: open(envelope) }

  expect({ before, granted, offline }).toEqual({
    before: 'forbidden',
    granted: '900-12-3456',
    offline: { state: 'open', value: '900-12-3456' },
  })
})

test('without its identity in the keychain a book’s grants open nothing, and a new identity begins without any', async () => {
  const envelope = encryptField(known.ring.sealingKey(), place, '900-12-3456', systemRandom)
  const deviceId = await signIn()
  await grant(deviceId)
  await service.current().engine.settle()
  await service.stop()
  for (const account of laptop.keychain.secrets.keys()) {
    if (account.startsWith('device-identity:')) laptop.keychain.secrets.delete(account)
  }

  await startService().resume()
  const lost = open(envelope)
  await service.current().engine.settle()
  const live = await firm.query('SELECT FROM app.key_grants WHERE device_id = $1 AND revoked_at IS NULL', [deviceId])

  expect({ lost, live: live.length }).toEqual({ lost: 'forbidden', live: 0 })
})

test('a rotation reaches a connected laptop with the next sync, a revocation takes the keys from it', async () => {
  const old = encryptField(known.ring.sealingKey(), place, '900-12-3456', systemRandom)
  const deviceId = await signIn()
  await grant(deviceId)
  await service.current().engine.settle()
  const operations = await openAs(firm, known.operations)
  const { keyId } = await startRotation(operations, await recover(operations), 'field', systemRandom)
  await operations.end()
  await service.current().engine.settle()
  const ring = service.current().keyRing()
  const rotated = { seals: ring.sealingKey().keyId, old: open(old) }

  await administer((admin) => revokeKeys(admin, deviceId))
  await service.current().engine.settle()

  expect({ rotated, revoked: service.current().keyRing().keyIds, after: open(old) }).toEqual({
    rotated: { seals: keyId, old: '900-12-3456' },
    revoked: [],
    after: 'forbidden',
  })
})

/** Runs a round. @returns how many questions the firm was asked in it, and the keys that are held after it. */
async function round() {
  network.takeQuestions()
  await service.current().engine.settle()
  return { questions: network.takeQuestions(), keys: service.current().keyRing().keyIds.length }
}

test('a round with nothing new is one question, and one more where keys were granted or taken away', async () => {
  const deviceId = await signIn()
  await service.current().engine.settle()
  const without = await round()
  await grant(deviceId)
  const granted = await round()
  const held = await round()
  await administer((admin) => revokeKeys(admin, deviceId))
  const taken = await round()

  const keys = granted.keys
  expect({ hasKeys: keys > 0, rounds: [without, granted, held, taken, await round()] }).toEqual({
    hasKeys: true,
    rounds: [
      { questions: 1, keys: 0 },
      { questions: 2, keys },
      { questions: 1, keys },
      { questions: 2, keys: 0 },
      { questions: 1, keys: 0 },
    ],
  })
})
