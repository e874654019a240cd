import { existsSync } from 'node:fs'
import type { BackendOptions } from '#electron/backend.ts'
import type { LocalChange } from '#electron/ipc/handlers.ts'
import type { Ports } from '#electron/platform/ports.ts'
import { mapPostgresError } from '#electron/postgres/errors.ts'
import { createSyncEngine, type SyncEngine } from '#electron/sync/engine.ts'
import { checkLease } from '#electron/vault/lease.ts'
import { bookName, openSecrets } from '#electron/vault/secrets.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { EventName, WorkstationEvents } from '#shared/ipc/index.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { bookPath, connectToFirm, type OpenBook, openPersonalBook, registerDevice, stamp } from './open-session.ts'
import type { ProfileFile } from './profile.ts'

export interface SessionParts {
  readonly ports: Ports
  readonly options: BackendOptions
  readonly profile: ProfileFile
  readonly emit: <E extends EventName>(event: E, payload: WorkstationEvents[E]) => void
}

/** A signed-in person: the open book and the engine that keeps it in step. */
export interface Session extends OpenBook {
  readonly engine: SyncEngine
  readonly commit: (change: LocalChange) => Promise<void>
  /** The instant the book shows; null before the first sync is through. */
  readonly bookAsOf: () => string | null
  /** Tells whoever shows these tables that they changed, and syncs. */
  readonly changed: (tables: readonly string[]) => void
}

export interface SessionService {
  status(): SessionStatus
  /** @throws WorkstationError `not_signed_in` or why the book stays closed. */
  current(): Session
  syncStatus(): Promise<SyncStatus>
  /** Opens the remembered person's book, network or not. Never throws: what went wrong is in the status. */
  resume(): Promise<void>
  signIn(login: string, password: string): Promise<SessionStatus>
  signOut(): Promise<SessionStatus>
  /** The book turned out to be damaged while open: begins a new one with what can be taken over. */
  recover(): Promise<void>
  stop(): Promise<void>
}

type Problem = SessionStatus['problem']

const noSync: SyncStatus = {
  connection: 'connecting',
  phase: 'idle',
  asOf: null,
  progress: [],
  rowsPerSecond: 0,
  rowsSynced: 0,
  waiting: 0,
  conflicts: 0,
  refused: 0,
  problem: null,
}

