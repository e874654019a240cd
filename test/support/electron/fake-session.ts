import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

type AppHandler = (request: Request) => Response | Promise<Response>

/** `protocol`, of a session or of the whole application. */
export class FakeProtocol {
  readonly handlers = new Map<string, AppHandler>()
  readonly schemes: Electron.CustomScheme[] = []
  private readonly isReady: () => boolean

  constructor(isReady: () => boolean) {
    this.isReady = isReady
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (this.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    this.schemes.push(...schemes)
  }

  handle(scheme: string, handler: AppHandler): void {
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.handlers.set(scheme, handler)
  }
}

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0]
type DisplayHandler = Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]

/** A session: it keeps what the application set, for a test to try. */
export class FakeSession extends EventEmitter {
  readonly partition: string
  readonly options: Electron.FromPartitionOptions
  readonly protocol: FakeProtocol
  permissionRequest: RequestHandler = null
  permissionCheck: CheckHandler = null
  devicePermission: DeviceHandler = null
  displayMedia: DisplayHandler = null

  constructor(partition: string, options: Electron.FromPartitionOptions, isReady: () => boolean) {
    super()
    this.partition = partition
    this.options = options
    this.protocol = new FakeProtocol(isReady)
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.permissionCheck = handler
  }

  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.devicePermission = handler
  }

  setDisplayMediaRequestHandler(handler: DisplayHandler): void {
    this.displayMedia = handler
  }
}

type Modelled =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
export const sessionMatches = (session: FakeSession) => session satisfies Pick<Electron.Session, Modelled>
export const protocolMatches = (protocol: FakeProtocol) =>
  protocol satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>
