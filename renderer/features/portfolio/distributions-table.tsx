import { Anchor, Badge, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, compareText } from '#renderer/ui/compare.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate } from '#renderer/ui/dates.ts'
import { formatMoney } from '#renderer/ui/money.ts'
import type { Distribution } from '#shared/ipc/distributions.ts'

const statuses = {
  met: { label: 'Taken', color: 'teal' },
  partly: { label: 'Partly taken', color: 'orange' },
  not_taken: { label: 'Not taken', color: 'red' },
  not_known: { label: 'Not known', color: 'gray' },
} as const

const columns: readonly DataColumn<Distribution>[] = [
  {
    id: 'owner',
    header: 'Owner and accounts',
    compare: (left, right) => compareText(left.ownerName, right.ownerName),
    cell: ({ ownerName, age, accounts, notes }) => (
      <>
        <Text span inherit fw={600}>
          {ownerName}
        </Text>{' '}
        <Text span inherit c="dimmed">
          {age === null ? '' : `reaches ${age}`}
        </Text>
        {accounts.map(({ id, name }) => (
          <Text key={id} size="xs" c="dimmed">
            {name}
          </Text>
        ))}
        {notes.map((note) => (
          <Text key={note} size="xs" maw={440}>
            {note}
          </Text>
        ))}
      </>
    ),
  },
  {
    id: 'required',
    header: 'Minimum',
    right: true,
    compare: (left, right) => compareDecimals(left.required, right.required),
    cell: ({ required, balance, factor }) => (
      <>
        <Amount value={required} fw={560} />
        {balance === null || factor === null ? null : (
          <Text size="xs" c="dimmed">
            {formatMoney(balance)} ÷ {factor}
          </Text>
        )}
      </>
    ),
  },
  { id: 'taken', header: 'Taken', right: true, cell: ({ taken }) => <Amount value={taken} /> },
  {
    id: 'left',
    header: 'Still to take',
    right: true,
    compare: (left, right) => compareDecimals(left.left, right.left),
    cell: ({ left, dueOn }) => (
      <>
        <Amount value={left} fw={560} />
        <Text size="xs" c="dimmed">
          by {formatDate(dueOn)}
        </Text>
      </>
    ),
  },
  {
    id: 'status',
    header: 'State',
    cell: ({ status }) => (
      <Badge color={statuses[status].color} miw="max-content">
        {statuses[status].label}
      </Badge>
    ),
  },
]

const household: DataColumn<Distribution> = {
  id: 'household',
  header: 'Household',
  compare: (left, right) => compareText(left.householdName, right.householdName),
  cell: ({ householdId, householdName }) => (
    <Anchor component={Link} to={`/households/${householdId}`} inherit>
      {householdName}
    </Anchor>
  ),
}

interface DistributionsTableProps {
  readonly rows: readonly Distribution[]
  readonly withHousehold?: boolean
}

/** Minimum distributions, what is missing first. */
export function DistributionsTable({ rows, withHousehold = false }: DistributionsTableProps) {
  return (
    <DataTable
      label="Minimum distributions"
      columns={withHousehold ? [household, ...columns] : columns}
      rows={rows}
      rowId={({ key }) => key}
    />
  )
}
