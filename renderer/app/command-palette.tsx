import { Text, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import {
  IconBuilding,
  IconCalendarEvent,
  IconChecklist,
  IconFileText,
  IconHome2,
  IconLogout,
  IconMessage,
  IconMoonStars,
  IconNote,
  IconRefresh,
  IconSearch,
  IconUser,
  IconWallet,
} from '@tabler/icons-react'
import { type ComponentType, useEffect, useState } from 'react'
import { type NavigateFunction, useNavigate } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import type { SearchHit } from '#shared/ipc/households.ts'

import { usePlaces } from './places.ts'

const [paletteStore, palette] = createSpotlight()

export const openPalette = palette.open

type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>

interface Command {
  readonly label: string
  readonly keywords: string
  readonly icon: Icon
  readonly run: () => void
}

const kinds: Readonly<Record<SearchHit['kind'], { readonly group: string; readonly icon: Icon }>> = {
  household: { group: 'Households', icon: IconHome2 },
  person: { group: 'People', icon: IconUser },
  entity: { group: 'Trusts and companies', icon: IconBuilding },
  account: { group: 'Accounts', icon: IconWallet },
  meeting: { group: 'Meetings', icon: IconCalendarEvent },
  document: { group: 'Documents', icon: IconFileText },
  task: { group: 'Tasks', icon: IconChecklist },
  communication: { group: 'Communications', icon: IconMessage },
  note: { group: 'Notes', icon: IconNote },
}

const nothing: readonly SearchHit[] = []

/** The best hit answers Enter: results arrive after Spotlight has chosen among what was shown before. */
function selectFirst(): void {
  const list = document.getElementById(paletteStore.getState().listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  paletteStore.updateState((state) => ({ ...state, selected: 0 }))
}

/** Where a hit is shown: a meeting opens its pack, everything else the household it belongs to. */
function addressOf({ kind, id, householdId }: SearchHit): string {
  return kind === 'meeting' ? `/meetings/${id}` : `/households/${householdId}`
}

export function CommandPalette() {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const navigate = useNavigate()
  const mayRead = useMay('book.read')
  const commands = useCommands(navigate).filter(({ label, keywords }) => matches(`${label} ${keywords}`, text))
  const hits = useQuery(
    'households.search',
    { text: asked, limit: 20 },
    { enabled: mayRead && asked !== '', keepPrevious: true },
  )
  const found = asked === '' ? nothing : (hits.data ?? nothing)
  const shown = [...found.map(({ id }) => id), ...commands.map(({ label }) => label)].join()
  useEffect(() => {
    if (shown !== '') selectFirst()
  }, [shown])
  return (
    <Spotlight.Root
      store={paletteStore}
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      tagsToIgnore={[]}
      scrollable
      maxHeight={460}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
    >
      <Spotlight.Search
        placeholder={mayRead ? 'Search clients, accounts, meetings, or type a command' : 'Type a command'}
        aria-label="Search everything"
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <HitGroups hits={found} navigate={navigate} />
        {commands.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Commands">
            {commands.map(({ label, icon: CommandIcon, run }) => (
              <Spotlight.Action
                key={label}
                label={label}
                leftSection={<CommandIcon size={18} stroke={1.6} aria-hidden />}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length === 0 && commands.length === 0 ? (
          <Spotlight.Empty>
            <Text size="sm">
              {mayRead
                ? 'Nothing in your book matches. Try a surname, the last four digits, or fewer letters.'
                : 'No command matches.'}
            </Text>
          </Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function HitGroups({ hits, navigate }: { readonly hits: readonly SearchHit[]; readonly navigate: NavigateFunction }) {
  const groups = Object.entries(Object.groupBy(hits, ({ kind }) => kind)) as [SearchHit['kind'], SearchHit[]][]
  return groups.map(([kind, members]) => {
    const { group, icon: HitIcon } = kinds[kind]
    return (
      <Spotlight.ActionsGroup key={kind} label={group}>
        {members.map((hit) => (
          <Spotlight.Action
            key={hit.id}
            label={hit.title}
            description={hit.subtitle}
            leftSection={<HitIcon size={18} stroke={1.6} aria-hidden />}
            onClick={() => void navigate(addressOf(hit))}
          />
        ))}
      </Spotlight.ActionsGroup>
    )
  })
}

function useCommands(navigate: NavigateFunction): readonly Command[] {
  const { toggleColorScheme } = useMantineColorScheme()
  const places = usePlaces()
  const go = (path: string) => () => void navigate(path)
  return [
    ...places.map(({ to, label, keywords, icon }) => ({
      label: `Go to ${label.toLowerCase()}`,
      keywords,
      icon,
      run: go(to),
    })),
    { label: 'Sync now', keywords: 'refresh send', icon: IconRefresh, run: () => void runCommand('sync.now', {}) },
    { label: 'Switch light and dark', keywords: 'theme colour scheme', icon: IconMoonStars, run: toggleColorScheme },
    {
      label: 'Sign out',
      keywords: 'log out leave',
      icon: IconLogout,
      run: () => void runCommand('session.signOut', {}),
    },
  ]
}

function matches(haystack: string, needle: string): boolean {
  const words = haystack.toLowerCase()
  return needle
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word))
}
