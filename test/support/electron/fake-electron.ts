import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, extname, join } from 'node:path'
import type * as Electron from 'electron'
import { appMatches, FakeApp, type FakeAppOptions } from './fake-app.ts'
import { FakeIpcMain, ipcMatches } from './fake-ipc.ts'
import { FakeProtocol, FakeSession, protocolMatches, sessionMatches } from './fake-session.ts'
import { contentsMatch, FakeBrowserWindow, type OpenPage, windowMatches } from './fake-window.ts'
import { strict } from './strict.ts'

/** A save dialog that was asked, and what was answered; null for cancelled. */
export interface AskedDialog {
  readonly title: string
  readonly suggestedName: string
  readonly answer: string | null
}

export interface FakeElectronOptions extends FakeAppOptions {
  readonly openPage: OpenPage
  /** Answers to save dialogs, first come first served; with none left, `whenUnanswered` decides. */
  readonly savePaths: (string | null)[]
  /** `downloads` saves without asking into the person's Downloads folder: there is no dialog outside Electron. */
  readonly whenUnanswered: 'cancel' | 'downloads'
}

interface MenuItem {
  readonly id?: string
  readonly accelerator?: string
  readonly click?: () => void
  readonly submenu?: MenuItem[]
}

/** The members of `electron` that the shell uses, and what a test may look at. Each launch has its own. */
export function createFakeElectron(options: FakeElectronOptions) {
  const app = new FakeApp(options)
  const isReady = () => app.isReady()
  const sessions = new Map<string, FakeSession>()
  const fromPartition = (partition: string, settings: Electron.FromPartitionOptions = { cache: true }) => {
    const known = sessions.get(partition) ?? strict('session', new FakeSession(partition, settings, isReady))
    sessions.set(partition, known)
    return known
  }
  const ipcMain = new FakeIpcMain()
  const protocol = new FakeProtocol(isReady)
  const powerMonitor = new EventEmitter()
  const { dialog, askedDialogs, errorBoxes } = createFakeDialog(options)
  const { Menu, findMenuItems } = createFakeMenu()
  const setup = { app, openPage: options.openPage, defaultSession: fromPartition('') }
  const BrowserWindow = new Proxy(FakeBrowserWindow, {
    construct: (_target, [given]: [Electron.BrowserWindowConstructorOptions]) =>
      strict('BrowserWindow', new FakeBrowserWindow(setup, given)),
  })
  const modules = {
    app: strict('app', app),
    BrowserWindow,
    dialog: strict('dialog', dialog),
    ipcMain: strict('ipcMain', ipcMain),
    Menu: strict('Menu', Menu),
    powerMonitor: strict('powerMonitor', powerMonitor),
    protocol: strict('protocol', protocol),
    session: strict('session', { defaultSession: setup.defaultSession, fromPartition }),
  }
  return { modules, app, sessions, ipcMain, powerMonitor, protocol, askedDialogs, errorBoxes, findMenuItems }
}

export type FakeElectron = ReturnType<typeof createFakeElectron>

function createFakeDialog(options: FakeElectronOptions) {
  const askedDialogs: AskedDialog[] = []
  const errorBoxes: string[] = []
  const dialog = {
    async showSaveDialog(...parameters: unknown[]): Promise<Electron.SaveDialogReturnValue> {
      const asked = parameters.at(-1) as Electron.SaveDialogOptions
      const suggestedName = basename(asked.defaultPath ?? '')
      const given = options.savePaths.shift()
      const answer =
        given !== undefined ? given : options.whenUnanswered === 'cancel' ? null : inDownloads(suggestedName)
      askedDialogs.push({ title: asked.title ?? '', suggestedName, answer })
      return { canceled: answer === null, filePath: answer ?? '' }
    },
    showErrorBox(title: string, content: string): void {
      errorBoxes.push(`${title}: ${content}`)
    },
  } satisfies Pick<Electron.Dialog, 'showSaveDialog' | 'showErrorBox'>
  return { dialog, askedDialogs, errorBoxes }
}

/** A new name in the Downloads folder: what lies there already is never written over. */
function inDownloads(name: string): string {
  const folder = process.env.XDG_DOWNLOAD_DIR ?? join(homedir(), 'Downloads')
  mkdirSync(folder, { recursive: true })
  const extension = extname(name)
  const candidates = Array.from({ length: 1000 }, (_, index) =>
    join(folder, index === 0 ? name : `${basename(name, extension)} (${index})${extension}`),
  )
  return candidates.find((path) => !existsSync(path)) ?? join(folder, name)
}

function createFakeMenu() {
  let items: MenuItem[] = []
  const Menu = {
    buildFromTemplate: (template: unknown[]) => template as MenuItem[],
    setApplicationMenu(menu: MenuItem[] | null): void {
      items = menu ?? []
    },
  }
  const flatten = (list: MenuItem[]): MenuItem[] => list.flatMap((item) => [item, ...flatten(item.submenu ?? [])])
  return { Menu, findMenuItems: () => flatten(items) }
}

// Kept so that each fake is compared with Electron's own types.
export const typeChecks = {
  appMatches,
  ipcMatches,
  protocolMatches,
  sessionMatches,
  windowMatches,
  contentsMatch,
}
