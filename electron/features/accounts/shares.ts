import { askNow, type Book } from '#electron/book-queries/book.ts'
import { findParty } from '#electron/book-queries/parties.ts'
import { refuse, requireRow } from '#electron/book-queries/row-changes.ts'
import type { CommandContext, LocalMutation } from '#electron/ipc/handlers.ts'
import { compareAmounts } from '#shared/domain/money.ts'
import { shareProblem, wholeProblem } from '#shared/domain/shares.ts'
import type { BeneficiaryShare, OwnerShare } from '#shared/ipc/accounts.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { AccountOwner, Beneficiary } from '#shared/records/index.ts'

type Context = Pick<CommandContext, 'book' | 'ports'>

/** Who owns an account and who would receive it now, as the form has them. */
export async function readShares(book: Book, accountId: string) {
  const { owners, beneficiaries } = await readRows(book, accountId)
  return {
    owners: owners.map(({ id, percent, ...party }) => ({
      id,
      partyId: party.personId ?? party.entityId ?? '',
      percent,
    })),
    beneficiaries: beneficiaries.map(({ id, name, percent, perStirpes, ...row }) => ({
      ...{ id, class: row.class, partyId: row.personId ?? row.entityId, name, percent, perStirpes },
    })),
  }
}

async function readRows(book: Book, accountId: string) {
  const [owners, beneficiaries] = await Promise.all([
    book
      .selectFrom('account_owners')
      .where('accountId', '=', accountId)
      .where('endedOn', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute(),
    book
      .selectFrom('beneficiaries')
      .where('accountId', '=', accountId)
      .where('endedOn', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute(),
  ])
  return { owners, beneficiaries }
}

/**
 * The mutations that make these the owners. Those left out end today, so that who owned it stays known.
 *
 * @throws WorkstationError `bad_input` where nobody owns it, one is named twice, or the shares do not make 100%.
 */
export async function changeOwners({ book, ports }: Context, accountId: string, shares: readonly OwnerShare[]) {
  const { householdId } = await requireRow(book, 'accounts', accountId)
  if (shares.length === 0) throw new WorkstationError('bad_input', 'An account has an owner. Name at least one.')
  checkShares(shares)
  refuseTwice(shares.map(({ partyId }) => partyId))
  const { owners } = await readRows(book, accountId)
  const mutations = endLeftOut('account_owners', owners, shares, askNow(ports.clock).today)
  for (const { id, partyId, percent } of shares) {
    const party = await findParty(book, partyId, 'partyId')
    const before = owners.find((row) => row.id === id)
    const values = { ...party, percent: keepEqual(before, percent) }
    if (before !== undefined)
      mutations.push({ table: 'account_owners', operation: 'update', id: before.id, patch: values })
    else
      mutations.push({
        table: 'account_owners',
        operation: 'insert',
        row: { id: ports.ids.next(), householdId, accountId, ...values },
      })
  }
  return mutations
}

/** The same for beneficiaries, whose classes make 100% each; there may be none. @throws WorkstationError `bad_input`. */
export async function changeBeneficiaries(
  { book, ports }: Context,
  accountId: string,
  shares: readonly BeneficiaryShare[],
) {
  const { householdId } = await requireRow(book, 'accounts', accountId)
  refuse(shares.filter(({ partyId, name }) => (partyId === null) === ((name ?? '').trim() === '')).map(() => NAME_ONE))
  for (const kind of ['primary', 'contingent'] as const) {
    const ofClass = shares.filter((share) => share.class === kind)
    checkShares(ofClass)
    refuseTwice(ofClass.flatMap(({ partyId }) => partyId ?? []))
  }
  const { beneficiaries } = await readRows(book, accountId)
  const mutations = endLeftOut('beneficiaries', beneficiaries, shares, askNow(ports.clock).today)
  for (const { id, partyId, name, percent, ...share } of shares) {
    const party = partyId === null ? { personId: null, entityId: null } : await findParty(book, partyId, 'partyId')
    const before = beneficiaries.find((row) => row.id === id)
    const values = { ...share, ...party, name: name === null ? null : name.trim(), percent: keepEqual(before, percent) }
    if (before !== undefined)
      mutations.push({ table: 'beneficiaries', operation: 'update', id: before.id, patch: values })
    else
      mutations.push({
        table: 'beneficiaries',
        operation: 'insert',
        row: { id: ports.ids.next(), householdId, accountId, ...values },
      })
  }
  return mutations
}

const NAME_ONE = { field: 'partyId', message: 'is needed: choose somebody of your book, or type a name' }

function endLeftOut(
  table: 'account_owners' | 'beneficiaries',
  rows: readonly (AccountOwner | Beneficiary)[],
  shares: readonly { id: string | null }[],
  today: string,
): LocalMutation[] {
  return rows
    .filter((row) => !shares.some(({ id }) => id === row.id))
    .map(({ id }) => ({ table, operation: 'update', id, patch: { endedOn: today } }) as LocalMutation)
}

/** `50` where `50.000000` is stored is no change. */
function keepEqual(before: { percent: string } | undefined, percent: string): string {
  return before !== undefined && compareAmounts(before.percent, percent) === 0 ? before.percent : percent
}

function checkShares(shares: readonly { percent: string }[]): void {
  const percents = shares.map(({ percent }) => percent)
  refuse(percents.map(shareProblem).flatMap((message) => (message === null ? [] : [{ field: 'percent', message }])))
  const problem = wholeProblem(percents)
  if (problem !== null) throw new WorkstationError('bad_input', problem)
}

function refuseTwice(partyIds: readonly string[]): void {
  if (new Set(partyIds).size < partyIds.length) {
    throw new WorkstationError('bad_input', 'Somebody is named twice. Put their shares into one line.')
  }
}
