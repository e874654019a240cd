import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { Place } from './place.ts'

/** Refusals that the database's own functions put into a sentence for people, without anything of a client. */
const OWN_SENTENCES = /^AW00[2-6]$/

interface Need {
  /** Whose rights the work needs, such as `an administrator`; named when the database refuses it. */
  readonly role: string
  /** What a person without a password can do, as a sentence. */
  readonly otherwise?: string
}

/**
 * Runs work with the firm's database as the place's login (password: ADVISER_DB_PASSWORD, or the keychain).
 *
 * @throws WorkstationError `not_signed_in` without a password, `refused` with the database's own sentence, `forbidden`
 *   naming whose login it takes, or what the driver's error means.
 */
export async function withFirm<T>(
  { login, secrets, policy }: Place,
  { role, otherwise = 'Set ADVISER_DB_PASSWORD.' }: Need,
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
    if (code === '42501') {
      throw new WorkstationError(
        'forbidden',
        `The firm’s database does not allow ${login} this. Use the login of ${role}, and see that the device is not revoked.`,
        undefined,
        { cause: error },
      )
    }
    throw mapPostgresError(error)
  } finally {
    await database.end()
  }
}
