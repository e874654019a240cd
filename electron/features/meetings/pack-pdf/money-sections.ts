import { formatDay, formatMoney, formatPercent, formatPrice, formatQuantity } from '#shared/domain/format.ts'
import { labelOf, maskedNumber } from '#shared/domain/labels.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import type { Holding, TransactionView } from '#shared/ipc/portfolio.ts'
import { accounts as accountRecord } from '#shared/records/accounts.ts'
import { transactions as transactionRecord } from '#shared/records/transactions.ts'
import type { Cell, TableSection } from './elements.ts'

const TRANSACTION_LIMIT = 200

export function accountsSection({ page }: MeetingPack): TableSection {
  const open = page.accounts.filter(({ account }) => account.status !== 'closed')
  return {
    title: 'Accounts',
    hint: open.length === 0 ? 'No account is open.' : null,
    table: {
      columns: [
        { title: 'Account', share: 32 },
        { title: 'Registration', share: 20 },
        { title: 'Owners', share: 26 },
        { title: 'Beneficiaries', share: 30 },
        { title: 'Market value', share: 20, isFigure: true },
      ],
      rows: open.map(accountRow),
      total: ['Total', '', '', '', formatMoney(page.rollUp.total)],
    },
  }
}

function accountRow({ account, owners, beneficiaries, counting, marketValue, asOf }: AccountView): Cell[] {
  const sharesOf = beneficiaries.map(({ name, percent, class: rank }) => {
    return `${name} ${formatPercent(percent)}${rank === 'primary' ? '' : ' (contingent)'}`
  })
  return [
    [account.name, `${account.custodian} ${maskedNumber(account.numberLast4)}`.trim()],
    labelOf(accountRecord, 'registration', account.registration),
    owners.map(({ name, percent }) => (owners.length === 1 ? name : `${name} ${formatPercent(percent)}`)).join(', '),
    sharesOf.length === 0 ? '–' : sharesOf.join(', '),
    [formatMoney(marketValue), [asOf === null ? '' : formatDay(asOf), notCounted(counting)].join(' ').trim()],
  ]
}

function notCounted(counting: AccountView['counting']): string {
  return counting === 'not_in_totals' ? 'not in total' : ''
}

/** What makes the household's total; and apart from it, where there are any, what does not count. */
export function holdingsSections({ holdings }: MeetingPack): TableSection[] {
  const counted = holdings.filter(({ inTotals }) => inTotals)
  const others = holdings.filter(({ inTotals }) => !inTotals)
  const hint =
    counted.length === 0 ? 'No positions.' : 'Unrealised is market value less cost basis, where one is reported.'
  const notCounted = 'In accounts whose every owner is a member that the household’s total leaves out.'
  return [
    holdingsTable('Holdings', hint, counted),
    ...(others.length === 0 ? [] : [holdingsTable('Holdings not counted in the total', notCounted, others)]),
  ]
}

function holdingsTable(title: string, hint: string, holdings: readonly Holding[]): TableSection {
  const gains = holdings.flatMap(({ unrealized }) => (unrealized === null ? [] : [unrealized]))
  const sumOfGains = gains.length === 0 ? '–' : formatMoney(sumOf(gains))
  const total = formatMoney(sumOf(holdings.map(({ marketValue }) => marketValue)))
  return {
    title,
    hint,
    table: {
      columns: [
        { title: 'Security', share: 36 },
        { title: 'Account', share: 26 },
        { title: 'Quantity', share: 15, isFigure: true },
        { title: 'Price', share: 15, isFigure: true },
        { title: 'Market value', share: 19, isFigure: true },
        { title: 'Unrealised', share: 18, isFigure: true },
      ],
      rows: holdings.map(holdingRow),
      total: ['Total', '', '', '', total, sumOfGains],
    },
  }
}

function holdingRow(holding: Holding): Cell[] {
  return [
    [holding.symbol, holding.securityName],
    holding.accountName,
    formatQuantity(holding.quantity),
    [formatPrice(holding.price), formatDay(holding.asOf)],
    [formatMoney(holding.marketValue), holding.reconciliation === 'break' ? 'does not reconcile' : ''],
    holding.unrealized === null ? '–' : formatMoney(holding.unrealized),
  ]
}

export function transactionsSection({ transactions, lastMeetingAt }: MeetingPack): TableSection {
  const since = lastMeetingAt === null ? null : formatDay(lastMeetingAt.slice(0, 10))
  const cut = transactions.length === TRANSACTION_LIMIT ? `The latest ${TRANSACTION_LIMIT} are shown.` : null
  return {
    title: since === null ? 'Latest transactions' : `Transactions since the last meeting, ${since}`,
    hint: transactions.length === 0 ? 'None.' : cut,
    table: {
      columns: [
        { title: 'Date', share: 16 },
        { title: 'Type', share: 30 },
        { title: 'Security', share: 14 },
        { title: 'Account', share: 36 },
        { title: 'Quantity', share: 14, isFigure: true },
        { title: 'Net amount', share: 18, isFigure: true },
      ],
      rows: transactions.map(transactionRow),
    },
  }
}

function transactionRow(row: TransactionView): Cell[] {
  const type = labelOf(transactionRecord, 'type', row.type)
  return [
    formatDay(row.tradedOn),
    row.status === 'posted' ? type : `${type} (${labelOf(transactionRecord, 'status', row.status).toLowerCase()})`,
    row.symbol ?? '',
    row.accountName,
    row.quantity === null ? '' : formatQuantity(row.quantity),
    formatMoney(row.netAmount),
  ]
}
