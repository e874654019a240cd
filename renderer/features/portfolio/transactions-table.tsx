import { Badge, Group, Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { useMay } from '#renderer/data/session.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate, NONE } from '#renderer/ui/dates.ts'
import { formatPrice, formatQuantity } from '#renderer/ui/money.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { TransactionView } from '#shared/ipc/portfolio.ts'
import { EnterRight } from './enter-right.tsx'
import { ReverseTransaction } from './reverse-transaction.tsx'

const columns: readonly DataColumn<TransactionView>[] = [
  { id: 'tradedOn', header: 'Date', cell: ({ tradedOn }) => <span className="tabular">{formatDate(tradedOn)}</span> },
  {
    id: 'type',
    header: 'What',
    cell: ({ type, symbol, description, status, reversesOn, reversedOn }) => (
      <>
        <Text span inherit fw={560}>
          {choiceLabel('transactions', 'type', type)}
          {symbol === null ? '' : ` ${symbol}`}
        </Text>{' '}
        {status === 'posted' ? null : (
          <Badge size="xs" color={status === 'reversed' ? 'gray' : 'blue'}>
            {choiceLabel('transactions', 'status', status)}
          </Badge>
        )}
        {reversesOn === null ? null : <Counterpart text={`takes back what was booked on ${formatDate(reversesOn)}`} />}
        {reversedOn === null ? null : <Counterpart text={`taken back on ${formatDate(reversedOn)}`} />}
        {description === null ? null : (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
      </>
    ),
  },
  { id: 'account', header: 'Account', cell: ({ accountName }) => accountName },
  {
    id: 'quantity',
    header: 'Quantity',
    right: true,
    cell: ({ quantity }) => (quantity === null ? NONE : formatQuantity(quantity)),
  },
  { id: 'price', header: 'Price', right: true, cell: ({ price }) => (price === null ? NONE : formatPrice(price)) },
  { id: 'net', header: 'Net amount', right: true, cell: ({ netAmount }) => <Amount value={netAmount} fw={560} /> },
]

/** The other half of a reversal: neither is ever removed. */
function Counterpart({ text }: { readonly text: string }) {
  return (
    <Text size="xs" fw={560}>
      {text}
    </Text>
  )
}

interface TransactionsTableProps {
  readonly transactions: readonly TransactionView[]
  /** Where they may be taken back and entered anew: left out where they are only looked at. */
  readonly corrections?: Corrections
}

interface Corrections {
  /** Of the household. */
  readonly accounts: readonly AccountView[]
  /** Told after one was made. */
  readonly onMade: () => void
}

/** Transactions in the order given. */
export function TransactionsTable({ transactions, corrections }: TransactionsTableProps) {
  const mayCorrect = useMay('transactions.correct')
  const shown = mayCorrect && corrections !== undefined ? withCorrections(corrections) : columns
  return <DataTable label="Transactions" columns={shown} rows={transactions} rowId={({ id }) => id} />
}

/** The buttons stand with the day, where they are seen on half a screen as well and make no column wider there. */
function withCorrections({ accounts, onMade }: Corrections): readonly DataColumn<TransactionView>[] {
  return columns.map((column) =>
    column.id !== 'tradedOn'
      ? column
      : {
          ...column,
          cell: (transaction) => (
            <Group gap={4}>
              {column.cell(transaction)}
              <ReverseTransaction transaction={transaction} onMade={onMade} />
              <EnterRight transaction={transaction} accounts={accounts} onMade={onMade} />
            </Group>
          ),
        },
  )
}
