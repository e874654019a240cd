import type { App, Session, WebContents } from 'electron'

/** No page gets a permission, a device, the screen, or a download: the workstation needs none of them. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, grant) => grant(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.on('will-download', (event) => event.preventDefault())
}

/** Every page that is ever made stays where the shell put it. */
export function guardEveryPage(app: App): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents))
}

function guardPage(contents: WebContents): void {
  const isReload = (url: string) => withoutHash(url) === withoutHash(contents.getURL())
  // Electron asks the same about a page that loads itself again, and that may be.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isReload(event.url)) event.preventDefault()
  })
  contents.on('will-navigate', (event) => {
    if (!isReload(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function withoutHash(url: string): string {
  return url.replace(/#.*$/, '')
}
