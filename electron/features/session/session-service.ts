import { existsSync } from 'node:fs'
import type { BackendOptions } from '#electron/backend.ts'
import type { Capture } from '#electron/cache/kept-files.ts'
import type { LocalChange } from '#electron/ipc/handlers.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import type { SyncEngine } from '#electron/sync/engine.ts'
import type { NetworkFollower, Notice } from '#electron/sync/follow-network.ts'
import { isReady } from '#electron/sync/is-ready.ts'
import { createDeviceKeys } from '#electron/vault/device-keys.ts'
import type { KeyRing } from '#electron/vault/key-ring.ts'
import { type BookSecrets, bookName, openSecrets } from '#electron/vault/secrets.ts'
import { seesWholeFirm } from '#shared/domain/permissions.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { EventName, WorkstationEvents } from '#shared/ipc/index.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { type LiveFirm, openLiveFirm } from './live-firm.ts'
import { noSync } from './no-sync.ts'
import { bookPath, type OpenBook, type OpenInput, openPersonalBook, stampChange } from './open-session.ts'
import type { ProfileFile } from './profile.ts'
import { requireLease } from './require-lease.ts'
import { sendToFirm } from './send-to-firm.ts'
import { createSessionEngine, followSessionNetwork, identifyPerson } from './session-engine.ts'
import { finishWipe } from './wipe.ts'

export interface SessionParts {
  readonly ports: Ports
  readonly options: BackendOptions
  readonly profile: ProfileFile
  readonly emit: <E extends EventName>(event: E, payload: WorkstationEvents[E]) => void
}

/** A signed-in person: the open book and the engine that keeps it in step. */
export interface Session extends OpenBook {
  readonly engine: SyncEngine
  readonly network: NetworkFollower
  /** The whole firm, for those who work on it; null for whoever has a book. */
  readonly live: LiveFirm | null
  /** `filed`: the file that the change files with it. */
  readonly commit: (change: LocalChange, filed?: FiledWith) => Promise<void>
  /** The instant the book shows; null before the first sync is through. */
  readonly bookAsOf: () => string | null
  /** The data keys this device was given, as they stand now; the same without the network. */
  readonly keyRing: () => KeyRing
  /** Tells whoever shows these tables that they changed, and syncs. */
  readonly changed: (tables: readonly string[]) => void
}

type FiledWith = Omit<Capture, 'change'>
type Problem = SessionStatus['problem']

/** Who is at the workstation, from sign-in to sign-out. One book is open at a time. */
export class SessionService {
  readonly #parts: SessionParts
  #session: Session | null = null
  #state: SessionStatus['state'] = 'signed_out'
  #problem: Problem = null
  #recovering: Promise<void> | null = null

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  status(): SessionStatus {
    const { host, port, database } = this.#parts.options.policy.server
    return {
      state: this.#state,
      user: this.#session?.user ?? null,
      rememberedLogin: this.#parts.profile.read().login,
      server: { host, port, database },
      problem: this.#problem,
    }
  }

