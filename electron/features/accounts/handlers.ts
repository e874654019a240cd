import type { Book } from '#electron/book-queries/book.ts'
import { changeOf, requireRow } from '#electron/book-queries/row-changes.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import type { accountsChannels } from '#shared/ipc/accounts.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

export const accountsHandlers: HandlersOf<typeof accountsChannels> = {
  async 'accounts.add'({ book, ports, commit }, { householdId, account, ownerId }) {
    await requireRow(book, 'households', householdId)
    const owner = await findParty(book, ownerId)
    const accountId = ports.ids.next()
    const share = { id: ports.ids.next(), householdId, accountId, ...owner, percent: '100' }
    await commit({
      mutations: [
        { table: 'accounts', operation: 'insert', row: { ...account, id: accountId, householdId } },
        { table: 'account_owners', operation: 'insert', row: share },
      ],
    })
    return { accountId }
  },

  async 'accounts.update'({ book, commit }, { accountId, patch }) {
    const mutations = changeOf('accounts', await requireRow(book, 'accounts', accountId), patch)
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },
}

/** @throws WorkstationError `bad_input` for an id that is neither a person nor a legal entity of the book. */
async function findParty(book: Book, id: string): Promise<{ personId: string } | { entityId: string }> {
  const person = await book.selectFrom('persons').where('id', '=', id).select('id').executeTakeFirst()
  if (person !== undefined) return { personId: id }
  const entity = await book.selectFrom('entities').where('id', '=', id).select('id').executeTakeFirst()
  if (entity !== undefined) return { entityId: id }
  throw new WorkstationError('bad_input', 'The owner is not in your book any more. Choose another.')
}
