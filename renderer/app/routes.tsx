import { Navigate, Outlet, type RouteObject } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import type { Permission } from '#shared/domain/permissions.ts'
import { RouteError } from './error-boundary.tsx'
import { Root } from './root.tsx'

/** Screens that only some roles may use; for the others there is the page that says so. */
function Needs({ permission }: { readonly permission: Permission }) {
  return useMay(permission) ? <Outlet /> : <Navigate to="/home" replace />
}

const bookRoutes: RouteObject[] = [
  {
    path: 'day',
    lazy: async () => ({ Component: (await import('./pages/day-page.tsx')).DayRoute }),
  },
  {
    path: 'households',
    lazy: async () => ({
      Component: (await import('#renderer/features/households/household-list-screen.tsx')).HouseholdListScreen,
    }),
  },
  {
    path: 'households/:householdId',
    lazy: async () => ({ Component: (await import('./pages/household-page.tsx')).HouseholdRoute }),
  },
  {
    path: 'meetings',
    lazy: async () => ({
      Component: (await import('#renderer/features/meetings/meetings-screen.tsx')).MeetingsScreen,
    }),
  },
  {
    path: 'meetings/:meetingId',
    lazy: async () => ({ Component: (await import('./pages/meeting-pack-page.tsx')).MeetingPackRoute }),
  },
  {
    path: 'meetings/:meetingId/present',
    lazy: async () => ({ Component: (await import('./pages/presenter-page.tsx')).PresenterRoute }),
  },
  {
    path: 'distributions',
    lazy: async () => ({
      Component: (await import('#renderer/features/portfolio/distributions-screen.tsx')).DistributionsScreen,
    }),
  },
  {
    path: 'fees',
    lazy: async () => ({ Component: (await import('#renderer/features/portfolio/fees-screen.tsx')).FeesScreen }),
  },
  {
    path: 'tasks',
    lazy: async () => ({ Component: (await import('#renderer/features/tasks/tasks-screen.tsx')).TasksScreen }),
  },
]

/** Every screen. The test that walks all of them reads this list. */
export const routes: RouteObject[] = [
  {
    path: '/',
    Component: Root,
    ErrorBoundary: RouteError,
    HydrateFallback: () => null,
    children: [
      { index: true, element: <Navigate to="/households" replace /> },
      {
        ErrorBoundary: RouteError,
        children: [
          { element: <Needs permission="book.read" />, children: bookRoutes },
          {
            path: 'sync',
            lazy: async () => ({ Component: (await import('#renderer/features/sync/sync-screen.tsx')).SyncScreen }),
          },
          {
            element: <Needs permission="audit.read" />,
            children: [
              {
                path: 'activity',
                lazy: async () => ({
                  Component: (await import('#renderer/features/audit/activity-screen.tsx')).ActivityScreen,
                }),
              },
            ],
          },
          { path: 'home', lazy: async () => ({ Component: (await import('./pages/home-page.tsx')).HomeRoute }) },
          {
            path: 'settings',
            lazy: async () => ({
              Component: (await import('#renderer/features/settings/settings-screen.tsx')).SettingsScreen,
            }),
          },
          { path: '*', element: <Navigate to="/households" replace /> },
        ],
      },
    ],
  },
]
