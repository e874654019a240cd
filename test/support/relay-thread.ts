// Stands between the main thread and one of its threads, to write down what passes or to break off; see `relay.ts`.
// On the channel, `messages` is answered with all that the main thread sent or got, and `{ crash }` ends it as a fault would.
import { BroadcastChannel, MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import type { RelaySetup } from './relay.ts'

const { script, channelName } = (globalThis as unknown as { relay: RelaySetup }).relay
const inner = new Worker(new URL(script), { workerData })
const messages: string[] = []

function pass(message: unknown, to: Pick<MessagePort, 'postMessage'> | null): void {
  messages.push(JSON.stringify(message))
  to?.postMessage(message, portsIn(message))
}

/** A port has to be handed over; everything else is copied. */
function portsIn(value: unknown): MessagePort[] {
  if (value instanceof MessagePort) return [value]
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  return Object.values(value).flatMap(portsIn)
}

parentPort?.on('message', (message) => pass(message, inner))
inner.on('message', (message) => pass(message, parentPort))
inner.on('exit', (code) => process.exit(code))

const channel = new BroadcastChannel(channelName)
channel.onmessage = (event) => {
  const data: unknown = event.data
  if (data === 'messages') channel.postMessage(messages)
  if (isToCrash(data)) {
    setImmediate(() => {
      throw new Error('a fault in the thread')
    })
  }
}

function isToCrash(data: unknown): boolean {
  const { crash } = data as { readonly crash?: string | null }
  return crash === null || (crash !== undefined && crash === (workerData as { role?: string } | null)?.role)
}
