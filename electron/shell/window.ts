import { app, BrowserWindow, type Session } from 'electron'
import { APP_ORIGIN } from '#electron/ipc/sender.ts'

/** The one place where windows are made, so that no window is ever made with less protection. */
export function createWindow(session: Session, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Adviser Workstation',
    width: 1440,
    height: 900,
    minWidth: 1100,
    minHeight: 720,
    show: false,
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      // The spelling service would fetch dictionaries, and would see what is typed about a client.
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window.show())
  return window
}

/** Where the renderer begins. */
export const START_PAGE = `${APP_ORIGIN}/index.html`
