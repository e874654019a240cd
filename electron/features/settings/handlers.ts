import type { BackendOptions } from '#electron/backend.ts'
import type { OpenHandlers } from '#electron/ipc/router.ts'
import type { Settings } from '#shared/ipc/settings.ts'

/** Where settings are kept. */
export interface SettingsStore {
  read(): { readonly settings: Settings }
  change(patch: { settings: Settings }): unknown
}

export function createSettingsHandlers(
  store: SettingsStore,
  options: BackendOptions,
): Pick<OpenHandlers, 'settings.read' | 'settings.change'> {
  return {
    'settings.read': async () => ({
      ...store.read().settings,
      appVersion: options.appVersion,
      cipher: options.policy.cache.cipher,
    }),
    'settings.change': async (settings) => {
      store.change({ settings })
      return {}
    },
  }
}
