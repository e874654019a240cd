import { type BrowserWindow, dialog } from 'electron'
import type { Dialogs } from '#electron/platform/ports.ts'

/** The operating system's own dialogs, attached to the window that asks. */
export function createDialogs(getWindow: () => BrowserWindow | null): Dialogs {
  return {
    async chooseSavePath({ title, suggestedName, extension }) {
      const options = {
        title,
        defaultPath: suggestedName,
        filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
        properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
      }
      const window = getWindow()
      const answer = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
      return answer.canceled || answer.filePath === '' ? null : answer.filePath
    },
  }
}
