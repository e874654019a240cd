import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backend, createBackend } from '#electron/backend.ts'
import { createNodePorts } from '#electron/platform/node-ports.ts'
import { type Policy, policySchema } from '#electron/platform/policy.ts'
import type { Keychain, Network, Ports } from '#electron/platform/ports.ts'
import type { Reply } from '#shared/ipc/contract.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { CallInput, ChannelName, EventName, OutputOf, WorkstationEvents } from '#shared/ipc/index.ts'
import type { FirmUser, SmallFirm } from './small-firm.ts'
import { threads } from './threads.ts'

/** A keychain in memory, for tests that are not about the keychain; it outlives the workstation as a real one does. */
export function memoryKeychain(): Keychain & { readonly secrets: Map<string, string> } {
  const secrets = new Map<string, string>()
  return {
    secrets,
    get: async (account) => secrets.get(account) ?? null,
    set: async (account, secret) => void secrets.set(account, secret),
    remove: async (account) => void secrets.delete(account),
  }
}

/** A connection that costs nothing and never changes. */
const unmetered: Network = { isMetered: async () => false, onChange: () => () => undefined }

export interface Laptop {
  readonly profileFolder: string
  readonly keychain: ReturnType<typeof memoryKeychain>
  /** Starts the main process on this laptop, as after switching it on. */
  start(options?: StartOptions): Promise<Workstation>
  remove(): void
}

export interface StartOptions {
  /** Where the firm is reached; default: the server itself. */
  readonly port?: number
  readonly cipher?: Policy['cache']['cipher']
  readonly documents?: Partial<Policy['documents']>
  readonly ports?: Partial<Ports>
  /** Default: the laptop's own. */
  readonly profileFolder?: string
  /** Scripts of the threads that stand between, to watch or to break them; default: the real ones. */
  readonly cacheWorker?: URL
  readonly syncWorker?: URL
}

export interface Workstation {
  readonly backend: Backend
  /** Calls a channel as the renderer does. @throws WorkstationError of the reply. */
  call<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<OutputOf<C>>
  reply<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<Reply<OutputOf<C>>>
  signIn(user: FirmUser): Promise<void>
  /** Resolves with the first payload of the event, from now on, that the condition takes. */
  until<E extends EventName>(event: E, holds: (payload: WorkstationEvents[E]) => boolean): Promise<WorkstationEvents[E]>
  /** Resolves once the book is open. */
  whenOpen(): Promise<void>
  /** Syncs and waits until the cycle that began after this call is through. */
  sync(): Promise<void>
  stop(): Promise<void>
}

const sender = { url: 'app://bundle/index.html', isTopFrame: true }

/** A laptop with a profile folder and a keychain of its own, in front of a test's firm. */
export function createLaptop(firm: Pick<SmallFirm, 'database'>): Laptop {
  const ownFolder = mkdtempSync(join(tmpdir(), 'adviser-laptop-'))
  const keychain = memoryKeychain()
  return {
    profileFolder: ownFolder,
    keychain,
    async start(options = {}) {
      const { host, port, database, caFile } = firm.database
      const { profileFolder = ownFolder } = options
      const policy = policySchema.parse({
        server: { host, port: options.port ?? port, database, caFile },
        cache: { cipher: options.cipher ?? 'aegis256' },
        documents: options.documents ?? {},
        // Tests sync when they say so, not when a timer does.
        sync: { pollSeconds: 3600 },
      })
      const ports: Ports = {
        ...createNodePorts({ profileFolder, service: 'test' }),
        keychain,
        dialogs: { chooseSavePath: async () => null },
        network: unmetered,
        ...options.ports,
      }
      const backend = createBackend(ports, {
        policy,
        profileFolder,
        appVersion: '0.0.0-test',
        cacheWorker: options.cacheWorker ?? threads.cacheWorker,
        syncWorker: options.syncWorker ?? threads.syncWorker,
        pageWorker: threads.pageWorker,
      })
      await backend.start()
      return driveBackend(backend)
    },
    remove: () => rmSync(ownFolder, { recursive: true, force: true }),
  }
}

function driveBackend(backend: Backend): Workstation {
  const reply: Workstation['reply'] = (channel, input) => backend.router.call(channel, input, sender) as never
  const until: Workstation['until'] = (event, holds) =>
    new Promise((resolve) => {
      const end = backend.on(event, (payload) => {
        if (!holds(payload)) return
        end()
        resolve(payload)
      })
    })
  const call: Workstation['call'] = async (channel, input) => {
    const answer = await reply(channel, input)
    if (answer.ok) return answer.value
    throw new WorkstationError(answer.code, answer.message, answer.details)
  }
  const workstation: Workstation = {
    backend,
    reply,
    call,
    until,
    async signIn({ login, password }) {
      const through = until('sync.changed', ({ phase, asOf }) => phase === 'idle' && asOf !== null)
      await call('session.signIn', { login, password })
      await through
    },
    async whenOpen() {
      const opened = until('session.changed', ({ state }) => state === 'open')
      if ((await call('session.status', {})).state !== 'open') await opened
    },
    async sync() {
      await call('sync.now', {})
    },
    stop: () => backend.stop(),
  }
  return workstation
}
