import { app, type BrowserWindow, dialog, powerMonitor, protocol, session } from 'electron'
import type { Backend, CreateBackend } from '#electron/backend.ts'
import { APP_SCHEME } from '#electron/ipc/sender.ts'
import { keychainService } from '#electron/platform/keychain.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { readPolicy } from '#electron/platform/read-policy.ts'
import { createAppProtocol } from './app-protocol.ts'
import { createDialogs } from './dialogs.ts'
import { guardEveryPage, guardSession } from './guards.ts'
import { installMenu } from './menu.ts'
import { readStartOptions } from './start-options.ts'
import { findRefusedSwitches } from './switches.ts'
import { createWindow, START_PAGE } from './window.ts'
import { connectChannels, createTeller, forwardEvents } from './wiring.ts'

export interface Parts {
  readonly createBackend: CreateBackend
  readonly createNodePorts: (options: { profileFolder: string; service: string }) => Omit<Ports, 'dialogs'>
  /** Absolute path of the preload script. */
  readonly preload: string
  /** Absolute path of the renderer's bundle. */
  readonly rendererFolder: string
  readonly cacheWorker: URL
  readonly syncWorker: URL
  readonly pageWorker: URL
}

/** Exit codes that IT's tools can tell apart. */
const exitCodes = { failed: 1, refusedSwitch: 2 } as const

/** Starts the workstation. To be called once, as Electron first runs its main script: some of it must precede `ready`. */
export function startShell(parts: Parts): void {
  const refused = app.isPackaged ? findRefusedSwitches(process.argv.slice(1)) : []
  if (refused.length > 0) {
    process.stderr.write(`The workstation does not start with ${refused.map((name) => `--${name}`).join(', ')}.\n`)
    app.exit(exitCodes.refusedSwitch)
    return
  }
  const options = readStartOptions(process.argv.slice(1), app.isPackaged)
  if (options.profileFolder !== null) app.setPath('userData', options.profileFolder)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  app.enableSandbox()
  guardEveryPage(app)
  app
    .whenReady()
    .then(() => run(parts, options))
    .catch(fail)
}

async function run(parts: Parts, options: ReturnType<typeof readStartOptions>): Promise<void> {
  let window: BrowserWindow | null = null
  const getWindow = () => window
  const backend = makeBackend(parts, options, getWindow)
  stopBeforeQuit(backend)
  const started = backend.start()
  connectChannels(backend.router, started)
  const tell = createTeller(getWindow)
  forwardEvents(backend, tell)
  installMenu((command) => tell('shell.command', { command }))

  // Not persistent, and without an HTTP cache: Chromium keeps nothing of a page on the disk.
  const pages = session.fromPartition('workstation', { cache: false })
  guardSession(pages)
  pages.protocol.handle(APP_SCHEME, createAppProtocol(parts.rendererFolder))
  window = createWindow(pages, parts.preload)
  window.on('focus', () => backend.noticed('focus'))
  powerMonitor.on('resume', () => backend.noticed('resume'))
  window.on('closed', () => {
    window = null
  })
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  await Promise.all([started, window.loadURL(START_PAGE)])
}

function makeBackend(
  parts: Parts,
  options: ReturnType<typeof readStartOptions>,
  getWindow: () => BrowserWindow | null,
): Backend {
  const policy = readPolicy(options.policyFile, { mustBelongToRoot: options.isMachinePolicy })
  const profileFolder = app.getPath('userData')
  const service = keychainService(app.name, options.profileFolder)
  const ports = { ...parts.createNodePorts({ profileFolder, service }), dialogs: createDialogs(getWindow) }
  return parts.createBackend(ports, {
    policy,
    profileFolder,
    appVersion: app.getVersion(),
    cacheWorker: parts.cacheWorker,
    syncWorker: parts.syncWorker,
    pageWorker: parts.pageWorker,
  })
}

/** Lets the backend close the book and its connections before the process ends. */
function stopBeforeQuit(backend: Backend): void {
  let stopped = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    backend.stop().finally(() => {
      stopped = true
      // While Electron is still saying `will-quit`, it does not hear another quit.
      setImmediate(() => app.quit())
    })
  })
}

/** The sentence of an error made for people; of any other error only its kind, since its text may quote anything. */
function fail(error: unknown): void {
  const isForPeople = error instanceof Error && (error.name === 'PolicyError' || error.name === 'WorkstationError')
  const kind = error instanceof Error ? error.constructor.name : typeof error
  const sentence = isForPeople ? error.message : `It could not start (${kind}). Start it again, or tell IT.`
  process.stderr.write(`${sentence}\n`)
  dialog.showErrorBox('Adviser Workstation', sentence)
  app.exit(exitCodes.failed)
}
