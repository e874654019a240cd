import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import { DATABASE_NAME } from '#build/database/development.ts'
import { asSuperuser, type Database } from '#build/database/start-database.ts'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { generateIdentity, parseIdentities, recipientOf } from '#electron/vault/age-envelope.ts'
import { makeKey, recoverKeys, wrapRecoveries } from '#electron/vault/firm-keys.ts'
import { createKeyRing, type KeyRing } from '#electron/vault/key-ring.ts'
import type { DataKey } from '#electron/vault/pii-cipher.ts'

/** The demonstration firm's recovery identity, as `keys grant` and `keys rotate` take it: kept beside its database. */
export function recoveryFile(server: Pick<Database, 'folder'>, database: string = DATABASE_NAME): string {
  return join(server.folder, `recovery-identity-${database}.txt`)
}

/**
 * Makes the keys that `keys init` would make, and the recovery identity they are wrapped for. New ones for each
 * database, because two firms sealed under one key would share initialisation vectors.
 *
 * @param client - connected as a superuser.
 */
export async function ensureDemoKeys(
  client: ClientBase,
  file: string,
): Promise<{ readonly dataKey: DataKey; readonly blindKey: DataKey }> {
  if (!existsSync(file)) {
    const identity = await generateIdentity()
    writeFileSync(file, `# public key: ${await recipientOf(identity)}\n${identity}\n`, { mode: 0o600 })
  }
  const identities = readIdentities(file)
  const { rows } = await client.query<{ purpose: string }>('SELECT purpose FROM app.data_keys')
  // A filling that was cut off may have left keys; nothing is sealed under them yet.
  if (rows.length === 0) {
    const recipients = await Promise.all(identities.map(recipientOf))
    for (const purpose of ['field', 'blind'] as const) {
      const key = makeKey(purpose, systemRandom)
      const recoveries = JSON.stringify(await wrapRecoveries(key, recipients))
      await client.query('SELECT app.create_key($1, $2, $3::jsonb)', [key.keyId, purpose, recoveries])
    }
  }
  const ring = await recoverRing(client, identities)
  return { dataKey: ring.sealingKey(), blindKey: ring.indexingKey() }
}

/** @returns every key of the demonstration firm, or null before it is filled. */
export async function readDemoKeys(server: Database, database: string = DATABASE_NAME): Promise<KeyRing | null> {
  const file = recoveryFile(server, database)
  if (!existsSync(file)) return null
  return await asSuperuser(server, database, (client) => recoverRing(client, readIdentities(file)))
}

function readIdentities(file: string): string[] {
  return parseIdentities(readFileSync(file, 'utf8'))
}

async function recoverRing(client: ClientBase, identities: readonly string[]): Promise<KeyRing> {
  const query = async (text: string) => (await client.query(text)).rows
  return createKeyRing(await recoverKeys({ query }, identities))
}
