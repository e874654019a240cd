import { Avatar, Group, Menu, Text, UnstyledButton } from '@mantine/core'
import { IconLogout, IconSearch } from '@tabler/icons-react'
import { NavLink, Outlet } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { OfflineBanner } from '#renderer/features/sync/offline-banner.tsx'
import { SyncStatusControl } from '#renderer/features/sync/sync-status-control.tsx'
import { BrandMark } from '#renderer/ui/brand-mark.tsx'
import { Shortcut } from '#renderer/ui/shortcut.tsx'
import type { SessionStatus } from '#shared/ipc/session.ts'
import { CommandPalette, openPalette } from './command-palette.tsx'
import { usePlaces } from './places.ts'
import classes from './shell.module.css'
import { ShortcutHelp, useShortcuts } from './shortcuts.tsx'

/** The frame around every screen once the book is open. */
export function Shell({ session }: { readonly session: SessionStatus }) {
  const help = useShortcuts()
  return (
    <div className={classes.shell}>
      <button type="button" className="skip-link" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header className={classes.header}>
        <div className={classes.brand}>
          <BrandMark className={classes.mark} />
          <span className={classes.brandName}>Adviser Workstation</span>
        </div>
        <SearchButton />
        <Group gap="md" wrap="nowrap">
          <SyncStatusControl />
          <UserMenu session={session} />
        </Group>
      </header>
      <Navigation />
      <div className={classes.banner}>
        <OfflineBanner />
      </div>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <CommandPalette />
      <ShortcutHelp opened={help.opened} onClose={help.close} />
    </div>
  )
}

function SearchButton() {
  const mayRead = useMay('book.read')
  return (
    <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={16} aria-hidden />
      <span className={classes.searchText}>{mayRead ? 'Search clients, accounts, meetings…' : 'Run a command…'}</span>
      <Shortcut keys={['mod', 'K']} />
    </UnstyledButton>
  )
}

function Navigation() {
  const places = usePlaces()
  return (
    <nav className={classes.nav} aria-label="Main">
      <ul className={classes.navList}>
        {places.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <NavLink to={to} className={classes.navLink ?? ''} title={label}>
              <Icon size={18} stroke={1.7} aria-hidden />
              <span className={classes.navLabel}>{label}</span>
            </NavLink>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" px={10} pb={4} className={classes.navHint}>
        Press <kbd>?</kbd> for shortcuts
      </Text>
    </nav>
  )
}

function UserMenu({ session }: { readonly session: SessionStatus }) {
  if (session.user === null) return null
  const { displayName, login, title } = session.user
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <Avatar size={30} name={displayName} color="harbour" variant="light" aria-hidden />
          <span className={classes.userName}>{displayName}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {displayName}
          </Text>
          <Text size="xs" c="dimmed">
            {title ?? login}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void runCommand('session.signOut', {})}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
