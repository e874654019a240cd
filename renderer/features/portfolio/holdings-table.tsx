import { Badge, Box, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, compareText, sumDecimals } from '#renderer/ui/compare.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { daysSince, formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatPrice, formatQuantity } from '#renderer/ui/money.ts'
import { STALE_DAYS } from '#shared/domain/portfolio-checks.ts'
import type { Holding } from '#shared/ipc/portfolio.ts'

const columns: readonly DataColumn<Holding>[] = [
  {
    id: 'symbol',
    header: 'Security',
    compare: (left, right) => compareText(left.symbol, right.symbol),
    cell: (holding) => <Security holding={holding} />,
  },
  {
    id: 'account',
    header: 'Account',
    compare: (left, right) => compareText(left.accountName, right.accountName),
    cell: ({ accountName }) => accountName,
  },
  {
    id: 'assetClass',
    header: 'Asset class',
    compare: (left, right) => compareText(left.assetClass, right.assetClass),
    cell: ({ assetClass }) => choiceLabel('securities', 'assetClass', assetClass),
  },
  {
    id: 'quantity',
    header: 'Quantity, price',
    right: true,
    cell: ({ quantity, price }) => (
      <>
        {formatQuantity(quantity)}
        <Under>at {formatPrice(price)}</Under>
      </>
    ),
  },
  {
    id: 'marketValue',
    header: 'Market value',
    right: true,
    compare: (left, right) => compareDecimals(left.marketValue, right.marketValue),
    cell: ({ marketValue, asOf }) => (
      <>
        <Amount value={marketValue} fw={560} />
        <Under>
          as of {formatDate(asOf)}{' '}
          {daysSince(asOf) > STALE_DAYS ? (
            <Badge size="xs" color="orange">
              old price
            </Badge>
          ) : null}
        </Under>
      </>
    ),
  },
  { id: 'costBasis', header: 'Cost basis', right: true, cell: ({ costBasis }) => <Amount value={costBasis} /> },
  {
    id: 'unrealized',
    header: 'Gain or loss',
    right: true,
    compare: (left, right) => compareDecimals(left.unrealized, right.unrealized),
    cell: ({ unrealized }) => <Amount value={unrealized} signed />,
  },
]

/** Beside other cards there is room for what matters in a meeting; the account moves under the security. */
const compactColumns: readonly DataColumn<Holding>[] = columns
  .filter(({ id }) => !['account', 'assetClass', 'costBasis'].includes(id))
  .map((column) =>
    column.id === 'symbol' ? { ...column, cell: (holding) => <Security holding={holding} withAccount /> } : column,
  )

interface HoldingsTableProps {
  readonly holdings: readonly Holding[]
  readonly compact?: boolean
}

/** Every position of the household: those that make its total, and apart from them those that do not count. */
export function HoldingsTable({ holdings, compact = false }: HoldingsTableProps) {
  if (holdings.length === 0) {
    return <NothingHere title="No holdings" description="Positions appear once the custodian’s file has been loaded." />
  }
  const counted = holdings.filter(({ inTotals }) => inTotals)
  const others = holdings.filter(({ inTotals }) => !inTotals)
  return (
    <>
      {counted.length === 0 ? null : (
        <Positions label="Holdings" total="All holdings" holdings={counted} compact={compact} />
      )}
      {others.length === 0 ? null : (
        <>
          <Title order={3} px="md" pt="md">
            Not counted in the household’s total
          </Title>
          <Text size="xs" c="dimmed" px="md" pb={4}>
            In accounts whose every owner is a member that totals leave out.
          </Text>
          <Positions label="Holdings not counted" total="Not counted" holdings={others} compact={compact} />
        </>
      )}
    </>
  )
}

interface PositionsProps extends Required<HoldingsTableProps> {
  readonly label: string
  readonly total: string
}

function Positions({ label, total, holdings, compact }: PositionsProps) {
  const sum = sumDecimals(holdings.map(({ marketValue }) => marketValue))
  return (
    <DataTable
      label={label}
      columns={compact ? compactColumns : columns}
      rows={holdings}
      rowId={({ positionId }) => positionId}
      initialSort={{ id: 'marketValue', desc: true }}
      footer={[
        total,
        ...Array<string>(compact ? 1 : 3).fill(''),
        <Amount key="total" value={sum} />,
        ...Array<string>(compact ? 1 : 2).fill(''),
      ]}
    />
  )
}

function Under({ children }: { readonly children: ReactNode }) {
  return (
    <Text component="div" size="xs" c="dimmed">
      {children}
    </Text>
  )
}

function Security({ holding, withAccount = false }: { readonly holding: Holding; readonly withAccount?: boolean }) {
  const { symbol, securityName, accountName, reconciliation } = holding
  return (
    <Box miw={170}>
      <Text span inherit fw={600}>
        {symbol}
      </Text>{' '}
      {reconciliation === 'break' ? (
        <Badge size="xs" color="orange">
          {choiceLabel('positions', 'reconciliation', reconciliation)}
        </Badge>
      ) : null}
      <Text size="xs" c="dimmed">
        {securityName}
        {withAccount ? ` · ${accountName}` : ''}
      </Text>
    </Box>
  )
}
