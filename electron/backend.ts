import { collapseReads } from '#electron/audit/collapse-reads.ts'
import { createMemory, type Memory, type Recall } from '#electron/book-queries/recall.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { createAuditHandlers } from '#electron/features/audit/handlers.ts'
import type { DocumentsDesk } from '#electron/features/documents/desk.ts'
import { createDocumentsHandlers } from '#electron/features/documents/handlers.ts'
import { createDraftsHandlers } from '#electron/features/drafts.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { teamHandlers } from '#electron/features/households/team.ts'
import { createListsHandlers } from '#electron/features/lists/handlers.ts'
import { meetingsHandlers } from '#electron/features/meetings/handlers.ts'
import { numbersHandlers } from '#electron/features/numbers.ts'
import { peopleHandlers } from '#electron/features/people/handlers.ts'
import { mergingHandlers } from '#electron/features/people/merging.ts'
import { portfolioHandlers } from '#electron/features/portfolio.ts'
import { createSessionHandlers } from '#electron/features/session/handlers.ts'
import { stamp } from '#electron/features/session/open-session.ts'
import { openProfile } from '#electron/features/session/profile.ts'
import { SessionService } from '#electron/features/session/session-service.ts'
import { createSettingsHandlers } from '#electron/features/settings/handlers.ts'
import { createSyncHandlers, type SyncDesk } from '#electron/features/sync/handlers.ts'
import { tasksHandlers } from '#electron/features/tasks/handlers.ts'
import type { CommandContext } from '#electron/ipc/handlers.ts'
import { createRouter, type Router } from '#electron/ipc/router.ts'
import { AT_CAPTURE, extractPages } from '#electron/page-text/extract-pages.ts'
import type { Policy } from '#electron/platform/policy.ts'
import type { Ports } from '#electron/platform/ports.ts'
import type { Notice } from '#electron/sync/follow-network.ts'
import { type EventName, eventNames, type WorkstationEvents } from '#shared/ipc/index.ts'

export interface BackendOptions {
  readonly policy: Policy
  /** The folder this profile owns; everything the workstation writes by itself is below it. */
  readonly profileFolder: string
  readonly appVersion: string
  /** The threads' scripts, bundled or source. */
  readonly cacheWorker: URL
  readonly syncWorker: URL
  readonly pageWorker: URL
}

