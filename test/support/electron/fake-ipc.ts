import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { clone } from './codec.ts'

type Handler = (event: never, ...parameters: never[]) => unknown

export interface FakeFrame {
  readonly url: string
  readonly parent: FakeFrame | null
}

export type IpcReply = { readonly result: unknown } | { readonly error: string }

/** Electron's `ipcMain`, with Electron's own messages. */
export class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** What `ipcRenderer.invoke` in a page reaches. */
  async invokeFrom(sender: object, frame: FakeFrame | null, channel: string, parameters: unknown[]): Promise<IpcReply> {
    const handler = this.handlers.get(channel) as ((event: unknown, ...rest: unknown[]) => unknown) | undefined
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      const event = { sender, senderFrame: frame, frameId: 0, processId: 0, type: 'frame' }
      return { result: clone(await handler(event, ...clone(parameters))) }
    } catch (error) {
      return { error: `Error invoking remote method '${channel}': ${String(error)}` }
    }
  }
}

export const ipcMatches = (ipc: FakeIpcMain) => ipc satisfies Pick<Electron.IpcMain, 'handle' | 'removeHandler'>
