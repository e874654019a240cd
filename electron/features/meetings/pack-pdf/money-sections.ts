import type { ReactElement } from 'react'
import { formatDay, formatMoney, formatPercent, formatPrice, formatQuantity } from '#shared/domain/format.ts'
import { labelOf, maskedNumber } from '#shared/domain/labels.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import { accounts as accountRecord } from '#shared/records/accounts.ts'
import { transactions as transactionRecord } from '#shared/records/transactions.ts'
import { section, table } from './elements.ts'

export function accountsSection({ page }: MeetingPack): ReactElement {
  const open = page.accounts.filter(({ account }) => account.status !== 'closed')
  if (open.length === 0) return section('Accounts', 'No account is open.')
  return section(
    'Accounts',
    null,
    table(
      [
        { title: 'Account', share: 30 },
        { title: 'Registration', share: 22 },
        { title: 'Owners', share: 22 },
        { title: 'Beneficiaries', share: 30 },
        { title: 'Market value', share: 18, isFigure: true },
      ],
      open.map(accountRow),
      ['Total', '', '', '', formatMoney(page.rollUp.total)],
    ),
  )
}

function accountRow({ account, owners, beneficiaries, marketValue, asOf }: AccountView) {
  const number = maskedNumber(account.numberLast4)
  return [
    [account.name, `${account.custodian} ${number}`.trim()],
    labelOf(accountRecord, 'registration', account.registration),
    owners.map(({ name, percent }) => (owners.length === 1 ? name : `${name} ${formatPercent(percent)}`)).join(', '),
    beneficiaries
      .map(
        ({ name, percent, class: rank }) =>
          `${name} ${formatPercent(percent)}${rank === 'primary' ? '' : ' (contingent)'}`,
      )
      .join(', '),
    [formatMoney(marketValue), asOf === null ? '' : formatDay(asOf)],
  ] as const
}

export function holdingsSection({ holdings, page }: MeetingPack): ReactElement {
  if (holdings.length === 0) return section('Holdings', 'No positions.')
  const gains = holdings.flatMap(({ unrealized }) => (unrealized === null ? [] : [unrealized]))
  return section(
    'Holdings',
    'Unrealised gains are market value less cost basis, where the custodian reports one.',
    table(
      [
        { title: 'Security', share: 34 },
        { title: 'Account', share: 26 },
        { title: 'Quantity', share: 15, isFigure: true },
        { title: 'Price', share: 14, isFigure: true },
        { title: 'Market value', share: 19, isFigure: true },
        { title: 'Unrealised', share: 18, isFigure: true },
      ],
      holdings.map((holding) => [
        [holding.symbol, holding.securityName],
        holding.accountName,
        formatQuantity(holding.quantity),
        [formatPrice(holding.price), formatDay(holding.asOf)],
        [formatMoney(holding.marketValue), holding.reconciliation === 'break' ? 'Does not reconcile' : ''],
        holding.unrealized === null ? '–' : formatMoney(holding.unrealized),
      ]),
      ['Total', '', '', '', formatMoney(page.rollUp.total), gains.length === 0 ? '–' : formatMoney(sumOf(gains))],
    ),
  )
}

export function transactionsSection({ transactions, lastMeetingAt }: MeetingPack): ReactElement {
  const title =
    lastMeetingAt === null
      ? 'Latest transactions'
      : `Transactions since the last meeting (${formatDay(lastMeetingAt.slice(0, 10))})`
  if (transactions.length === 0) return section(title, 'None.')
  return section(
    title,
    transactions.length === 200 ? 'The 200 latest are shown.' : null,
    table(
      [
        { title: 'Date', share: 15 },
        { title: 'Type', share: 27 },
        { title: 'Security', share: 14 },
        { title: 'Account', share: 30 },
        { title: 'Quantity', share: 15, isFigure: true },
        { title: 'Net amount', share: 19, isFigure: true },
      ],
      transactions.map((row) => [
        formatDay(row.tradedOn),
        labelOf(transactionRecord, 'type', row.type) + (row.status === 'posted' ? '' : ` (${row.status})`),
        row.symbol ?? '',
        row.accountName,
        row.quantity === null ? '' : formatQuantity(row.quantity),
        formatMoney(row.netAmount),
      ]),
    ),
  )
}
