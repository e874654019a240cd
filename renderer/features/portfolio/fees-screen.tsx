import { Anchor, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { compareDecimals, compareText } from '#renderer/ui/compare.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatMoney } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { FeeException, FeeExceptions } from '#shared/ipc/fees.ts'
import { FeeAmount, FeeState, recentQuarters } from './fee-state.tsx'

/** Fees of the book, recomputed from the agreements: what does not agree. */
export function FeesScreen() {
  const quarters = recentQuarters(todayDate())
  const [on, setOn] = useState(quarters[0]?.value ?? todayDate())
  const query = useQuery('portfolio.feeExceptions', { on })
  const noBook = useHasNoBook()
  return (
    <Page
      title="Fees"
      subtitle={query.data === undefined || noBook ? undefined : describe(query.data)}
      actions={
        <NativeSelect
          label="Charged in"
          w={200}
          value={on}
          data={quarters}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
      }
    >
      <QueryView query={query}>
        {(exceptions) => (noBook ? <NoBook /> : <Exceptions exceptions={exceptions} />)}
      </QueryView>
    </Page>
  )
}

function describe({ rows, checked, due, charged }: FeeExceptions): string {
  const open = rows.filter(({ state }) => state !== 'not_reckoned').length
  return `${open} of ${checked} charges do not agree · due ${formatMoney(due)} · charged ${formatMoney(charged)}`
}

function Exceptions({ exceptions: { quarter, rows } }: { readonly exceptions: FeeExceptions }) {
  return (
    <Stack gap="md">
      <Section title="Exceptions" note={rows.length === 0 ? null : rows.length} flush>
        {rows.length === 0 ? (
          <NothingHere
            title="Every charge agrees"
            description={`Nothing was charged otherwise than the agreements say on the values of ${formatDate(quarter.valuedOn)}.`}
          />
        ) : (
          <DataTable label="Fee exceptions" columns={columns} rows={rows} rowId={({ accountId }) => accountId} />
        )}
      </Section>
      <Text size="xs" c="dimmed" maw={760}>
        Each household’s fee is recomputed from its schedule, its breakpoints, and what its accounts were worth on{' '}
        {formatDate(quarter.valuedOn)}, and set beside the advisory fees charged in the quarter. Before a refund, look
        at the signed agreement: money that came or went within the quarter is not prorated here.
      </Text>
    </Stack>
  )
}

const columns: readonly DataColumn<FeeException>[] = [
  {
    id: 'household',
    header: 'Household and account',
    compare: (left, right) => compareText(left.householdName, right.householdName),
    cell: ({ householdId, householdName, accountName, schedule, reason }) => (
      <>
        <Anchor component={Link} to={`/households/${householdId}`} inherit>
          {householdName}
        </Anchor>
        <Text size="xs" c="dimmed">
          {accountName}
          {schedule === null ? '' : ` · ${schedule}`}
        </Text>
        {reason === null ? null : (
          <Text size="xs" maw={440}>
            {reason}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'due',
    header: 'Due',
    right: true,
    compare: (left, right) => compareDecimals(left.due, right.due),
    cell: ({ due }) => <FeeAmount value={due} />,
  },
  {
    id: 'charged',
    header: 'Charged',
    right: true,
    compare: (left, right) => compareDecimals(left.charged, right.charged),
    cell: ({ charged }) => <FeeAmount value={charged} />,
  },
  {
    id: 'state',
    header: 'State',
    compare: (left, right) => compareDecimals(left.difference, right.difference),
    cell: (row) => <FeeState charge={row} />,
  },
]
