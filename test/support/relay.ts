import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BroadcastChannel } from 'node:worker_threads'
import type { CacheRole } from '#electron/cache/cache-thread.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

/** What the thread of a relay is told. */
export interface RelaySetup {
  /** Address of the thread's real script. */
  readonly script: string
  readonly channelName: string
}

/** What stands between the main thread and the threads started from one script. */
export interface Relay {
  /** To be given in the real script's place. */
  readonly script: URL
  /** Everything that passed so far between the main thread and those threads, as JSON. */
  messages(threads: number): Promise<string[]>
  /** Ends them as a fault in them would; those of one role, if it is given. */
  crash(role?: CacheRole): void
  close(): void
}

/** @param script the thread's real script. */
export function createRelay(name: string, script: URL): Relay {
  const channelName = `${name} ${process.pid} ${performance.now()}`
  const channel = new BroadcastChannel(channelName)
  // A thread is started with nothing but its script, so what the relay is told has to be in one.
  const file = join(makeTemporaryFolder(), `${name}.mjs`)
  const setup: RelaySetup = { script: script.href, channelName }
  const thread = new URL('relay-thread.ts', import.meta.url).href
  writeFileSync(file, `globalThis.relay = ${JSON.stringify(setup)}\nawait import(${JSON.stringify(thread)})\n`)
  return {
    script: pathToFileURL(file),
    messages: (threads) =>
      new Promise((resolve) => {
        const all: string[][] = []
        channel.onmessage = (event) => {
          all.push(event.data as string[])
          if (all.length === threads) resolve(all.flat())
        }
        channel.postMessage('messages')
      }),
    crash: (role) => channel.postMessage({ crash: role ?? null }),
    close: () => channel.close(),
  }
}
