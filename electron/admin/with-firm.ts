import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Place } from './place.ts'

/** Refusals that the database's own functions put into a sentence for people, without anything of a client. */
const OWN_SENTENCES = /^AW00[45]$/

/**
 * Runs work with the firm's database as the place's login (password: ADVISER_DB_PASSWORD, or the keychain).
 *
 * @param otherwise - what else the person could do without a password, as a sentence.
 * @throws WorkstationError `not_signed_in` without a password, `refused` with the database's own sentence, or what the
 *   driver's error means.
 */
export async function withFirm<T>(
  { login, secrets, policy }: Place,
  otherwise: string,
  work: (database: FirmDatabase) => Promise<T>,
): Promise<T> {
  const password = process.env.ADVISER_DB_PASSWORD ?? (await secrets.readPassword())
  if (!password) {
    throw new WorkstationError('not_signed_in', `There is no password for ${login}. ${otherwise}`)
  }
  const database = await openFirmDatabase(policy.server, { login, password })
  try {
    return await work(database)
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    if (OWN_SENTENCES.test(code)) throw new WorkstationError('refused', message, undefined, { cause: error })
    throw mapPostgresError(error)
  } finally {
    await database.end()
  }
}
