import { systemRandom } from '#electron/platform/system-ports.ts'
import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { generateIdentity, recipientOf } from '#electron/vault/age-envelope.ts'
import { initKeys } from '#electron/vault/firm-keys.ts'
import { createKeyRing, type HeldKey, type KeyRing } from '#electron/vault/key-ring.ts'
import type { FirmUser, SmallFirm } from './small-firm.ts'

/** An age key pair, as a device or a firm's safe has one. */
export interface Pair {
  readonly identity: string
  readonly recipient: string
}

export async function makePair(): Promise<Pair> {
  const identity = await generateIdentity()
  return { identity, recipient: await recipientOf(identity) }
}

/** The firm's database as the workstation and the command line open it. */
export function openAs(firm: SmallFirm, { login, password }: FirmUser): Promise<FirmDatabase> {
  const { host, port, database, caFile } = firm.database
  return openFirmDatabase({ host, port, database, caFile }, { login, password })
}

export interface FirmWithKeys {
  readonly administrator: FirmUser
  readonly operations: FirmUser
  /** The firm's recovery pair. */
  readonly recovery: Pair
  readonly keys: readonly HeldKey[]
  readonly ring: KeyRing
}

/** Gives a small firm an administrator, somebody in operations, and its first keys. */
export async function addKeys(firm: SmallFirm): Promise<FirmWithKeys> {
  const administrator = await firm.addUser('administrator')
  const operations = await firm.addUser('operations')
  const recovery = await makePair()
  const database = await openAs(firm, administrator)
  const keys = await initKeys(database, [recovery.recipient], systemRandom)
  await database.end()
  return { administrator, operations, recovery, keys, ring: createKeyRing(keys) }
}
