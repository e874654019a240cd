import { CloseButton, Group, NativeSelect, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useRef } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { useFirmWide } from '#renderer/data/session.ts'
import type { QualityLimit } from '#shared/domain/data-quality.ts'
import { NewHousehold } from './household-editor.tsx'
import { changeSearch, changeView, useHouseholdList } from './store.ts'

const choices = (all: string, field: 'status' | 'serviceTier') =>
  [{ value: '', label: all }].concat(
    Object.entries(choicesOf('households', field)).map(([value, label]) => ({ value, label })),
  )

const statuses = choices('All statuses', 'status')
const tiers = choices('All tiers', 'serviceTier')

const qualities: readonly { readonly value: QualityLimit; readonly label: string }[] = [
  { value: 'any', label: 'Any data quality' },
  { value: 'below_100', label: 'Something missing' },
  { value: 'below_80', label: 'Quality below 80' },
  { value: 'below_60', label: 'Quality below 60' },
]

/** What narrows the list of households. */
export function HouseholdFilters() {
  const { search, view } = useHouseholdList()
  const firmWide = useFirmWide()
  const input = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => input.current?.focus()]])
  return (
    <Group gap="xs" justify="flex-end">
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
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => changeSearch('')} />
          )
        }
        value={search}
        onChange={(event) => changeSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') changeSearch('')
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role="grid"]')?.focus()
        }}
      />
      <NativeSelect
        aria-label="Status"
        data={statuses}
        value={String(view.status ?? '')}
        onChange={(event) => changeView({ status: event.currentTarget.value || null })}
      />
      <NativeSelect
        aria-label="Service tier"
        data={tiers}
        value={String(view.tier ?? '')}
        onChange={(event) => changeView({ tier: event.currentTarget.value || null })}
      />
      {firmWide ? null : (
        <NativeSelect
          aria-label="Data quality"
          data={[...qualities]}
          value={view.quality}
          onChange={(event) => changeView({ quality: event.currentTarget.value as QualityLimit })}
        />
      )}
      <NewHousehold />
    </Group>
  )
}
