import { Button, Paper, Text } from '@mantine/core'
import { IconHome2, IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { ExportList } from '#renderer/data/export-list.tsx'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useFirmWide } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import gridClasses from '#renderer/ui/virtual-grid.module.css'
import { type GridSort, VirtualGrid } from '#renderer/ui/virtual-grid.tsx'
import { firmSorts } from '#shared/ipc/household-question.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { householdColumns } from './household-columns.tsx'
import { HouseholdFilters } from './household-filters.tsx'
import classes from './household-list.module.css'
import { MarkedBar } from './marked-bar.tsx'
import { Pager } from './pager.tsx'
import {
  changeHouseholdList,
  changeView,
  isFiltered,
  keepMarksOf,
  restoreView,
  setMarks,
  showAll,
  toggleMark,
  useHouseholdList,
} from './store.ts'

export function HouseholdListScreen() {
  const { search, restored, pages } = useHouseholdList()
  const firmWide = useFirmWide()
  const view = useShownView()
  useEffect(() => void restoreView(), [])
  const question = { ...view, search, after: pages.at(-1) ?? null }
  const list = useQuery('households.list', question, { keepPrevious: true, enabled: restored })
  const filtered = isFiltered({ search, view })
  if (useHasNoBook() && list.data?.total === 0) {
    return (
      <Page title="Households">
        <NoBook />
      </Page>
    )
  }
  return (
    <Page title="Households" fill actions={<HouseholdFilters />}>
      <Paper className={gridClasses.frame}>
        <QueryView query={list} rows={14}>
          {({ rows, total, matching, more, marketValue, spellings }) =>
            rows.length === 0 ? (
              <Nothing filtered={filtered} firmWide={firmWide} />
            ) : (
              <>
                {spellings.length === 0 ? null : (
                  <Text className={classes.spellings} role="status">
                    Showing results for <strong>{spellings.join(', ')}</strong>
                  </Text>
                )}
                <MarkedBar shown={rows.map(({ id }) => id)} />
                <Grid rows={rows} />
                <div className={classes.totals}>
                  <Text span inherit aria-live="polite">
                    {filtered ? `${formatCount(matching)} of ${formatCount(total)}` : formatCount(total)}{' '}
                    {total === 1 ? 'household' : 'households'}
                  </Text>
                  {firmWide ? (
                    <Pager lastId={more ? (rows.at(-1)?.id ?? null) : null} shown={rows.length} />
                  ) : (
                    <ExportList
                      list={{ name: 'households', question: { ...view, search }, ids: null }}
                      what={`${formatCount(rows.length)} ${rows.length === 1 ? 'household' : 'households'}`}
                    />
                  )}
                  <Text span inherit ms="auto">
                    Market value{filtered || matching > rows.length ? ' of these' : ''}{' '}
                    <Amount value={marketValue} whole fw={650} ms={8} />
                  </Text>
                </div>
              </>
            )
          }
        </QueryView>
      </Paper>
    </Page>
  )
}

/** As the whole firm has it: what would need every household's figures is left out, whatever was chosen for a book. */
function useShownView() {
  const { view } = useHouseholdList()
  if (!useFirmWide()) return view
  const sort = firmSorts.includes(view.sort) ? view.sort : 'name'
  return { ...view, quality: 'any' as const, sort }
}

const firmColumns = householdColumns.map((column) => ({
  ...column,
  sortable: (column.sortable ?? false) && firmSorts.some((sort) => sort === column.id),
}))

function Grid({ rows }: { readonly rows: readonly HouseholdRow[] }) {
  const { activeId, marked } = useHouseholdList()
  const firmWide = useFirmWide()
  const view = useShownView()
  const navigate = useNavigate()
  useEffect(() => keepMarksOf(rows.map(({ id }) => id)), [rows])
  useEffect(() => {
    // A row that the search has filtered away cannot stay the active one.
    if (activeId !== null && !rows.some(({ id }) => id === activeId)) changeHouseholdList({ activeId: null })
  }, [rows, activeId])
  return (
    <VirtualGrid
      label="Households"
      columns={firmWide ? firmColumns : householdColumns}
      rows={rows}
      rowId={({ id }) => id}
      minWidth={900}
      sort={{ id: view.sort, desc: view.descending }}
      onSort={({ id, desc }: GridSort) => changeView({ sort: id as typeof view.sort, descending: desc })}
      activeId={activeId}
      onActivate={(id) => changeHouseholdList({ activeId: id })}
      marked={marked}
      onMark={toggleMark}
      onMarkAll={() => setMarks(marked.size === rows.length ? [] : rows.map(({ id }) => id))}
      onOpen={({ id }) => void navigate(`/households/${id}`)}
    />
  )
}

function Nothing({ filtered, firmWide }: { readonly filtered: boolean; readonly firmWide: boolean }) {
  if (!filtered) {
    return (
      <NothingHere
        icon={<IconHome2 size={32} stroke={1.4} aria-hidden />}
        title={firmWide ? 'The firm has no households yet' : 'No households in your book yet'}
        description={
          firmWide
            ? 'Households appear here as soon as advisers open them.'
            : 'Households appear here as soon as they are assigned to you and the workstation has synced.'
        }
      />
    )
  }
  return (
    <NothingHere
      icon={<IconSearch size={32} stroke={1.4} aria-hidden />}
      title="No household matches"
      description="Try a surname, part of a name, or other filters."
      action={
        <Button variant="default" size="xs" onClick={showAll}>
          Show all households
        </Button>
      }
    />
  )
}
