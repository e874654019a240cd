import { Button, Paper, Text } from '@mantine/core'
import { IconHome2, IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { ExportList } from '#renderer/data/export-list.tsx'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { UnsavedWork } from '#renderer/data/unsaved-work.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import gridClasses from '#renderer/ui/virtual-grid.module.css'
import { type GridSort, VirtualGrid } from '#renderer/ui/virtual-grid.tsx'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { householdColumns } from './household-columns.tsx'
import { HouseholdFilters } from './household-filters.tsx'
import classes from './household-list.module.css'
import { MarkedBar } from './marked-bar.tsx'
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
  const { search, view, restored } = useHouseholdList()
  useEffect(() => void restoreView(), [])
  const list = useQuery('households.list', { ...view, search }, { keepPrevious: true, enabled: restored })
  const filtered = isFiltered({ search, view })
  if (useHasNoBook() && list.data?.total === 0) {
    return (
      <Page title="Households">
        <NoBook />
      </Page>
    )
  }
  return (
    <Page title="Households" fill badges={<UnsavedWork />} actions={<HouseholdFilters />}>
      <Paper className={gridClasses.frame}>
        <QueryView query={list} rows={14}>
          {({ rows, total, marketValue, spellings }) =>
            rows.length === 0 ? (
              <Nothing filtered={filtered} />
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
                    {filtered ? `${formatCount(rows.length)} of ${formatCount(total)}` : formatCount(total)}{' '}
                    {total === 1 ? 'household' : 'households'}
                  </Text>
                  <ExportList
                    list={{ name: 'households', question: { ...view, search }, ids: null }}
                    what={`${formatCount(rows.length)} ${rows.length === 1 ? 'household' : 'households'}`}
                  />
                  <Text span inherit ms="auto">
                    Market value{filtered ? ' of these' : ''} <Amount value={marketValue} whole fw={650} ms={8} />
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

function Grid({ rows }: { readonly rows: readonly HouseholdRow[] }) {
  const { view, activeId, marked } = useHouseholdList()
  const navigate = useNavigate()
  useEffect(() => keepMarksOf(rows.map(({ id }) => id)), [rows])
  useEffect(() => {
    // A row that the search has filtered away cannot stay the active one.
    if (activeId !== null && !rows.some(({ id }) => id === activeId)) changeHouseholdList({ activeId: null })
  }, [rows, activeId])
  return (
    <VirtualGrid
      label="Households"
      columns={householdColumns}
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

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (!filtered) {
    return (
      <NothingHere
        icon={<IconHome2 size={32} stroke={1.4} aria-hidden />}
        title="No households in your book yet"
        description="Households appear here as soon as they are assigned to you and the workstation has synced."
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
