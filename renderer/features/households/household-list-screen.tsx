import { Button, Paper, Text } from '@mantine/core'
import { IconHome2, IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { ExportList } from '#renderer/data/export-list.tsx'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useFirmWide } from '#renderer/data/session.ts'
import { UnsavedWork } from '#renderer/data/unsaved-work.tsx'
import { Amount } from '#renderer/ui/amount.tsx'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import gridClasses from '#renderer/ui/virtual-grid.module.css'
import { type GridSort, VirtualGrid } from '#renderer/ui/virtual-grid.tsx'
import { firmSorts } from '#shared/ipc/household-questions.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import { householdColumns } from './household-columns.tsx'
import { HouseholdFilters } from './household-filters.tsx'
import classes from './household-list.module.css'
import { MarkedBar } from './marked-bar.tsx'
import { Pager } from './pager.tsx'
import {
  activate,
  changeView,
  isFiltered,
  locateActive,
  markAllOrNone,
  restoreView,
  showAll,
  toggleMark,
  useAsked,
  useHouseholdList,
} from './store.ts'
import { type HouseholdPages, useHouseholdPages } from './use-household-pages.ts'

export function HouseholdListScreen() {
  const asked = useAsked()
  useEffect(() => void restoreView(), [])
  const pages = useHouseholdPages()
  const { shown } = pages
  const list = { data: shown.newest(), error: shown.error(), loading: shown.newest() === undefined }
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
        <QueryView query={{ ...list, refresh: pages.refresh }} rows={14}>
          {(whole) =>
            whole.found === 0 ? (
              <Nothing filtered={isFiltered({ search: asked.search, view: asked })} />
            ) : (
              <>
                {whole.spellings.length === 0 ? null : (
                  <Text className={classes.spellings} role="status">
                    Showing results for <strong>{whole.spellings.join(', ')}</strong>
                  </Text>
                )}
                <MarkedBar found={whole.found} edition={whole.edition} />
                <Grid pages={pages} whole={whole} />
                <Totals whole={whole} />
              </>
            )
          }
        </QueryView>
      </Paper>
    </Page>
  )
}

interface WholeProps {
  readonly whole: OutputOf<'households.list'>
}

function Totals({ whole: { found, matching, next, total, marketValue } }: WholeProps) {
  const asked = useAsked()
  const firmWide = useFirmWide()
  const filtered = isFiltered({ search: asked.search, view: asked })
  return (
    <div className={classes.totals}>
      <Text span inherit aria-live="polite">
        {filtered ? `${formatCount(matching)} of ${formatCount(total)}` : formatCount(total)}{' '}
        {total === 1 ? 'household' : 'households'}
      </Text>
      {firmWide ? (
        <Pager next={next} shown={found} />
      ) : (
        <ExportList
          list={{ name: 'households', question: asked, ids: null }}
          what={`${formatCount(found)} ${found === 1 ? 'household' : 'households'}`}
        />
      )}
      <Text span inherit ms="auto">
        Market value{filtered || matching > found ? ' of these' : ''}{' '}
        <Amount value={marketValue} whole fw={650} ms={8} />
      </Text>
    </div>
  )
}

const firmColumns = householdColumns.map((column) => ({
  ...column,
  sortable: (column.sortable ?? false) && firmSorts.some((sort) => sort === column.id),
}))

function Grid({ pages: { shown, show, key }, whole }: WholeProps & { readonly pages: HouseholdPages }) {
  const { active, marked } = useHouseholdList()
  const asked = useAsked()
  const firmWide = useFirmWide()
  const navigate = useNavigate()
  useEffect(() => locateActive(whole), [whole])
  const activeId = shown.rowAt(active.place)?.id
  useEffect(() => {
    // The row was on its way when the keyboard came to its place.
    if (active.id === null && activeId !== undefined) activate(active.place, activeId)
  }, [active, activeId])
  return (
    <VirtualGrid
      label="Households"
      columns={firmWide ? firmColumns : householdColumns}
      count={whole.found}
      rowAt={shown.rowAt}
      onShow={show}
      listKey={key}
      rowId={({ id }) => id}
      minWidth={900}
      sort={{ id: asked.sort, desc: asked.descending }}
      onSort={({ id, desc }: GridSort) => changeView({ sort: id as typeof asked.sort, descending: desc })}
      active={active.place}
      onActivate={(place) => activate(place, shown.rowAt(place)?.id ?? null)}
      marked={marked}
      onMark={toggleMark}
      onMarkAll={() => void markAllOrNone(whole.found, asked)}
      onOpen={({ id }) => void navigate(`/households/${id}`)}
    />
  )
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  const firmWide = useFirmWide()
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
