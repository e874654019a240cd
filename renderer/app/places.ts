import {
  IconCalendarDollar,
  IconCalendarEvent,
  IconChecklist,
  IconHistory,
  IconHome2,
  IconReceipt2,
  IconRefresh,
  IconSettings,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { useSession } from '#renderer/data/session.ts'
import { mayDo, type Permission, type Role, seesWholeFirm } from '#shared/domain/permissions.ts'

export interface Place {
  readonly to: string
  readonly label: string
  readonly icon: TablerIcon
  /** After `g` it leads here. */
  readonly key: string
  /** More words by which the palette finds it. */
  readonly keywords: string
  /** Null where everybody may go. */
  readonly needs: Permission | null
  /** Shows the whole of one book, which nobody who works on the whole firm has. */
  readonly ofBook?: boolean
}

/** The screens of the workstation, in the order of the navigation. */
const places: readonly Place[] = [
  {
    to: '/day',
    label: 'My day',
    icon: IconSun,
    key: 'd',
    keywords: 'today agenda due overdue expiring decisions',
    needs: 'book.read',
    ofBook: true,
  },
  {
    to: '/households',
    label: 'Households',
    icon: IconHome2,
    key: 'h',
    keywords: 'clients list book',
    needs: 'book.read',
  },
  {
    to: '/meetings',
    label: 'Meetings',
    icon: IconCalendarEvent,
    key: 'm',
    keywords: 'calendar agenda',
    needs: 'book.read',
    ofBook: true,
  },
  { to: '/tasks', label: 'Tasks', icon: IconChecklist, key: 't', keywords: 'to do due', needs: 'book.read' },
  {
    to: '/distributions',
    label: 'Distributions',
    icon: IconCalendarDollar,
    key: 'r',
    keywords: 'rmd minimum required ira retirement',
    needs: 'book.read',
    ofBook: true,
  },
  {
    to: '/fees',
    label: 'Fees',
    icon: IconReceipt2,
    key: 'f',
    keywords: 'billing advisory breakpoints recomputed exceptions invoice',
    needs: 'book.read',
    ofBook: true,
  },
  { to: '/sync', label: 'Sync', icon: IconRefresh, key: 's', keywords: 'conflicts waiting outbox', needs: null },
  {
    to: '/activity',
    label: 'Activity',
    icon: IconHistory,
    key: 'a',
    keywords: 'audit trail history',
    needs: 'audit.read',
  },
  { to: '/settings', label: 'Settings', icon: IconSettings, key: ',', keywords: 'version colour', needs: null },
]

/** Where somebody lands who may not read a book: it says why. */
const home: Place = { to: '/home', label: 'Home', icon: IconHome2, key: 'h', keywords: 'start', needs: null }

/** The screens that a role may use. */
export function placesFor(role: Role | null): readonly Place[] {
  if (role === null) return []
  const allowed = places.filter(
    ({ needs, ofBook = false }) => (needs === null || mayDo(role, needs)) && !(ofBook && seesWholeFirm(role)),
  )
  return mayDo(role, 'book.read') ? allowed : [home, ...allowed]
}

/** The screens that the person signed in may use. */
export function usePlaces(): readonly Place[] {
  const role = useSession(({ status }) => status?.user?.role ?? null)
  return useMemo(() => placesFor(role), [role])
}
