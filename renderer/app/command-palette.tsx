import { Text, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconLogout, IconMoonStars, IconRefresh, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { type NavigateFunction, useNavigate } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import type { SearchResult } from '#shared/ipc/search.ts'
import { HitGroups, type Icon, SimilarHits } from './palette-hits.tsx'
import { usePlaces } from './places.ts'

const [paletteStore, palette] = createSpotlight()

export const openPalette = palette.open

interface Command {
  readonly label: string
  readonly keywords: string
  readonly icon: Icon
  readonly run: () => void
}

const nothing: SearchResult = { hits: [], similar: { spellings: [], hits: [] } }

/** The best hit answers Enter: results arrive after Spotlight has chosen among what was shown before. */
function selectFirst(): void {
  const list = document.getElementById(paletteStore.getState().listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  paletteStore.updateState((state) => ({ ...state, selected: 0 }))
}

export function CommandPalette() {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const navigate = useNavigate()
  const mayRead = useMay('book.read')
  const commands = useCommands(navigate).filter(({ label, keywords }) => matches(`${label} ${keywords}`, text))
  const found = useQuery(
    'households.search',
    { text: asked, limit: 20 },
    { enabled: mayRead && asked !== '', keepPrevious: true },
  )
  const { hits, similar } = asked === '' ? nothing : (found.data ?? nothing)
  const shown = [...[...hits, ...similar.hits].map(({ id }) => id), ...commands.map(({ label }) => label)].join()
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
        placeholder={mayRead ? 'Search clients, accounts, documents, notes, or type a command' : 'Type a command'}
        aria-label="Search everything"
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <HitGroups hits={hits} />
        <SimilarHits similar={similar} instead={hits.length === 0} />
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
        {hits.length === 0 && similar.hits.length === 0 && commands.length === 0 ? (
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