  /** @throws WorkstationError `not_signed_in`, with the reason why the book stays closed where there is one. */
  current(): Session {
    if (this.#session && this.#state === 'open') return this.#session
    throw new WorkstationError('not_signed_in', this.#problem?.message)
  }

  async syncStatus(): Promise<SyncStatus> {
    return this.#session ? this.#session.engine.status() : noSync
  }

  noticed(notice: Notice): void {
    void this.#session?.network.noticed(notice)
    // What is read live may have changed since, and nobody tells: whoever comes back sees it as it is now.
    if (this.#session?.live) this.#session.changed(bookTableNames)
  }

  settingsChanged(): void {
    this.#session?.network.chosen()
  }

  /** Opens the remembered person's book, network or not. Never throws: what went wrong is in the status. */
  async resume(): Promise<void> {
    const { login } = this.#parts.profile.read()
    if (login === null) return
    try {
      await finishWipe(this.#parts)
      const password = await this.#secretsOf(login).readPassword()
      if (password === null) return
      if (await this.#hasBook(login)) await this.#reopen(login, password)
      else await this.signIn(login, password)
    } catch (error) {
      await this.stop()
      // A book that does not know whose it is was begun anew: signing in fills it.
      const problem = toProblem(error)
      this.#become('signed_out', problem?.code === 'not_signed_in' ? null : problem)
    }
  }

  /** @throws WorkstationError as `identify` and `openPersonalBook` say; the status then tells it as well. */
  async signIn(login: string, password: string): Promise<SessionStatus> {
    this.#become('opening')
    await this.stop()
    try {
      await finishWipe(this.#parts)
      const user = await identifyPerson(this.#parts, { login, password })
      await this.#secretsOf(login).storePassword(password)
      this.#parts.profile.change({ login })
      const opened = await this.#open(login, { user })
      await opened.audit([{ type: 'authentication', action: 'login' }])
      await this.#begin(login, password, opened)
      return this.status()
    } catch (error) {
      await this.stop()
      this.#become('signed_out', toProblem(error))
      throw mapPostgresError(error)
    }
  }

  async signOut(): Promise<SessionStatus> {
    const { login } = this.#parts.profile.read()
    await this.#session?.audit([{ type: 'authentication', action: 'logout' }])
    await this.stop()
    if (login !== null) await this.#secretsOf(login).forgetPassword()
    this.#become('signed_out')
    return this.status()
  }

  /** Ends sync and closes the book. */
  async stop(): Promise<void> {
    const ending = this.#session
    this.#session = null
    ending?.network.end()
    await ending?.engine.stop()
    await ending?.live?.end()
    await ending?.cache.close()
  }

  #become(state: SessionStatus['state'], problem: Problem = null): void {
    if (state === this.#state && problem?.message === this.#problem?.message) return
    this.#state = state
    this.#problem = problem
    this.#parts.emit('session.changed', this.status())
  }

  #secretsOf(login: string): BookSecrets {
    const { ports, options } = this.#parts
    return openSecrets(ports.keychain, ports.random, bookName(options.policy.server, login))
  }

  async #hasBook(login: string): Promise<boolean> {
    const { profileFolder, policy } = this.#parts.options
    const exists = existsSync(bookPath(profileFolder, bookName(policy.server, login)))
    return exists && (await this.#secretsOf(login).readKey()) !== null
  }

  #open(login: string, how: Pick<OpenInput, 'user' | 'damaged' | 'copied'>): Promise<OpenBook> {
    const { ports, options } = this.#parts
    const name = bookName(options.policy.server, login)
    const onUnreadable = () => void this.#recover(login, 'damaged')
    return openPersonalBook({ ports, options, name, secrets: this.#secretsOf(login), ...how, onUnreadable })
  }

  /** Opens the book without asking the firm, while the lease allows it. */
  async #reopen(login: string, password: string): Promise<void> {
    this.#become('opening')
    const opened = await this.#open(login, { user: null })
    try {
      await requireLease(opened, this.#parts)
    } catch (error) {
      await opened.cache.close()
      throw error
    }
    await opened.audit([{ type: 'authentication', action: 'login', reason: 'Resumed on this laptop' }])
    await this.#begin(login, password, opened)
  }

  async #begin(login: string, password: string, opened: OpenBook): Promise<void> {
    const load = await opened.cache.run('readLoadState', null)
    let asOf = load.cursor?.at ?? null
    const { emit, ports } = this.#parts
    const { cache } = opened
    const readIdentity = () => this.#secretsOf(login).readIdentity()
    const keys = createDeviceKeys({ cache, log: ports.log, readIdentity })
    await cache.run('tidyFiles', null)
    await keys.load()
    const engine = createSessionEngine(this.#parts, {
      credentials: { login, password },
      secrets: this.#secretsOf(login),
      opened,
      keys,
      ready: isReady(load),
      shut: (reason, then) => this.#shut(reason, then),
      recover: (found) => void this.#recover(login, found),
      onStatus: (sync, ready) => {
        // An engine that is being stopped may still speak of a book that is no longer the one.
        if (this.#session?.engine !== engine) return
        asOf = sync.asOf
        emit('sync.changed', sync)
        if (ready && this.#state === 'opening') this.#become('open')
        if (session.live?.cameBack(sync.connection)) changed(bookTableNames)
      },
    })
    const changed = (tables: readonly string[]) => emit('book.changed', { tables, householdIds: [] })
    const session: Session = {
      ...opened,
      engine,
      live: seesWholeFirm(opened.user.role) ? openLiveFirm(this.#parts, { login, password }, opened) : null,
      network: followSessionNetwork(this.#parts, engine),
      commit: (change, filed) => this.#commit(session, change, filed),
      bookAsOf: () => asOf,
      keyRing: keys.ring,
      changed,
    }
    this.#session = session
    if (isReady(load)) this.#become('open')
    else emit('session.changed', this.status())
    void session.network.begin()
  }

  async #commit(session: Session, change: LocalChange, filed?: FiledWith): Promise<void> {
    const { ports, emit } = this.#parts
    const request = stampChange(ports, session.actor, change)
    if (session.live) return void emit('book.changed', await sendToFirm(session, session.live, ports, request))
    const touched = filed
      ? await session.cache.run('fileCapture', { ...filed, change: request })
      : await session.cache.run('commitChange', request)
    emit('book.changed', touched)
    session.engine.wake()
  }

  /**
   * Closes the book for a reason that the person reads, and does what has to follow. The engine that found the reason ends
   * first.
   *
   * @throws the reason, to end what the engine is at.
   */
  #shut(reason: WorkstationError, then: () => Promise<void> = async () => undefined): never {
    this.#become('signed_out', toProblem(reason))
    void this.stop()
      .then(then)
      .catch((error) => this.#parts.ports.log.error('session.shut', { code: toProblem(error)?.code }))
    throw reason
  }

  /**
   * The book cannot go on as it is. A damaged one is begun anew with what can be taken over; a copy of another goes on
   * under an identity of its own.
   */
  #recover(login: string, found: 'damaged' | 'copied'): Promise<void> {
    this.#recovering ??= this.#recoverOnce(login, found).finally(() => {
      this.#recovering = null
    })
    return this.#recovering
  }

  async #recoverOnce(login: string, found: 'damaged' | 'copied'): Promise<void> {
    const user = this.#session?.user
    if (!user) return
    // Said before anything is closed, so that nobody takes the book for open meanwhile.
    this.#become('opening', toProblem(new WorkstationError(found === 'damaged' ? 'cache_unreadable' : 'copied_book')))
    await this.stop()
    try {
      const password = (await this.#secretsOf(login).readPassword()) ?? ''
      await this.#begin(login, password, await this.#open(login, { user, [found]: true }))
    } catch (error) {
      await this.stop()
      this.#become('signed_out', toProblem(error))
    }
  }
}

function toProblem(error: unknown): Problem {
  const { code, message } = mapPostgresError(error)
  return { code, message }
}
