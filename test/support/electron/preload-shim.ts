// Runs in the page before anything of the page, and gives the real preload bundle a `require('electron')`.
import { decode, encode } from './codec.ts'

type Listener = (event: unknown, ...payload: unknown[]) => void
type Call = (kind: 'invoke' | 'listen' | 'next' | 'key', channel: string, text: string) => Promise<string>

const page = globalThis as unknown as Record<string, unknown>
const call = page.__standIn as Call
// Nothing of the page may ever reach the raw way into the main process.
delete page.__standIn

const listeners = new Map<string, Set<Listener>>()

const ipcRenderer = {
  async invoke(channel: string, ...parameters: unknown[]): Promise<unknown> {
    const reply = decode(await call('invoke', channel, encode(parameters))) as { error: string } | { result: unknown }
    if ('error' in reply) throw new Error(reply.error)
    return reply.result
  },
  on(channel: string, listener: Listener) {
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
    return ipcRenderer
  },
  removeListener(channel: string, listener: Listener) {
    listeners.get(channel)?.delete(listener)
    return ipcRenderer
  },
}

const contextBridge = {
  exposeInMainWorld(key: string, api: unknown): void {
    if (key in page) throw new Error('Cannot bind an API on top of an existing property on the window object')
    Object.defineProperty(page, key, { value: freeze(api), enumerable: true })
  },
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

/** Asks for what the main process sent, in its order, for as long as the page lives. */
async function receive(): Promise<void> {
  await call('listen', '', '')
  for (;;) {
    const [channel, payload] = decode(await call('next', '', '')) as [string, unknown[]]
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: ipcRenderer }, ...payload)
  }
}

page.__standInRequire = (name: string) => {
  if (name !== 'electron') throw new Error(`module not found: ${name}`)
  return { contextBridge, ipcRenderer }
}

/** Keys that the page does not take reach the menu, in the menu's own notation. */
function offerToMenu(event: KeyboardEvent): void {
  if (event.defaultPrevented || !(event.ctrlKey || event.metaKey)) return
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const parts = ['CmdOrCtrl', ...(event.altKey ? ['Alt'] : []), ...(event.shiftKey ? ['Shift'] : []), key]
  call('key', parts.join('+'), '').catch(() => undefined)
}

// Once every listener of the page has had it.
window.addEventListener('keydown', (event) => void setTimeout(() => offerToMenu(event), 0))

receive().catch(() => undefined)
