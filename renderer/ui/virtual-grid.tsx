import { Skeleton, UnstyledButton } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef } from 'react'
import classes from './virtual-grid.module.css'

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
  /** How many rows there are; they come sorted. */
  readonly count: number
  /** Undefined while a row is on its way. */
  readonly rowAt: (index: number) => Row | undefined
  /** Told which rows are in sight, so that they can be fetched. */
  readonly onShow: (first: number, last: number) => void
  /** Another text where it is another list, which is then shown from its beginning. */
  readonly listKey: string
  readonly rowId: (row: Row) => string
  readonly rowHeight?: number
  readonly minWidth: number
  readonly sort: GridSort
  readonly onSort: (sort: GridSort) => void
  /** The place of the row that the keyboard is on; -1 for none. */
  readonly active: number
  readonly onActivate: (index: number) => void
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
export function VirtualGrid<Row>(given: VirtualGridProps<Row>) {
  const { ref: measured, width } = useElementSize<HTMLDivElement>()
  const columns = useMemo(() => given.columns.filter(({ showFrom = 0 }) => width >= showFrom), [given.columns, width])
  const { label, count, rowAt, rowId, rowHeight = 42, minWidth, active, onActivate, sort, onSort } = given
  const scroller = useRef<HTMLDivElement>(null)
  const box = useMergedRef(scroller, measured)
  const prefix = useId()
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // Coming back to the list, the row that was active is in sight from the first.
    initialOffset: Math.max(0, active * rowHeight - 5 * rowHeight),
    // The sticky header covers the first rows otherwise.
    scrollPaddingStart: 36,
  })
  const items = virtualizer.getVirtualItems()
  useShown(items[0]?.index ?? 0, items.at(-1)?.index ?? 0, given.onShow)
  useRestoredPosition(active, given.listKey, virtualizer.scrollToIndex)
  const handlers = useLatest(given)
  const slots = useSlots(items.length)

  const moveTo = (index: number) => {
    const target = Math.max(0, Math.min(count - 1, index))
    onActivate(target)
    virtualizer.scrollToIndex(target)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const row = rowAt(active)
    const page = Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2
    const target = keyTarget(event.key, active, count, page)
    if (event.key === 'Enter' && row !== undefined) given.onOpen(row)
    else if (event.key === ' ' && row !== undefined && given.onMark) given.onMark(rowId(row))
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
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={items.some(({ index }) => index === active) ? `${prefix}${active}` : undefined}
      aria-multiselectable={given.marked === undefined ? undefined : true}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target === event.currentTarget && active < 0 && moveTo(0)}
      style={{
        '--grid-columns': columns.map(({ width: track }) => track).join(' '),
        '--grid-min-width': `${minWidth}px`,
        '--grid-row-height': `${rowHeight}px`,
      }}
    >
      <div className={classes.grid}>
        <GridHeader columns={columns} sort={sort} onSort={onSort} />
        {/* biome-ignore lint/a11y/useSemanticElements: absolutely placed rows cannot be table rows. */}
        <div className={classes.body} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rowAt(index)
            const marked = row === undefined ? false : given.marked?.has(rowId(row))
            return (
              <GridRow
                key={index % slots}
                id={`${prefix}${index}`}
                columns={columns as readonly GridColumn<unknown>[]}
                {...{ row, index, start }}
                active={index === active}
                marked={marked ?? null}
                handlers={handlers as never}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Always the newest of what changes with every drawing, so that rows that stay the same are not drawn again. */
function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value)
  latest.current = value
  return latest
}

/**
 * How many rows are in the document at most. A row that scrolls out of sight is used again for the one that comes in: to
 * fill it with other words is much less work than to make a new one.
 */
function useSlots(count: number): number {
  const most = useRef(count)
  most.current = Math.max(most.current, count)
  return most.current
}

function useShown(first: number, last: number, onShow: (first: number, last: number) => void) {
  useEffect(() => onShow(first, last), [first, last, onShow])
}

interface GridRowProps {
  readonly id: string
  readonly columns: readonly GridColumn<unknown>[]
  readonly row: unknown
  readonly index: number
  /** Pixels from the top. */
  readonly start: number
  readonly active: boolean
  /** Null where rows cannot be marked. */
  readonly marked: boolean | null
  readonly handlers: { readonly current: Pick<VirtualGridProps<unknown>, 'onActivate' | 'onOpen'> }
}

const GridRow = memo(function GridRow({ id, columns, row, index, start, active, marked, handlers }: GridRowProps) {
  const open = () => {
    handlers.current.onActivate(index)
    if (row !== undefined) handlers.current.onOpen(row)
  }
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and points at the row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys.
    // biome-ignore lint/a11y/useSemanticElements: see the row group.
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marked ?? active}
      aria-busy={row === undefined ? true : undefined}
      data-marked={marked ?? false}
      data-active={active}
      className={`${classes.row} ${classes.bodyRow}`}
      style={{ transform: `translateY(${start}px)` }}
      onClick={open}
    >
      {columns.map((column, at) => (
        // biome-ignore lint/a11y/useSemanticElements: see the row group.
        // biome-ignore lint/a11y/useFocusableInteractive: see the row.
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + 1}
          className={`${classes.cell} ${column.right ? classes.right : ''}`}
          onMouseEnter={titleWhatIsCut}
        >
          {row === undefined ? <OnItsWay first={at === 0} /> : column.cell(row)}
        </div>
      ))}
    </div>
  )
})

/** What stands for a row that is on its way. */
function OnItsWay({ first }: { readonly first: boolean }) {
  return first ? <Skeleton height={12} width="60%" radius="sm" animate={false} /> : null
}

function GridHeader<Row>({ columns, sort, onSort }: Pick<VirtualGridProps<Row>, 'columns' | 'sort' | 'onSort'>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row group.
    <div role="rowgroup" className={classes.head}>
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

/** Brings the row that was active into sight when coming back to the list; another list begins at its beginning. */
function useRestoredPosition(
  active: number,
  listKey: string,
  scrollToIndex: (index: number, options: { align: 'center' | 'start' }) => void,
) {
  const restored = useRef<string | null>(null)
  useEffect(() => {
    if (restored.current === listKey) return
    if (restored.current !== null) scrollToIndex(0, { align: 'start' })
    else if (active >= 0) scrollToIndex(active, { align: 'center' })
    restored.current = listKey
  }, [active, listKey, scrollToIndex])
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
