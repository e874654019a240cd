import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { numbersChannels } from '#shared/ipc/numbers.ts'
import type { TableName } from '#shared/records/index.ts'

export const numbersHandlers: HandlersOf<typeof numbersChannels> = {
  async 'numbers.reveal'({ book, keyRing }, { place, rowId }) {
    const [table = '', field = ''] = place.split('.')
    const row = (await book
      .selectFrom(table as TableName)
      .where('id', '=', rowId as never)
      .select([field as never, 'householdId' as never])
      .executeTakeFirst()) as { readonly householdId: string } & Readonly<Record<string, string | null>>
    if (row === undefined) throw new WorkstationError('not_found')
    const envelope = row[field]
    if (typeof envelope !== 'string') {
      throw new WorkstationError('not_found', 'This number was never entered. There is nothing to show.')
    }
    return { value: decryptField(keyRing().findKey, { table, field, rowId }, envelope), householdId: row.householdId }
  },
}
