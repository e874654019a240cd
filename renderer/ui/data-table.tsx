import { Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import classes from './data-table.module.css'

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })

export interface DataColumn<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Digits line up on the right. */
  readonly right?: boolean
  /** Ascending order; without it the column does not sort. */
  readonly compare?: (left: Row, right: Row) => number
}

interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly DataColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  readonly initialSort?: { readonly id: string; readonly desc: boolean }
  /** Cells of a totals row, one per column. */
  readonly footer?: readonly ReactNode[]
}

/** A small table whose columns sort by their headers. For thousands of rows there is the virtual grid. */
export function DataTable<Row extends RowData>({
  label,
  columns,
  rows,
  rowId,
  initialSort,
  footer,
}: DataTableProps<Row>) {
  const [sorting, setSorting] = useState(initialSort === undefined ? [] : [{ ...initialSort }])
  const definitions = useMemo(() => columns.map(toDefinition), [columns])
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  })
  return (
    <Table className={classes.table} aria-label={label} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              column={column}
              sorted={sorting[0]?.id === column.id ? (sorting[0].desc ? 'descending' : 'ascending') : 'none'}
              onSort={() => table.getColumn(column.id)?.toggleSorting()}
            />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {table.getRowModel().rows.map((row) => (
          <Table.Tr key={row.id}>
            {columns.map((column) => (
              <Table.Td key={column.id} className={column.right ? classes.right : undefined}>
                {column.cell(row.original)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
      {footer === undefined ? null : <Footer columns={columns} cells={footer} />}
    </Table>
  )
}

function toDefinition<Row extends RowData>(column: DataColumn<Row>): ColumnDef<typeof features, Row> {
  const { compare } = column
  return {
    id: column.id,
    accessorFn: (row) => row,
    header: column.header,
    enableSorting: compare !== undefined,
    sortDescFirst: column.right ?? false,
    ...(compare === undefined ? {} : { sortFn: (left, right) => compare(left.original, right.original) }),
  }
}

interface HeaderCellProps<Row extends RowData> {
  readonly column: DataColumn<Row>
  readonly sorted: 'ascending' | 'descending' | 'none'
  readonly onSort: () => void
}

function HeaderCell<Row extends RowData>({ column, sorted, onSort }: HeaderCellProps<Row>) {
  const className = column.right ? classes.right : undefined
  if (column.compare === undefined) return <Table.Th className={className}>{column.header}</Table.Th>
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[sorted]
  return (
    <Table.Th className={className} aria-sort={sorted}>
      <UnstyledButton className={classes.sort} onClick={onSort}>
        {column.header}
        <Icon size={12} stroke={1.8} opacity={sorted === 'none' ? 0.45 : 1} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  )
}

function Footer<Row extends RowData>({
  columns,
  cells,
}: {
  readonly columns: readonly DataColumn<Row>[]
  readonly cells: readonly ReactNode[]
}) {
  return (
    <Table.Tfoot>
      <Table.Tr>
        {columns.map((column, index) => (
          <Table.Td key={column.id} className={column.right ? classes.right : undefined}>
            {cells[index]}
          </Table.Td>
        ))}
      </Table.Tr>
    </Table.Tfoot>
  )
}
