import { MantineProvider } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { cssVariablesResolver, theme } from '#renderer/ui/theme.ts'
import { settingsColorScheme } from './color-scheme.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { styleNonce } from './nonce.ts'

const colorSchemeManager = settingsColorScheme()

export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={() => styleNonce}
    >
      <DatesProvider settings={{ locale: 'en', firstDayOfWeek: 1, weekendDays: [] }}>
        <Notifications position="bottom-left" containerWidth={340} limit={3} />
        <ErrorBoundary>{children}</ErrorBoundary>
      </DatesProvider>
    </MantineProvider>
  )
}
