import type { Backend, BackendOptions, CreateBackend } from '#electron/backend.ts'
import { createRouter } from '#electron/ipc/router.ts'
import type { Dialogs, Ports } from '#electron/platform/ports.ts'
import type { EventName, WorkstationEvents } from '#shared/ipc/index.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'
import { recordRouterOptions } from '#test/support/router-options.ts'

const sha256 = '0'.repeat(64)

/** A backend that answers a few channels from memory, through the real router. */
export function createSmallBackend() {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const state = { noticed: [] as string[], stopped: 0, options: null as BackendOptions | null, service: '' }
  let dialogs: Dialogs | null = null

  const status = (): SessionStatus => ({
    state: 'signed_out',
    user: null,
    rememberedLogin: null,
    server: { host: state.options?.policy.server.host ?? '', port: 5432, database: 'adviser' },
    problem: null,
  })
  const { options, ran } = recordRouterOptions({
    role: 'adviser',
    handlers: {
      'session.status': async () => status(),
      'settings.change': async () => ({}),
      'audit.verify': () => Promise.reject(new RangeError('CANARY postgres://ada:hunter2@firm')),
      'documents.saveCopy': async ({ documentId }: { documentId: string }) => {
        const path = await dialogs?.chooseSavePath({
          title: 'Save a copy',
          suggestedName: 'plan.pdf',
          extension: 'pdf',
        })
        return { householdId: documentId, path: path ?? null, byteLength: 0, sha256 }
      },
    },
  })
  const createBackend: CreateBackend = (ports, backendOptions) => {
    dialogs = ports.dialogs
    state.options = backendOptions
    return {
      router: createRouter(options),
      start: async () => undefined,
      noticed: (notice) => void state.noticed.push(notice),
      stop: async () => {
        state.stopped += 1
      },
      on(event, listener) {
        const known = listeners.get(event) ?? new Set()
        listeners.set(event, known.add(listener as (payload: never) => void))
        return () => known.delete(listener as (payload: never) => void)
      },
    } satisfies Backend
  }
  return {
    state,
    ran,
    createBackend,
    createNodePorts: ({ service }: { service: string }) => {
      state.service = service
      return { log: options.log } as unknown as Omit<Ports, 'dialogs'>
    },
    say<E extends EventName>(event: E, payload: WorkstationEvents[E]): void {
      for (const listener of listeners.get(event) ?? []) listener(payload as never)
    },
  }
}

export type SmallBackend = ReturnType<typeof createSmallBackend>
