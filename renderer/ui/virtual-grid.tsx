import { UnstyledButton } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import {
  type ColumnDef,
  FlexRender,
  type Row as GridRow,
  type RowData,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useMemo, useRef } from 'react'
import classes from './virtual-grid.module.css'

// The rows come sorted; the grid only shows by what, and asks for another order.
const features = tableFeatures({ rowSortingFeature })

export interface GridColumn<Row> {
  readonly id: string
  readonly header: string
  /** A CSS grid track: `minmax(160px, 2fr)`. */
  readonly width: string
  readonly cell: (row: Row) => ReactNode
  readonly right?: boolean
  readonly sortable?: boolean
  /** Left out while the grid is narrower than this many pixels; for what the row's own page says as well. */
  readonly showFrom?: number
}

export interface GridSort {
  readonly id: string
  readonly desc: boolean
}

interface VirtualGridProps<Row> {
  readonly label: string
  readonly columns: readonly GridColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  readonly rowHeight?: number
  readonly minWidth: number
  readonly sort: GridSort
  readonly onSort: (sort: GridSort) => void
  readonly activeId: string | null
  readonly onActivate: (id: string) => void
  readonly onOpen: (row: Row) => void
  /** Rows chosen together; without it rows cannot be. */
  readonly marked?: ReadonlySet<string>
  readonly onMark?: (id: string) => void
  readonly onMarkAll?: () => void
}

/**
 * A list of any length: only the rows in sight are in the document. One tab stop; arrows, Page Up/Down, Home and End
 * move, Enter opens; where rows can be marked, the space bar does, and Ctrl+A marks all.
 */
export function VirtualGrid<Row extends RowData>(given: VirtualGridProps<Row>) {
  const { ref: measured, width } = useElementSize<HTMLDivElement>()
  const columns = useMemo(() => given.columns.filter(({ showFrom = 0 }) => width >= showFrom), [given.columns, width])
  const props = { ...given, columns }
  const { label, rows, rowId, rowHeight = 42, minWidth, activeId, onActivate, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const box = useMergedRef(scroller, measured)
  const prefix = useId()
  const table = useGridTable(props)
  const tableRows = table.getRowModel().rows
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The sticky header covers the first rows otherwise.
    scrollPaddingStart: 36,
    getItemKey: (index) => tableRows[index]?.id ?? index,
  })
  const activeIndex = rows.findIndex((row) => rowId(row) === activeId)
  useRestoredPosition(activeIndex, virtualizer.scrollToIndex)

  const moveTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (row === undefined) return
    onActivate(rowId(row))
    virtualizer.scrollToIndex(rows.indexOf(row))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const active = rows[activeIndex]
    const page = Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2
    const target = keyTarget(event.key, activeIndex, rows.length, page)
    if (event.key === 'Enter' && active !== undefined) onOpen(active)
    else if (event.key === ' ' && active !== undefined && given.onMark) given.onMark(rowId(active))
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && given.onMarkAll) given.onMarkAll()
    else if (target !== null) moveTo(target)
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows placed absolutely cannot be those of a table element.
    <div
      ref={box}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeIndex >= 0 ? `${prefix}${activeId}` : undefined}
      aria-multiselectable={given.marked === undefined ? undefined : true}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target === event.currentTarget && activeIndex < 0 && moveTo(0)}
      style={{
        '--grid-columns': columns.map(({ width }) => width).join(' '),
        '--grid-min-width': `${minWidth}px`,
        '--grid-row-height': `${rowHeight}px`,
      }}
    >
      <div className={classes.grid}>
        <GridHeader {...props} />
        {/* biome-ignore lint/a11y/useSemanticElements: absolutely placed rows cannot be table rows. */}
        <div className={classes.body} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = tableRows[index]
            if (row === undefined) return null
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and points at the row.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys.
              // biome-ignore lint/a11y/useSemanticElements: see the row group.
              <div
                key={row.id}
                id={`${prefix}${row.id}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={given.marked?.has(row.id) ?? index === activeIndex}
                data-marked={given.marked?.has(row.id) ?? false}
                data-active={index === activeIndex}
                className={`${classes.row} ${classes.bodyRow}`}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => {
                  onActivate(row.id)
                  onOpen(row.original)
                }}
              >
                <Cells row={row} columns={columns} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Cells<Row extends RowData>({
  row,
  columns,
}: {
  readonly row: GridRow<typeof features, Row>
  readonly columns: readonly GridColumn<Row>[]
}) {
  return row.getAllCells().map((cell, column) => (
    // biome-ignore lint/a11y/useSemanticElements: see the row group.
    // biome-ignore lint/a11y/useFocusableInteractive: see the row.
    <div
      key={cell.id}
      role="gridcell"
      aria-colindex={column + 1}
      className={`${classes.cell} ${columns[column]?.right ? classes.right : ''}`}
      onMouseEnter={titleWhatIsCut}
    >
      <FlexRender cell={cell} />
    </div>
  ))
}

function useGridTable<Row extends RowData>({ columns, rows, rowId, sort }: VirtualGridProps<Row>) {
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, header, cell }): ColumnDef<typeof features, Row> => ({
          id,
          header,
          accessorFn: (row) => row,
          cell: ({ row }) => cell(row.original),
        }),
      ),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  return useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: true,
    state: { sorting: [{ ...sort }] },
  })
}

function GridHeader<Row extends RowData>({ columns, sort, onSort }: VirtualGridProps<Row>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row group.
    <div role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements: see the row group. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus. */}
      <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.header}`}>
        {columns.map(({ id, header, right, sortable }) => {
          const sorted = sort.id !== id ? 'none' : sort.desc ? 'descending' : 'ascending'
          const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[sorted]
          return (
            // biome-ignore lint/a11y/useSemanticElements: see the row group.
            // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus.
            <div
              key={id}
              role="columnheader"
              className={`${classes.headerCell} ${right ? classes.right : ''}`}
              {...(sortable ? { 'aria-sort': sorted } : {})}
              onMouseEnter={titleWhatIsCut}
            >
              {sortable ? (
                <UnstyledButton
                  className={classes.sort}
                  onClick={() => onSort({ id, desc: sort.id === id ? !sort.desc : (right ?? false) })}
                >
                  <span className={classes.headerText} data-cut>
                    {header}
                  </span>
                  <Icon size={12} stroke={1.8} opacity={sorted === 'none' ? 0.45 : 1} aria-hidden />
                </UnstyledButton>
              ) : (
                header
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Text that does not fit is said in full under the pointer. The part marked `data-cut` is the one that is cut. */
function titleWhatIsCut({ currentTarget: cell }: MouseEvent<HTMLElement>): void {
  const text = cell.querySelector<HTMLElement>('[data-cut]') ?? cell
  cell.title = text.scrollWidth > text.clientWidth ? (text.textContent ?? '') : ''
}

/** Brings the row that was active into sight when coming back to the list. */
function useRestoredPosition(
  activeIndex: number,
  scrollToIndex: (index: number, options: { align: 'center' }) => void,
) {
  const done = useRef(false)
  useEffect(() => {
    if (done.current || activeIndex < 0) return
    done.current = true
    scrollToIndex(activeIndex, { align: 'center' })
  }, [activeIndex, scrollToIndex])
}

function keyTarget(key: string, active: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + page
    case 'PageUp':
      return active - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
