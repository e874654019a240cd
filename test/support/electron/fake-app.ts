import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { FakeBrowserWindow } from './fake-window.ts'

export interface FakeAppOptions {
  readonly name: string
  readonly version: string
  readonly appPath: string
  readonly isPackaged: boolean
  readonly hasLock: boolean
}

/** An event that a listener may prevent. */
export function preventable() {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}

/** Electron's `app`: the order of starting and of quitting. */
export class FakeApp extends EventEmitter {
  readonly name: string
  readonly isPackaged: boolean
  readonly windows: FakeBrowserWindow[] = []
  readonly paths = new Map<string, string>()
  /** Resolves with the exit code once the application would have ended. */
  readonly exited: Promise<number>
  sandboxEnabled = false
  private readonly options: FakeAppOptions
  private ready = false
  private quitting = false
  private ended = false
  private end: (code: number) => void = () => undefined

  constructor(options: FakeAppOptions) {
    super()
    this.options = options
    this.name = options.name
    this.isPackaged = options.isPackaged
    this.exited = new Promise((resolve) => {
      this.end = resolve
    })
  }

  // Electron is ready only after the main script has run to its end.
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.ready = true
  }

  isReady(): boolean {
    return this.ready
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.sandboxEnabled = true
  }

  requestSingleInstanceLock(): boolean {
    return this.options.hasLock
  }

  getVersion(): string {
    return this.options.version
  }

  getAppPath(): string {
    return this.options.appPath
  }

  getPath(name: string): string {
    const path = this.paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  quit(): void {
    if (this.ended || this.quitting) return
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.quitting = true
    void this.closeAll().then((allClosed) => {
      if (allClosed) this.finish()
      else this.quitting = false
    })
  }

  exit(code = 0): void {
    if (this.ended) return
    this.ended = true
    void Promise.all(this.windows.map((window) => window.destroyPage())).then(() => {
      this.emit('quit', {}, code)
      this.end(code)
    })
  }

  /** A window is gone; when a quit closed it, `window-all-closed` is not said, as in Electron. */
  windowClosed(window: FakeBrowserWindow): void {
    this.windows.splice(this.windows.indexOf(window), 1)
    if (this.windows.length > 0 || this.quitting || this.ended) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  private async closeAll(): Promise<boolean> {
    for (const window of [...this.windows]) await window.close()
    return this.windows.length === 0
  }

  private finish(): void {
    const event = preventable()
    this.emit('will-quit', event)
    if (this.ended) return
    if (event.defaultPrevented) {
      // Electron hears no other quit until it has said this one, and what follows at once from it.
      setImmediate(() => {
        this.quitting = false
      })
      return
    }
    this.ended = true
    this.emit('quit', {}, 0)
    this.end(0)
  }
}

// A method whose shape drifts from Electron's own no longer compiles.
type Modelled =
  | 'name'
  | 'isPackaged'
  | 'whenReady'
  | 'isReady'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'quit'
  | 'exit'
export const appMatches = (app: FakeApp) => app satisfies Pick<Electron.App, Modelled>