/** The main process without Electron: what the shell, the tests, and the command line start. */
export interface Backend {
  readonly router: Router
  /** Opens the remembered book, if there is one, and begins to sync. Resolves once the router can answer. */
  start(): Promise<void>
  /** The person came back to the window, or the machine woke up. */
  noticed(notice: Notice): void
  /** Ends sync, closes the book and every connection. Safe to call twice. */
  stop(): Promise<void>
  /** @returns a function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: WorkstationEvents[E]) => void): () => void
}

export type CreateBackend = (ports: Ports, options: BackendOptions) => Backend

/** What needs nothing but the book that it is asked of. */
const clientHandlers = {
  ...householdsHandlers,
  ...teamHandlers,
  ...peopleHandlers,
  ...mergingHandlers,
  ...numbersHandlers,
  ...accountsHandlers,
  ...portfolioHandlers,
  ...meetingsHandlers,
  ...tasksHandlers,
}

/** Puts the main process together: one session, one router, one set of handlers. */
export const createBackend: CreateBackend = (ports, options) => {
  const { emit, on } = createEvents()
  const profile = openProfile(options.profileFolder)
  const service = new SessionService({ ports, options, profile, emit })
  const sync = createSyncHandlers(createDesk(service, ports))
  const recallOf = rememberBooks(on)
  const context = (): CommandContext => contextOf(service, ports, recallOf)
  const router = createRouter({
    openHandlers: {
      ...createSessionHandlers(service),
      ...sync.open,
      ...createSettingsHandlers(profile, options, () => service.settingsChanged()),
    },
    bookHandlers: {
      ...sync.book,
      ...clientHandlers,
      ...createListsHandlers((operation, input) => service.current().cache.run(operation, input)),
      ...createDocumentsHandlers(createDocumentsDesk(service, ports, options)),
      ...createDraftsHandlers(
        (operation, input) => service.current().cache.run(operation, input),
        () => emit('book.changed', { tables: ['drafts'], householdIds: [] }),
      ),
      ...createAuditHandlers(() => service.current().cache.run('verifyAudit', null)),
    },
    contextFor: { query: context, command: context },
    audit: collapseReads(
      ports.clock,
      () => service.current().user.id,
      (entry) => service.current().audit([entry]),
    ),
    log: ports.log,
  })
  return {
    router,
    start: () => service.resume(),
    noticed: (notice) => service.noticed(notice),
    stop: () => service.stop(),
    on,
  }
}

function contextOf(service: SessionService, ports: Ports, recallOf: (cache: CachePort) => Recall): CommandContext {
  const { book, cache, user, commit, bookAsOf, keyRing, live } = service.current()
  const laptop = { book, steady: <T>(reads: () => Promise<T>) => cache.steady(reads) }
  const firmWide = live !== null
  const asOf = firmWide ? new Date(ports.clock.now()).toISOString() : bookAsOf()
  return {
    ...(live ?? laptop),
    laptop,
    firmWide,
    recall: recallOf(cache),
    user,
    ports,
    keyRing,
    bookAsOf: asOf,
    commit: (change) => commit(change),
  }
}

/** What is remembered of a book goes with the book, and with the tables that change in it. */
function rememberBooks(on: Backend['on']): (cache: CachePort) => Recall {
  let open: { readonly cache: CachePort; readonly memory: Memory } | null = null
  on('book.changed', ({ tables }) => open?.memory.forget(tables))
  on('session.changed', ({ state }) => {
    if (state === 'signed_out') open = null
  })
  return (cache) => {
    if (open?.cache !== cache) open = { cache, memory: createMemory() }
    return open.memory.begin()
  }
}

function createDesk(service: SessionService, ports: Ports): SyncDesk {
  return {
    status: () => service.syncStatus(),
    wake: () => service.current().engine.wake(),
    settle: () => service.current().engine.settle(),
    verify: () => service.current().engine.verify(),
    async decide(mutationId, choice) {
      const { cache, actor, changed } = service.current()
      const unit = await cache.run('readUnitOf', { mutationId })
      const stamps = unit.map(() => stamp(ports))
      const decided = await cache.run('decide', { mutationId, choice, actor, stamps, newId: ports.ids.next() })
      if (decided) changed(decided.tables)
      return decided !== null
    },
  }
}

function createDocumentsDesk(
  service: SessionService,
  ports: Ports,
  { policy, pageWorker: script }: BackendOptions,
): DocumentsDesk {
  const changed = () => {
    service.current().changed(['documents'])
    service.current().engine.wake()
  }
  return {
    limits: policy.documents,
    readPages: (content, mediaType) =>
      extractPages({ script, clock: ports.clock, limits: AT_CAPTURE }, content, mediaType),
    run: (operation, input) => service.current().cache.run(operation, input),
    commitFile: (fileId, change, pin) => service.current().commit(change, { fileId, pin }),
    async changePin(pin, keep, entry) {
      const { cache, actor } = service.current()
      await cache.run('changePin', { pin, keep, actor, entry: { ...entry, ...stamp(ports) } })
      changed()
    },
    audit: (entries) => service.current().audit(entries),
    changed,
  }
}

function createEvents() {
  const listeners = new Map<EventName, Set<(payload: never) => void>>(eventNames.map((name) => [name, new Set()]))
  return {
    emit<E extends EventName>(event: E, payload: WorkstationEvents[E]): void {
      for (const listener of listeners.get(event) ?? []) (listener as (given: typeof payload) => void)(payload)
    },
    on<E extends EventName>(event: E, listener: (payload: WorkstationEvents[E]) => void): () => void {
      listeners.get(event)?.add(listener)
      return () => listeners.get(event)?.delete(listener)
    },
  }
}
