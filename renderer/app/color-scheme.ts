import { isMantineColorScheme, type MantineColorScheme, type MantineColorSchemeManager } from '@mantine/core'
import { call } from '#renderer/data/bridge.ts'
import { runCommand } from '#renderer/data/use-command.ts'

/** Keeps the colour scheme in the workstation's settings, the one place that outlives the window. */
export function settingsColorScheme(): MantineColorSchemeManager {
  let listener: ((scheme: MantineColorScheme) => void) | undefined
  return {
    get: (fallback) => fallback,
    set: (colorScheme) => void runCommand('settings.change', { colorScheme }),
    subscribe: (onUpdate) => {
      listener = onUpdate
      void call('settings.read', {}).then(
        ({ colorScheme }) => {
          if (isMantineColorScheme(colorScheme)) listener?.(colorScheme)
        },
        // The system's own scheme is shown until the settings can be read.
        () => {},
      )
    },
    unsubscribe: () => {
      listener = undefined
    },
    clear: () => {},
  }
}
