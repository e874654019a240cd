import type { BackendOptions } from '#electron/backend.ts'
import type { OpenHandlers } from '#electron/ipc/router.ts'
import type { Settings } from '#shared/ipc/settings.ts'

/** Where settings are kept. */
export interface SettingsStore {
  read(): { readonly settings: Settings }
  change(patch: { settings: Settings }): unknown
}

/** @param onChange told after each change, so that what depends on it follows. */
export function createSettingsHandlers(
  store: SettingsStore,
  options: BackendOptions,
  onChange: () => void,
): Pick<OpenHandlers, 'settings.read' | 'settings.change'> {
  return {
    'settings.read': async () => ({
      ...store.read().settings,
      appVersion: options.appVersion,
      cipher: options.policy.cache.cipher,
    }),
    'settings.change': async (changes) => {
      const { settings } = store.read()
      const { colorScheme = settings.colorScheme, saveData = settings.saveData } = changes
      store.change({ settings: { colorScheme, saveData } })
      onChange()
      return {}
    },
  }
}
