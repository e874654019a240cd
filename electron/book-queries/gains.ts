import { formatDay, formatQuantity } from '#shared/domain/format.ts'
import { groupBy } from '#shared/domain/group.ts'
import { compareAmounts, multiply, roundAmount, subtract, sumOf } from '#shared/domain/money.ts'
import { type LotMovement, termOf, trackLots } from '#shared/domain/tax-lots.ts'
import type { Gains, LotView, SaleView } from '#shared/ipc/gains.ts'
import type { Account } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import { type HeldPosition, readPositions } from './positions.ts'

/** What one account did with one security. */
interface Holding {
  readonly accountName: string
  readonly symbol: string
  readonly lotMethod: Account['lotMethod']
  readonly movements: LotMovement[]
  readonly position: HeldPosition | undefined
}

/** Realized gains of a year and the lots still held, of a household's taxable accounts. */
export async function readGains(
  book: Book,
  { householdId, year }: { readonly householdId: string; readonly year: number },
  today: string,
): Promise<Gains> {
  const holdings = await readTaxableHoldings(book, householdId)
  const told = holdings.map((holding) => ({ holding, history: trackLots(holding.movements, holding.lotMethod) }))
  const sales = told.flatMap(({ holding, history }) =>
    history.disposals
      .filter(({ soldOn }) => soldOn.startsWith(`${year}-`))
      .map((disposal, index) => toSale(holding, disposal, index)),
  )
  const lots = told.flatMap(({ holding, history }) =>
    history.problem === null ? history.open.flatMap((lot) => toLot(holding, lot, today)) : [],
  )
  return {
    year,
    sales: sales.sort((a, b) => (a.soldOn === b.soldOn ? 0 : a.soldOn < b.soldOn ? 1 : -1)),
    lots: lots.sort((a, b) => compareAmounts(b.marketValue, a.marketValue)),
    realized: sumByTerm(sales.map((sale) => ({ ...sale, worth: sale.proceeds }))),
    unrealized: sumByTerm(lots.map((lot) => ({ ...lot, worth: lot.marketValue }))),
    notes: told.flatMap(({ holding, history }) => noteOn(holding, history)),
  }
}

async function readTaxableHoldings(book: Book, householdId: string): Promise<Holding[]> {
  const [rows, positions] = await Promise.all([readLotMovements(book, householdId), readPositions(book, householdId)])
  const held = new Map(positions.map((position) => [`${position.accountId} ${position.securityId}`, position]))
  const reversed = new Set(rows.flatMap(({ reversesId }) => reversesId ?? []))
  const standing = rows.filter(
    ({ id, status, type }) => status !== 'reversed' && type !== 'reversal' && !reversed.has(id),
  )
  return [...groupBy(standing, ({ accountId, securityId }) => `${accountId} ${securityId}`)].flatMap(
    ([key, movements]) => {
      const [first] = movements
      if (first === undefined) return []
      const { accountName, symbol, lotMethod } = first
      return [{ accountName, symbol: symbol ?? '?', lotMethod, movements, position: held.get(key) }]
    },
  )
}

/** Every transaction in a security. Accounts whose gains are taxed later or never are left out, and so is money. */
async function readLotMovements(book: Book, householdId: string) {
  return book
    .selectFrom('transactions')
    .innerJoin('accounts', 'accounts.id', 'transactions.accountId')
    .leftJoin('securities', 'securities.id', 'transactions.securityId')
    .where('transactions.householdId', '=', householdId)
    .where('transactions.securityId', 'is not', null)
    .where('accounts.taxStatus', '=', 'taxable')
    .where('securities.type', '!=', 'cash')
    .select([
      ...(['transactions.id', 'transactions.accountId', 'transactions.securityId', 'transactions.type'] as const),
      ...(['transactions.tradedOn', 'transactions.quantity', 'transactions.grossAmount'] as const),
      ...(['transactions.netAmount', 'transactions.status', 'transactions.reversesId'] as const),
      ...(['accounts.name as accountName', 'accounts.lotMethod', 'securities.symbol'] as const),
    ])
    .execute()
}

type History = ReturnType<typeof trackLots>

function toSale({ accountName, symbol }: Holding, disposal: History['disposals'][number], index: number): SaleView {
  const { id, acquiredOn, soldOn } = disposal
  const term = acquiredOn === null ? null : termOf(acquiredOn, soldOn)
  return { ...disposal, id: `${id}/${index}`, accountName, symbol, term }
}

/** A lot at the newest price of its position; without a position nothing says what it is worth. */
function toLot(holding: Holding, lot: History['open'][number], today: string): LotView[] {
  const { accountName, symbol, position, lotMethod } = holding
  if (position === undefined) return []
  const marketValue = roundAmount(multiply(lot.quantity.toFixed(), position.price), 2)
  const cost = lot.cost?.toFixed(2) ?? null
  return [
    {
      ...{ id: lot.id, accountName, symbol, lotMethod, acquiredOn: lot.acquiredOn },
      ...{ quantity: lot.quantity.toFixed(), cost, marketValue },
      gain: cost === null ? null : subtract(marketValue, cost),
      term: lot.acquiredOn === null ? null : termOf(lot.acquiredOn, today),
    },
  ]
}

function sumByTerm(rows: readonly { term: string | null; gain: string | null; worth: string }[]) {
  const gainsOf = (term: string) => rows.flatMap((row) => (row.term === term && row.gain !== null ? [row.gain] : []))
  const [short, long] = [sumOf(gainsOf('short')), sumOf(gainsOf('long'))]
  return {
    ...{ short, long, total: sumOf([short, long]) },
    unknown: sumOf(rows.filter(({ gain }) => gain === null).map(({ worth }) => worth)),
  }
}

/** What keeps the lots of a holding from being the whole truth. */
function noteOn({ accountName, symbol, position }: Holding, { open, problem }: History): string[] {
  if (problem !== null) return [`${symbol} in ${accountName}: ${problem}`]
  if (position === undefined) return []
  const quantity = open.reduce((sum, lot) => sumOf([sum, lot.quantity.toFixed()]), '0')
  if (compareAmounts(quantity, position.quantity) === 0) return []
  return [
    `${symbol} in ${accountName}: the transactions leave ${formatQuantity(quantity)}, the custodian has ${formatQuantity(position.quantity)} on ${formatDay(position.asOf)}.`,
  ]
}
