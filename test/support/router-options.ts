import type { CommandContext } from '#electron/ipc/handlers.ts'
import type { BookHandlers, OpenHandlers, RouterOptions } from '#electron/ipc/router.ts'
import type { LogFields } from '#electron/platform/ports.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import type { Role } from '#shared/domain/permissions.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { channels } from '#shared/ipc/index.ts'

type AnyHandler = (...parameters: never[]) => Promise<unknown>

/** Router options that write down what the router does; every handler not given fails as `internal`. */
export function recordRouterOptions(setup: {
  readonly role: Role | null
  readonly handlers?: Readonly<Record<string, AnyHandler>>
}): { options: RouterOptions; audited: AuditEntry[]; logged: [string, LogFields | undefined][]; ran: string[] } {
  const audited: AuditEntry[] = []
  const logged: [string, LogFields | undefined][] = []
  const ran: string[] = []
  const handlers = Object.fromEntries(Object.keys(channels).map((name) => [name, record(name)]))
  function record(name: string): AnyHandler {
    return async (...parameters) => {
      ran.push(name)
      const given = setup.handlers?.[name]
      if (given === undefined) throw new WorkstationError('internal')
      return given(...parameters)
    }
  }
  const context = async () => {
    if (setup.role === null) throw new WorkstationError('not_signed_in')
    const user = { id: 'u', login: 'ada', displayName: 'Ada', role: setup.role, title: null }
    return { user, bookAsOf: null } as unknown as CommandContext
  }
  const write = (event: string, fields?: LogFields) => void logged.push([event, fields])
  const options: RouterOptions = {
    bookHandlers: handlers as unknown as BookHandlers,
    openHandlers: handlers as unknown as OpenHandlers,
    contextFor: { query: context, command: context },
    audit: async (entry) => void audited.push(entry),
    log: { info: write, warn: write, error: write },
  }
  return { options, audited, logged, ran }
}
