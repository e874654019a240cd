import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { clone } from './codec.ts'
import type { FakeApp } from './fake-app.ts'
import { preventable } from './fake-app.ts'
import type { FakeSession } from './fake-session.ts'
import { strict } from './strict.ts'

/** A page of a real browser that stands for the inside of a window. */
export interface OpenedPage {
  close(): Promise<void>
}

export type OpenPage = (contents: FakeWebContents, url: string, preload: string | undefined) => Promise<OpenedPage>

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]

/** `webContents`: what the application sends waits in order until the page asks for it. */
export class FakeWebContents extends EventEmitter {
  readonly session: FakeSession
  /** Windows that pages tried to open, and what the application said. */
  readonly windowAttempts: { url: string; action: 'allow' | 'deny' }[] = []
  private windowOpenHandler: OpenHandler | null = null
  /** The address of the page inside. */
  getURL: () => string = () => ''
  /** Null until a page listens: what is sent before that is lost, as in Electron. */
  private queue: [string, unknown[]][] | null = null
  private waiting: ((message: [string, unknown[]]) => void) | null = null
  private destroyed = false

  constructor(session: FakeSession) {
    super()
    this.session = session
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.windowOpenHandler = handler
  }

  /** @returns whether the application lets a page open a window; without a handler Electron would. */
  allowsWindow(url: string): boolean {
    const details = { url } as Parameters<OpenHandler>[0]
    const action = this.windowOpenHandler?.(details).action ?? 'allow'
    this.windowAttempts.push({ url, action })
    return action === 'allow'
  }

  send(channel: string, ...payload: unknown[]): void {
    const message: [string, unknown[]] = [channel, clone(payload)]
    if (this.waiting === null) {
      this.queue?.push(message)
      return
    }
    const deliver = this.waiting
    this.waiting = null
    deliver(message)
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  destroy(): void {
    this.destroyed = true
    this.emit('destroyed')
  }

  /** A new document begins to listen. */
  beginListening(): void {
    this.queue = []
    this.waiting = null
  }

  /** The next message for the page, now or later. */
  nextMessage(): Promise<[string, unknown[]]> {
    const message = this.queue?.shift()
    if (message !== undefined) return Promise.resolve(message)
    return new Promise((resolve) => {
      this.waiting = resolve
    })
  }

  /** @returns whether the application lets a page go there. */
  allowsNavigation(url: string, isMainFrame: boolean): boolean {
    return ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])].every((name) => {
      const event = Object.assign(preventable(), { url, isMainFrame, isSameDocument: false })
      this.emit(name, event, url)
      return !event.defaultPrevented
    })
  }
}

/** A window: its inside is a page of a real browser, its frame is not there. */
export class FakeBrowserWindow extends EventEmitter {
  readonly webContents: FakeWebContents
  readonly options: Electron.BrowserWindowConstructorOptions
  visible = false
  focused = 0
  private readonly app: FakeApp
  private readonly openPage: OpenPage
  private page: OpenedPage | null = null
  private gone = false

  constructor(
    setup: { app: FakeApp; openPage: OpenPage; defaultSession: FakeSession },
    options: Electron.BrowserWindowConstructorOptions = {},
  ) {
    super()
    if (!setup.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.app = setup.app
    this.openPage = setup.openPage
    this.options = options
    const session = (options.webPreferences?.session as FakeSession | undefined) ?? setup.defaultSession
    this.webContents = strict('webContents', new FakeWebContents(session))
    this.app.windows.push(this)
    this.app.emit('web-contents-created', {}, this.webContents)
    this.app.emit('browser-window-created', {}, this)
  }

  async loadURL(url: string): Promise<void> {
    this.page = await this.openPage(this.webContents, url, this.options.webPreferences?.preload)
    this.emit('ready-to-show')
  }

  show(): void {
    this.visible = true
  }

  focus(): void {
    this.focused += 1
    this.emit('focus')
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {
    this.visible = true
  }

  isDestroyed(): boolean {
    return this.gone
  }

  async close(): Promise<void> {
    const event = preventable()
    this.emit('close', event)
    if (!event.defaultPrevented) await this.destroyPage()
  }

  /** Ends the page without asking the window. */
  async destroyPage(): Promise<void> {
    await this.page?.close()
    this.pageGone()
  }

  /** The page is gone, closed by the application or by the person. */
  pageGone(): void {
    if (this.gone) return
    this.gone = true
    this.webContents.destroy()
    this.emit('closed')
    this.app.windowClosed(this)
  }
}

type Modelled = 'loadURL' | 'show' | 'focus' | 'isMinimized' | 'restore' | 'isDestroyed'
export const windowMatches = (window: FakeBrowserWindow) => window satisfies Pick<Electron.BrowserWindow, Modelled>
export const contentsMatch = (contents: FakeWebContents) =>
  contents satisfies Pick<Electron.WebContents, 'setWindowOpenHandler' | 'send' | 'isDestroyed' | 'getURL'>
