import { Button, CloseButton, Group, NativeSelect, Paper, Text, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconHome2, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { choicesOf } from '#renderer/data/labels.ts'
import { NoBook, useHasNoBook } from '#renderer/data/no-book.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import gridClasses from '#renderer/ui/virtual-grid.module.css'
import { type GridSort, VirtualGrid } from '#renderer/ui/virtual-grid.tsx'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { householdColumns } from './household-columns.tsx'
import { NewHousehold } from './household-editor.tsx'
import classes from './household-list.module.css'
import { changeHouseholdList, useHouseholdList } from './store.ts'

const statuses = [{ value: '', label: 'All statuses' }].concat(
  Object.entries(choicesOf('households', 'status')).map(([value, label]) => ({ value, label })),
)

export function HouseholdListScreen() {
  const { search, status, sort, descending } = useHouseholdList()
  const list = useQuery('households.list', { search, status, sort, descending }, { keepPrevious: true })
  const filtered = search !== '' || status !== null
  if (useHasNoBook() && list.data?.total === 0) {
    return (
      <Page title="Households">
        <NoBook />
      </Page>
    )
  }
  return (
    <Page title="Households" fill actions={<Filters />}>
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
                <Grid rows={rows} />
                <div className={classes.totals}>
                  <Text span inherit aria-live="polite">
                    {filtered ? `${formatCount(rows.length)} of ${formatCount(total)}` : formatCount(total)}{' '}
                    {total === 1 ? 'household' : 'households'}
                  </Text>
                  <Text span inherit>
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

function Filters() {
  const { search, status } = useHouseholdList()
  const input = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => input.current?.focus()]])
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        ref={input}
        type="search"
        aria-label="Search households"
        placeholder="Name, person, account…  ( / )"
        flex="1 1 200px"
        maw={290}
        maxLength={200}
        leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
        rightSection={
          search === '' ? null : (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => changeHouseholdList({ search: '' })} />
          )
        }
        value={search}
        onChange={(event) => changeHouseholdList({ search: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') changeHouseholdList({ search: '' })
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role="grid"]')?.focus()
        }}
      />
      <NativeSelect
        aria-label="Status"
        data={statuses}
        value={status ?? ''}
        onChange={(event) => changeHouseholdList({ status: event.currentTarget.value || null })}
      />
      <NewHousehold />
    </Group>
  )
}

function Grid({ rows }: { readonly rows: readonly HouseholdRow[] }) {
  const { sort, descending, activeId } = useHouseholdList()
  const navigate = useNavigate()
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
      minWidth={860}
      sort={{ id: sort, desc: descending }}
      onSort={({ id, desc }: GridSort) => changeHouseholdList({ sort: id as typeof sort, descending: desc })}
      activeId={activeId}
      onActivate={(id) => changeHouseholdList({ activeId: id })}
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
      description="Try a surname, part of a name, or another status."
      action={
        <Button variant="default" size="xs" onClick={() => changeHouseholdList({ search: '', status: null })}>
          Show all households
        </Button>
      }
    />
  )
}
