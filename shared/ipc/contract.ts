import { z } from 'zod'
import type { AuditAction, AuditType } from '#shared/domain/audit-event.ts'
import type { Permission } from '#shared/domain/permissions.ts'
import type { ErrorCode } from './errors.ts'

/**
 * Where a channel's answer comes from when the network is gone.
 * `cache`: the book on this laptop, always. `queue`: saved here, sent later. `online`: needs the firm's database.
 */
export type OfflineBehaviour = 'cache' | 'queue' | 'online'

/** What an audited call was about. */
export interface AuditSubject {
  readonly table?: string
  readonly rowId?: string
  readonly householdId?: string
  readonly reason?: string
}

/** How the router writes a call into the trail. */
export interface AuditLabel<Input, Output> {
  readonly type: AuditType
  readonly action: AuditAction
  /** What the call was about; without an output it was denied. */
  subject(input: Input, output: Output | null): AuditSubject
  /** Says false where the call succeeded yet nothing was done, such as an export the person cancelled. */
  happened?(output: Output): boolean
}

export interface Channel<
  Kind extends 'query' | 'command' = 'query' | 'command',
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Needed extends Permission | null = Permission | null,
> {
  readonly kind: Kind
  readonly input: Input
  readonly output: Output
  readonly permission: Needed
  readonly audit: AuditLabel<z.infer<Input>, z.infer<Output>> | null
  readonly offline: OfflineBehaviour
  /**
   * Why a call makes no sense without a book on this laptop, in a sentence that says what to do instead; null where it
   * does. Left out: whoever works on the whole firm may ask it as well.
   */
  readonly needsBook?: (input: z.infer<Input>) => string | null
}

interface ChannelFacts<Input extends z.ZodType, Output extends z.ZodType, Needed extends Permission | null> {
  readonly input: Input
  readonly output: Output
  /** Null only for what must answer before anyone has signed in. */
  readonly permission: Needed
  /** Null where the call is not audited, or where the feature itself writes a richer event. */
  readonly audit: AuditLabel<z.infer<Input>, z.infer<Output>> | null
  readonly offline: OfflineBehaviour
  readonly needsBook?: (input: z.infer<Input>) => string | null
}

/** What a list of a whole book answers to those who see the whole firm. */
export const WHOLE_BOOK =
  'This list is of one adviser’s book, and you work on the whole firm. Open a household to see it there.'

/** Declares a channel that only reads. */
export function query<I extends z.ZodType, O extends z.ZodType, P extends Permission | null>(
  facts: ChannelFacts<I, O, P>,
): Channel<'query', I, O, P> {
  return { kind: 'query', ...facts }
}

/** Declares a channel that changes something. */
export function command<I extends z.ZodType, O extends z.ZodType, P extends Permission | null>(
  facts: ChannelFacts<I, O, P>,
): Channel<'command', I, O, P> {
  return { kind: 'command', ...facts }
}

/** For channels that take, or give, nothing. */
export const nothing = z.strictObject({})

/** What crosses the bridge: never an exception, never a stack. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly details?: unknown }
