import type { z } from 'zod'
import { accountsChannels } from './accounts.ts'
import { auditChannels } from './audit.ts'
import type { Reply } from './contract.ts'
import { documentsChannels } from './documents.ts'
import { draftsChannels } from './drafts.ts'
import { householdsChannels } from './households.ts'
import { listsChannels } from './lists.ts'
import { meetingsChannels } from './meetings.ts'
import { mergingChannels } from './merging.ts'
import { numbersChannels } from './numbers.ts'
import { peopleChannels } from './people.ts'
import { portfolioChannels } from './portfolio.ts'
import type { SessionStatus } from './session.ts'
import { sessionChannels } from './session.ts'
import { settingsChannels } from './settings.ts'
import { type SyncStatus, syncChannels } from './sync.ts'
import { tasksChannels } from './tasks.ts'
import { teamsChannels } from './teams.ts'

/** Every channel between the renderer and the main process. The bridge and the handler map derive from it. */
export const channels = {
  ...sessionChannels,
  ...syncChannels,
  ...householdsChannels,
  ...teamsChannels,
  ...peopleChannels,
  ...mergingChannels,
  ...numbersChannels,
  ...accountsChannels,
  ...portfolioChannels,
  ...meetingsChannels,
  ...tasksChannels,
  ...documentsChannels,
  ...draftsChannels,
  ...auditChannels,
  ...listsChannels,
  ...settingsChannels,
} as const

export type Channels = typeof channels
export type ChannelName = keyof Channels
export const channelNames = Object.keys(channels) as ChannelName[]

/** What a caller may pass: defaults may be left out. */
export type CallInput<C extends ChannelName> = z.input<Channels[C]['input']>
/** What a handler receives, after validation. */
export type InputOf<C extends ChannelName> = z.output<Channels[C]['input']>
export type OutputOf<C extends ChannelName> = z.output<Channels[C]['output']>

/** What the main process says unasked. */
export interface WorkstationEvents {
  'session.changed': SessionStatus
  'sync.changed': SyncStatus
  /** Rows of these tables changed in the book, by sync or by a command; lists that show them ask again. */
  'book.changed': { readonly tables: readonly string[]; readonly householdIds: readonly string[] }
  /** The menu or a shortcut of the shell asks for something of the renderer. */
  'shell.command': { readonly command: 'palette' | 'sync' | 'settings' }
}

export type EventName = keyof WorkstationEvents
export const eventNames = [
  'session.changed',
  'sync.changed',
  'book.changed',
  'shell.command',
] as const satisfies EventName[]

/** What the preload puts on `window.workstation`: one function per channel, one subscription per event. */
export interface WorkstationBridge {
  invoke<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<Reply<OutputOf<C>>>
  /** @returns a function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: WorkstationEvents[E]) => void): () => void
}
