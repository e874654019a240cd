import type { TransactionView } from '#shared/ipc/portfolio.ts'
import type { Transaction } from '#shared/records/index.ts'
import type { Book } from './book.ts'

export interface TransactionQuestion {
  readonly householdId: string
  readonly accountId?: string | null
  /** Only those traded on this day or later. */
  readonly since?: string | null
  /** Only those after this row in the order given, newest first. */
  readonly before?: { readonly tradedOn: string; readonly id: string } | null
  readonly limit: number
}

/** Transactions newest first; on one day, by id. */
export async function readTransactions(book: Book, question: TransactionQuestion): Promise<TransactionView[]> {
  const { householdId, accountId = null, since = null, before = null, limit } = question
  return book
    .selectFrom('transactions')
    .leftJoin('accounts', 'accounts.id', 'transactions.accountId')
    .leftJoin('securities', 'securities.id', 'transactions.securityId')
    .leftJoin('transactions as original', 'original.id', 'transactions.reversesId')
    .leftJoin('transactions as reversal', 'reversal.reversesId', 'transactions.id')
    .where('transactions.householdId', '=', householdId)
    .$if(accountId !== null, (query) => query.where('transactions.accountId', '=', accountId as string))
    .$if(since !== null, (query) => query.where('transactions.tradedOn', '>=', since as string))
    .$if(before !== null, (query) =>
      query.where(({ and, or, eb }) => {
        const { tradedOn, id } = before as { tradedOn: string; id: string }
        return or([
          eb('transactions.tradedOn', '<', tradedOn),
          and([eb('transactions.tradedOn', '=', tradedOn), eb('transactions.id', '<', id)]),
        ])
      }),
    )
    .selectAll('transactions')
    .select(({ fn, val }) => [fn.coalesce('accounts.name', val('')).as('accountName'), 'securities.symbol'])
    .select(['original.tradedOn as reversesOn', 'reversal.tradedOn as reversedOn'])
    .orderBy('transactions.tradedOn', 'desc')
    .orderBy('transactions.id', 'desc')
    .limit(limit)
    .execute()
}

/** Kinds of this year's transactions by account, reversed ones and reversals left out. */
export async function readTransactionTypes(
  book: Book,
  householdId: string,
  year: number,
): Promise<Map<string, Transaction['type'][]>> {
  const rows = await book
    .selectFrom('transactions')
    .where('householdId', '=', householdId)
    .where('tradedOn', '>=', `${year}-01-01`)
    .where('tradedOn', '<=', `${year}-12-31`)
    .where('status', '!=', 'reversed')
    .where('type', '!=', 'reversal')
    .select(['accountId', 'type'])
    .distinct()
    .execute()
  const types = new Map<string, Transaction['type'][]>()
  for (const { accountId, type } of rows) types.set(accountId, [...(types.get(accountId) ?? []), type])
  return types
}
