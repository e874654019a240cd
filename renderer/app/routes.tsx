import { createHashRouter, Navigate } from 'react-router'
import { RouteError } from './error-boundary.tsx'
import { Root } from './root.tsx'

/** Addresses carry ids only: an address may end up in a log or a window list. */
export const router = createHashRouter([
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
            path: 'tasks',
            lazy: async () => ({ Component: (await import('#renderer/features/tasks/tasks-screen.tsx')).TasksScreen }),
          },
          {
            path: 'sync',
            lazy: async () => ({ Component: (await import('#renderer/features/sync/sync-screen.tsx')).SyncScreen }),
          },
          {
            path: 'activity',
            lazy: async () => ({
              Component: (await import('#renderer/features/audit/activity-screen.tsx')).ActivityScreen,
            }),
          },
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
])
