import { Alert, List, NativeSelect, SegmentedControl, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, compareText } from '#renderer/ui/compare.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatQuantity } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { Gains, LotView, SaleView } from '#shared/ipc/gains.ts'

const termLabels = { short: 'Short term', long: 'Long term' } as const

/** Gains of a tax year and of the lots still held, in the accounts whose gains are taxed. */
export function GainsSection({ householdId }: { readonly householdId: string }) {
  const thisYear = Number(todayDate().slice(0, 4))
  const [year, setYear] = useState(thisYear)
  const query = useQuery('portfolio.gains', { householdId, year }, { keepPrevious: true })
  return (
    <Section
      title="Gains and losses"
      note="taxable accounts"
      actions={
        <NativeSelect
          size="xs"
          aria-label="Tax year"
          value={String(year)}
          onChange={(event) => setYear(Number(event.currentTarget.value))}
          data={[0, 1, 2].map((back) => String(thisYear - back))}
        />
      }
    >
      <QueryView query={query}>{(gains) => <GainsView gains={gains} />}</QueryView>
    </Section>
  )
}

function GainsView({ gains }: { readonly gains: Gains }) {
  const [shown, setShown] = useState<'lots' | 'sales'>('lots')
  if (gains.lots.length === 0 && gains.sales.length === 0 && gains.notes.length === 0) {
    return <NothingHere title="No lots" description="Lots appear with the first purchase in a taxable account." />
  }
  return (
    <Stack gap="md">
      <Totals gains={gains} />
      <Text size="xs" c="dimmed">
        Long term is held for more than a year. What came in from elsewhere has no cost in the transactions; its worth
        or proceeds stand under “Cost not known”. Cost includes commissions; wash sales are not judged. Where lots were
        to be named for each sale, the oldest are taken, because the book does not say which were named.
      </Text>
      {gains.notes.length === 0 ? null : (
        <Alert color="orange" title="What the transactions do not tell">
          <List size="sm">
            {gains.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <SegmentedControl
        size="xs"
        aria-label="Show"
        value={shown}
        onChange={setShown}
        data={[
          { value: 'lots', label: `Lots held (${gains.lots.length})` },
          { value: 'sales', label: `Sales in ${gains.year} (${gains.sales.length})` },
        ]}
      />
      <Table.ScrollContainer
        minWidth={680}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Lots and sales' } }}
      >
        {shown === 'lots' ? (
          <DataTable label="Lots held" columns={lotColumns} rows={gains.lots} rowId={({ id }) => id} />
        ) : (
          <DataTable label="Sales" columns={saleColumns} rows={gains.sales} rowId={({ id }) => id} />
        )}
      </Table.ScrollContainer>
    </Stack>
  )
}

function Totals({ gains: { year, realized, unrealized } }: { readonly gains: Gains }) {
  const rows = [
    [`Realized in ${year}`, realized],
    ['Unrealized today', unrealized],
  ] as const
  return (
    <Table.ScrollContainer
      minWidth={520}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Gains by term' } }}
    >
      <Table aria-label="Gains by term" className={tableClasses.table} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Gain or loss</Table.Th>
            <Table.Th className={tableClasses.right}>Short term</Table.Th>
            <Table.Th className={tableClasses.right}>Long term</Table.Th>
            <Table.Th className={tableClasses.right}>Total</Table.Th>
            <Table.Th className={tableClasses.right}>Cost not known</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([label, { short, long, total, unknown }]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              {[short, long, total].map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three columns in a fixed order.
                <Table.Td key={index} className={tableClasses.right}>
                  <Amount value={value} signed />
                </Table.Td>
              ))}
              <Table.Td className={tableClasses.right}>
                <Amount value={unknown} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

type Row = LotView | SaleView

function commonColumns<R extends Row>(): readonly DataColumn<R>[] {
  return [
    {
      id: 'symbol',
      header: 'Security',
      compare: (left, right) => compareText(left.symbol, right.symbol),
      cell: ({ symbol, accountName }) => (
        <>
          <Text span inherit fw={600}>
            {symbol}
          </Text>
          <Text size="xs" c="dimmed">
            {accountName}
          </Text>
        </>
      ),
    },
    {
      id: 'acquired',
      header: 'Bought',
      compare: (left, right) => compareText(left.acquiredOn, right.acquiredOn),
      cell: ({ acquiredOn }) => (acquiredOn === null ? 'not known' : formatDate(acquiredOn)),
    },
    { id: 'quantity', header: 'Quantity', right: true, cell: ({ quantity }) => formatQuantity(quantity) },
    { id: 'cost', header: 'Cost', right: true, cell: ({ cost }) => <Amount value={cost} /> },
  ]
}

function gainColumns<R extends Row>(): readonly DataColumn<R>[] {
  return [
    {
      id: 'gain',
      header: 'Gain or loss',
      right: true,
      compare: (left, right) => compareDecimals(left.gain, right.gain),
      cell: ({ gain }) => <Amount value={gain} signed />,
    },
    { id: 'term', header: 'Term', cell: ({ term }) => (term === null ? 'not known' : termLabels[term]) },
  ]
}

const lotColumns: readonly DataColumn<LotView>[] = [
  ...commonColumns<LotView>(),
  { id: 'value', header: 'Worth', right: true, cell: ({ marketValue }) => <Amount value={marketValue} /> },
  ...gainColumns<LotView>(),
  {
    id: 'method',
    header: 'Lots by',
    cell: ({ lotMethod }) => choiceLabel('accounts', 'lotMethod', lotMethod),
  },
]

const saleColumns: readonly DataColumn<SaleView>[] = [
  ...commonColumns<SaleView>(),
  { id: 'sold', header: 'Sold', cell: ({ soldOn }) => formatDate(soldOn) },
  { id: 'proceeds', header: 'Proceeds', right: true, cell: ({ proceeds }) => <Amount value={proceeds} /> },
  ...gainColumns<SaleView>(),
]
