import type { z } from 'zod'
import type { CommandContext, HandlersOf, QueryContext } from '#electron/ipc/handlers.ts'
import type { Log } from '#electron/platform/ports.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { mayDo, type Permission } from '#shared/domain/permissions.ts'
import type { Channel, Reply } from '#shared/ipc/contract.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import {
  type ChannelName,
  type Channels,
  channelNames,
  channels,
  type InputOf,
  type OutputOf,
} from '#shared/ipc/index.ts'
import { isTrustedSender, type Sender } from './sender.ts'

/** Channels that answer before anyone has signed in: those without a permission. */
export type OpenChannelName = {
  [C in ChannelName]: Channels[C]['permission'] extends null ? C : never
}[ChannelName]

/** Handlers of channels that need a person and a book; a missing one does not compile. */
export type BookHandlers = HandlersOf<Omit<Channels, OpenChannelName>>

/** Handlers of the open channels. They get no book: what they need, they close over. */
export type OpenHandlers = {
  readonly [C in OpenChannelName]: (input: InputOf<C>) => Promise<OutputOf<C>>
}

export interface RouterOptions {
  readonly bookHandlers: BookHandlers
  readonly openHandlers: OpenHandlers
  /**
   * What a handler is given, made anew for each call.
   * @throws WorkstationError `not_signed_in` without a session, `lease_ended` when the book must stay closed.
   */
  readonly contextFor: {
    query(): QueryContext | Promise<QueryContext>
    command(): CommandContext | Promise<CommandContext>
  }
  /** Writes an event into the trail; an answer whose event cannot be written is withheld. */
  readonly audit: (entry: AuditEntry) => Promise<void>
  readonly log: Log
}

export interface Router {
  /** Answers one call. Never rejects: what goes wrong is in the reply, without anything of the error's own text. */
  call(channel: string, input: unknown, sender: Sender | null): Promise<Reply<unknown>>
  readonly channels: readonly ChannelName[]
}

/** What is left of a handler's type once its channel is known only by name. */
type AnyHandler = (context: unknown, input: unknown) => Promise<unknown>

/** The one way into the main process: sender, channel, input, session, permission, handler, trail, output. */
export function createRouter(options: RouterOptions): Router {
  const handlers = mergeHandlers(options)
  return {
    channels: channelNames,
    async call(name, input, sender) {
      try {
        if (!isTrustedSender(sender)) throw new WorkstationError('forbidden', 'This page may not call the workstation.')
        if (!isChannelName(name)) throw new WorkstationError('bad_input', UNKNOWN_CHANNEL)
        return { ok: true, value: await answer(options, name, handlers[name], input) }
      } catch (error) {
        return toReply(error, isChannelName(name) ? name : 'unknown', options.log)
      }
    },
  }
}

const UNKNOWN_CHANNEL = 'The workstation does not know this request. Restart it, and tell IT if it persists.'

function isChannelName(name: string): name is ChannelName {
  return Object.hasOwn(channels, name)
}

function mergeHandlers(options: RouterOptions): Readonly<Record<ChannelName, AnyHandler>> {
  const open = Object.entries(options.openHandlers).map(([name, handler]) => [
    name,
    (_context: unknown, input: never) => handler(input),
  ])
  return { ...(options.bookHandlers as object), ...Object.fromEntries(open) }
}

async function answer(options: RouterOptions, name: ChannelName, run: AnyHandler, raw: unknown): Promise<unknown> {
  const channel: Channel = channels[name]
  const input = parseInput(channel, raw)
  const context = channel.permission === null ? null : await authorise(options, name, channel.permission, input)
  const value = await run(context, input)
  if (channel.audit !== null && channel.audit.happened?.(value) !== false) {
    const { type, action } = channel.audit
    await options.audit({ type, action, ...channel.audit.subject(input, value) })
  }
  const output = channel.output.safeParse(value)
  if (output.success) return output.data
  options.log.error('ipc.output_invalid', { channel: name })
  throw new WorkstationError('internal')
}

function parseInput(channel: Channel, raw: unknown): unknown {
  const input = channel.input.safeParse(raw)
  if (input.success) return input.data
  const details = input.error.issues.map((issue: z.core.$ZodIssue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
  throw new WorkstationError('bad_input', errorMessages.bad_input, details)
}

/** @returns the handler's context, once the person signed in may do what the channel needs. */
async function authorise(
  options: RouterOptions,
  name: ChannelName,
  permission: Permission,
  input: unknown,
): Promise<QueryContext> {
  const channel: Channel = channels[name]
  const context = await options.contextFor[channel.kind]()
  if (mayDo(context.user.role, permission)) return requireBook(channel, context, input)
  await options.audit({
    type: 'authorization',
    action: channel.audit?.action ?? (channel.kind === 'query' ? 'read' : 'update'),
    ...channel.audit?.subject(input, null),
    reason: `Denied: ${name} needs ${permission}, which the role ${context.user.role} does not have`,
  })
  throw new WorkstationError('forbidden')
}

/** @throws WorkstationError `forbidden` where the call is about a book and the person works on the whole firm. */
function requireBook(channel: Channel, context: QueryContext, input: unknown): QueryContext {
  const why = context.firmWide ? channel.needsBook?.(input) : null
  if (why) throw new WorkstationError('forbidden', why)
  return context
}

function toReply(error: unknown, channel: string, log: Log): Reply<never> {
  if (error instanceof WorkstationError) {
    const { code, message, details } = error
    return details === undefined ? { ok: false, code, message } : { ok: false, code, message, details }
  }
  // The message stays out of the log as well: a driver's error quotes the row it failed on.
  log.error('ipc.failed', { channel, error: nameOf(error), code: codeOf(error) })
  return { ok: false, code: 'internal', message: errorMessages.internal }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error
}

/** A driver's or system's code such as `SQLITE_FULL`, `23505`, `ENOSPC`; null for anything that is not one. */
function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : null
}
