import { askNow } from '#electron/book-queries/book.ts'
import { requireOffered } from '#electron/book-queries/offered.ts'
import { findParty } from '#electron/book-queries/parties.ts'
import { changeOf, requireRow } from '#electron/book-queries/row-changes.ts'
import { sealTyped, withSealed } from '#electron/book-queries/typed-numbers.ts'
import type { CommandContext, HandlersOf } from '#electron/ipc/handlers.ts'
import type { accountsChannels } from '#shared/ipc/accounts.ts'
import { changeBeneficiaries, changeOwners, readShares } from './shares.ts'

export const accountsHandlers: HandlersOf<typeof accountsChannels> = {
  async 'accounts.shares'({ book, steady }, { accountId }) {
    return steady(() => readShares(book, accountId))
  },

  async 'accounts.add'(context, { householdId, account, ownerId, numbers, evenIfKnown }) {
    const { book, ports, commit } = context
    await requireRow(book, 'households', householdId)
    await requireOffered(book, account, {}, askNow(ports.clock).today)
    const owner = await findParty(book, ownerId, 'ownerId')
    const accountId = ports.ids.next()
    const sealed = await sealTyped(context, { table: 'accounts', rowId: accountId, numbers, evenIfKnown })
    const share = { id: ports.ids.next(), householdId, accountId, ...owner, percent: '100' }
    await commit({
      mutations: [
        { table: 'accounts', operation: 'insert', row: { ...account, ...sealed, id: accountId, householdId } },
        { table: 'account_owners', operation: 'insert', row: share },
      ],
    })
    return { accountId }
  },

  async 'accounts.update'(context, { accountId, patch, numbers, evenIfKnown }) {
    const { book, ports, commit } = context
    const where = { table: 'accounts', rowId: accountId } as const
    const before = await requireRow(book, 'accounts', accountId)
    await requireOffered(book, patch, before, askNow(ports.clock).today)
    const sealed = await sealTyped(context, { ...where, numbers, evenIfKnown })
    await commitAny(commit, withSealed(changeOf('accounts', before, patch), where, sealed))
    return {}
  },

  async 'accounts.setOwners'(context, { accountId, shares }) {
    await commitAny(context.commit, await changeOwners(context, accountId, shares))
    return {}
  },

  async 'accounts.setBeneficiaries'(context, { accountId, shares }) {
    await commitAny(context.commit, await changeBeneficiaries(context, accountId, shares))
    return {}
  },
}

async function commitAny(commit: CommandContext['commit'], mutations: ReturnType<typeof changeOf>): Promise<void> {
  if (mutations.length > 0) await commit({ mutations })
}
