import { type FirmDatabase, openFirmDatabase } from '#electron/postgres/connection.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { findPlace, type PlaceOptions } from './place.ts'

/**
 * Asks the firm's database as the login that the options name.
 *
 * @param role whose rights the work needs; named when the database refuses it.
 * @throws WorkstationError `not_signed_in` without a password, and as the driver's errors map.
 */
export async function withFirm<T>(
  options: PlaceOptions,
  role: string,
  work: (database: FirmDatabase) => Promise<T>,
): Promise<T> {
  const { policy, login, secrets } = findPlace(options)
  const password = process.env.ADVISER_DB_PASSWORD ?? (await secrets.readPassword())
  if (!password) {
    throw new WorkstationError('not_signed_in', `There is no password for ${login}. Set ADVISER_DB_PASSWORD.`)
  }
  const database = await openFirmDatabase(policy.server, { login, password })
  try {
    return await work(database)
  } catch (error) {
    if ((error as { code?: string }).code === '42501') {
      throw new WorkstationError(
        'forbidden',
        `The firm’s database does not allow ${login} this. Use the login of ${role}, and see that the device is not revoked.`,
      )
    }
    throw mapPostgresError(error)
  } finally {
    await database.end()
  }
}
