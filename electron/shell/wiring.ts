import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import type { Backend } from '#electron/backend.ts'
import type { Router } from '#electron/ipc/router.ts'
import type { Sender } from '#electron/ipc/sender.ts'
import { type EventName, eventNames, type WorkstationEvents } from '#shared/ipc/index.ts'

/**
 * Lets every channel reach the router, and the router alone decide.
 * @param started calls wait for it, so that the window can load while the book is being opened.
 */
export function connectChannels(router: Router, started: Promise<void>): void {
  for (const channel of router.channels) {
    ipcMain.handle(channel, async (event, input: unknown) => {
      const sender = senderOf(event)
      // A start that failed ends the process by itself; its error must not travel to a page.
      await started.catch(() => undefined)
      return router.call(channel, input, sender)
    })
  }
}

/** @returns a function that tells the renderer, where there is one. */
export function createTeller(getWindow: () => BrowserWindow | null) {
  return <E extends EventName>(event: E, payload: WorkstationEvents[E]): void => {
    const contents = getWindow()?.webContents
    if (contents !== undefined && !contents.isDestroyed()) contents.send(event, payload)
  }
}

/** Passes on what the backend says unasked. */
export function forwardEvents(backend: Backend, tell: ReturnType<typeof createTeller>): void {
  for (const event of eventNames) backend.on(event, (payload) => tell(event, payload))
}

/** Null for a frame that is gone: reading it would throw, and a call without a frame is refused. */
function senderOf(event: IpcMainInvokeEvent): Sender | null {
  try {
    const frame = event.senderFrame
    return frame === null ? null : { url: frame.url, isTopFrame: frame.parent === null }
  } catch {
    return null
  }
}
