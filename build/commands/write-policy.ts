import { writeFileSync } from 'node:fs'
import { DATABASE_NAME } from '#build/database/development.ts'
import type { Database } from '#build/database/start-database.ts'
import type { Cipher } from '#electron/platform/policy.ts'

export interface PolicyChoices {
  /** Where the server is reached, when not at its own port. */
  readonly port?: number
  readonly cipher?: Cipher
  readonly pollSeconds?: number
}

/** Writes the policy that points a workstation at a development database. @returns the file. */
export function writePolicy(
  file: string,
  { host, port, caFile }: Pick<Database, 'host' | 'port' | 'caFile'>,
  choices: PolicyChoices = {},
): string {
  const server = { host, port: choices.port ?? port, database: DATABASE_NAME, caFile }
  const cache = { cipher: choices.cipher ?? 'aegis256' }
  const sync = { pollSeconds: choices.pollSeconds ?? 15 }
  writeFileSync(file, `${JSON.stringify({ server, cache, sync }, null, 2)}\n`)
  return file
}
