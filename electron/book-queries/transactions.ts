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
  const rows = await book
    .selectFrom('transactions')
    .leftJoin('accounts', 'accounts.id', 'transactions.accountId')
    .leftJoin('securities', 'securities.id', 'transactions.securityId')
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
    .orderBy('transactions.tradedOn', 'desc')
    .orderBy('transactions.id', 'desc')
    .limit(limit)
    .execute()
  const counterparts = await readCounterparts(book, rows)
  return rows.map((row) => ({ ...row, ...counterparts(row) }))
}

type Reversible = Pick<Transaction, 'id' | 'status' | 'reversesId'>

/** The other halves of reversals. Few rows have one, so they are asked for apart: a join would look for each row's. */
async function readCounterparts(book: Book, rows: readonly Reversible[]) {
  const originals = rows.flatMap(({ reversesId }) => reversesId ?? [])
  const reversed = rows.flatMap(({ id, status }) => (status === 'reversed' ? [id] : []))
  const [before, after] = await Promise.all([
    originals.length === 0
      ? []
      : book.selectFrom('transactions').where('id', 'in', originals).select(['id', 'tradedOn']).execute(),
    reversed.length === 0
      ? []
      : book
          .selectFrom('transactions')
          .where('reversesId', 'in', reversed)
          .select(['reversesId', 'tradedOn'])
          .execute(),
  ])
  const reversesOn = new Map(before.map(({ id, tradedOn }) => [id, tradedOn]))
  const reversedOn = new Map(after.map(({ reversesId, tradedOn }) => [reversesId, tradedOn]))
  return ({ id, reversesId }: Reversible) => ({
    reversesOn: reversesOn.get(reversesId ?? '') ?? null,
    reversedOn: reversedOn.get(id) ?? null,
  })
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