/** Who is at the workstation, from sign-in to sign-out. One book is open at a time. */
export function createSessionService(parts: SessionParts): SessionService {
  const { ports, options, profile, emit } = parts
  const { server } = options.policy
  let session: Session | null = null
  let state: SessionStatus['state'] = 'signed_out'
  let problem: Problem = null
  let recovering: Promise<void> | null = null

  function status(): SessionStatus {
    const user = session?.user ?? null
    const { host, port, database } = server
    return { state, user, rememberedLogin: profile.read().login, server: { host, port, database }, problem }
  }

  function become(next: SessionStatus['state'], why: Problem = null): void {
    if (next === state && why?.message === problem?.message) return
    state = next
    problem = why
    emit('session.changed', status())
  }

  const onUnreadable = () => void recover()

  const toProblem = (error: unknown): Problem => {
    const { code, message } = mapPostgresError(error)
    return { code, message }
  }

  function secretsOf(login: string) {
    return openSecrets(ports.keychain, ports.random, bookName(server, login))
  }

  async function begin(login: string, password: string, opened: OpenBook): Promise<Session> {
    let asOf = (await opened.cache.run('readLoadState', null)).cursor?.at ?? null
    const engine = createSyncEngine({
      ...ports,
      cache: opened.cache,
      deviceId: opened.actor.deviceId,
      pollMilliseconds: options.policy.sync.pollSeconds * 1000,
      connect: async () => {
        const { database } = await connectToFirm(options, login, password)
        await registerDevice(database, opened.actor.deviceId, options.appVersion)
        return database
      },
      onStatus: (sync, ready) => {
        asOf = sync.asOf
        emit('sync.changed', sync)
        if (ready && state === 'opening') become('open')
      },
      onBookChanged: (tables) => emit('book.changed', { tables, householdIds: [] }),
      onScopeChanged: (purged, gained) => opened.audit(scopeEntries(purged, gained)),
      onContact: () => opened.cache.run('writeValue', { name: 'last_contact', value: String(ports.clock.now()) }),
    })
    const next: Session = {
      ...opened,
      engine,
      commit: (change) => commit(next, change),
      bookAsOf: () => asOf,
      changed: (tables) => emit('book.changed', { tables, householdIds: [] }),
    }
    session = next
    return next
  }

  async function commit(into: Session, change: LocalChange): Promise<void> {
    const touched = await into.cache.run('commitChange', {
      actor: into.actor,
      mutations: change.mutations.map((mutation) => ({ mutation, mutationId: ports.ids.next(), ...stamp(ports) })),
      entries: (change.audit ?? []).map((entry) => ({ ...entry, ...stamp(ports) })),
    })
    emit('book.changed', touched)
    into.engine.wake()
  }

  async function end(): Promise<void> {
    const ending = session
    session = null
    await ending?.engine.stop()
    await ending?.cache.close()
  }

  async function signIn(login: string, password: string): Promise<SessionStatus> {
    if (session) await end()
    become('opening')
    try {
      const { database, user } = await connectToFirm(options, login, password)
      await database.end()
      const secrets = secretsOf(login)
      await secrets.storePassword(password)
      profile.change({ login })
      const name = bookName(server, login)
      const opened = await openPersonalBook({ ports, options, name, secrets, user, damaged: false, onUnreadable })
      await opened.audit([{ type: 'authentication', action: 'login' }])
      const { engine } = await begin(login, password, opened)
      const { cursor, loading } = await opened.cache.run('readLoadState', null)
      if (cursor && !loading) become('open')
      else emit('session.changed', status())
      engine.wake()
      return status()
    } catch (error) {
      await end()
      become('signed_out', toProblem(error))
      throw mapPostgresError(error)
    }
  }

  async function resume(): Promise<void> {
    const { login } = profile.read()
    if (login === null) return
    try {
      const secrets = secretsOf(login)
      const password = await secrets.readPassword()
      if (password === null) return
      const name = bookName(server, login)
      if (!existsSync(bookPath(options.profileFolder, name)) || (await secrets.readKey()) === null) {
        await signIn(login, password)
        return
      }
      become('opening')
      const opened = await openPersonalBook({ ports, options, name, secrets, user: null, damaged: false, onUnreadable })
      await reopen(login, password, opened)
    } catch (error) {
      await end()
      // Signing in with the network gives a new book; what could be saved of the old one is already in it.
      const why = toProblem(error)
      become('signed_out', why?.code === 'not_signed_in' ? null : why)
    }
  }

  async function reopen(login: string, password: string, opened: OpenBook): Promise<void> {
    const lastContact = await opened.cache.run('readValue', { name: 'last_contact' })
    try {
      checkLease(lastContact === null ? null : Number(lastContact), ports.clock.now(), options.policy.cache.leaseDays)
    } catch (error) {
      await opened.cache.close()
      throw error
    }
    await opened.audit([{ type: 'authentication', action: 'login', reason: 'Resumed on this laptop' }])
    const { engine } = await begin(login, password, opened)
    const { cursor, loading } = await opened.cache.run('readLoadState', null)
    if (cursor && !loading) become('open')
    engine.wake()
  }

  async function signOut(): Promise<SessionStatus> {
    const { login } = profile.read()
    await session?.audit([{ type: 'authentication', action: 'logout' }])
    await end()
    if (login !== null) await secretsOf(login).forgetPassword()
    become('signed_out')
    return status()
  }

  function recover(): Promise<void> {
    recovering ??= recoverOnce().finally(() => {
      recovering = null
    })
    return recovering
  }

  async function recoverOnce(): Promise<void> {
    const broken = session
    const { login } = profile.read()
    if (!broken || login === null) return
    await end()
    become('opening', { code: 'cache_unreadable', message: new WorkstationError('cache_unreadable').message })
    try {
      const secrets = secretsOf(login)
      const password = (await secrets.readPassword()) ?? ''
      const name = bookName(server, login)
      const opened = await openPersonalBook({
        ports,
        options,
        name,
        secrets,
        user: broken.user,
        damaged: true,
        onUnreadable,
      })
      const { engine } = await begin(login, password, opened)
      engine.wake()
    } catch (error) {
      await end()
      become('signed_out', toProblem(error))
    }
  }

  return {
    status,
    current() {
      if (session && state === 'open') return session
      throw new WorkstationError('not_signed_in', problem?.message)
    },
    syncStatus: async () => (session ? session.engine.status() : noSync),
    resume,
    signIn,
    signOut,
    recover,
    stop: end,
  }
}

function scopeEntries(purged: readonly string[], gained: readonly string[]) {
  return [
    ...purged.map((householdId) => ({
      type: 'sync' as const,
      action: 'wipe' as const,
      householdId,
      reason: 'No longer assigned: removed from this laptop',
    })),
    ...gained.map((householdId) => ({
      type: 'sync' as const,
      action: 'checkout' as const,
      householdId,
      reason: 'Newly assigned: brought to this laptop',
    })),
  ]
}
