import { type ErrorCode, errorMessages } from '#shared/ipc/errors.ts'
import type { EventName, WorkstationEvents } from '#shared/ipc/index.ts'
import type { NoteView } from '#shared/ipc/meetings.ts'
import type { SessionStatus } from '#shared/ipc/session.ts'
import type { OutboxEntry, SyncStatus } from '#shared/ipc/sync.ts'
import { user } from './fixture-base.ts'
import { calmStatus, householdRows, meetingRows, pages } from './fixture-book.ts'
import { crowdedOutbox, outboxEntries } from './fixture-outbox.ts'

export class FakeProblem extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode) {
    super(errorMessages[code])
    this.code = code
  }
}

const server = { host: 'book.hartmann-lund.example', port: 5432, database: 'adviser' }
const labels = ['Households', 'People', 'Accounts', 'Meetings', 'Positions', 'Documents', 'Transactions']

export function sceneSession(scene: string): SessionStatus {
  const base = { rememberedLogin: scene === 'first-login' ? null : user.login, server, problem: null }
  if (scene === 'signed-out' || scene === 'first-login') return { ...base, state: 'signed_out', user: null }
  return { ...base, state: scene === 'first-sync' ? 'opening' : 'open', user }
}

function sceneOutbox(scene: string): OutboxEntry[] {
  if (scene === 'crowd') return crowdedOutbox
  return scene === 'decide' || scene === 'offline' ? outboxEntries : []
}

function sceneSync(scene: string): SyncStatus {
  if (scene === 'offline') return { ...calmStatus, connection: 'offline', waiting: 3 }
  if (scene === 'metered') return { ...calmStatus, paused: 'metered' }
  if (scene === 'decide') return { ...calmStatus, waiting: 2, conflicts: 2, refused: 1 }
  if (scene === 'crowd') return { ...calmStatus, connection: 'offline', waiting: 396, conflicts: 2, refused: 202 }
  if (scene === 'first-sync') {
    const progress = labels.map((label, at) => ({
      table: label,
      label,
      done: [164, 520, 811, 96, 1200, 0, 0][at] ?? 0,
      total: [164, 520, 811, 240, 9400, 1800, 84_000][at] ?? 0,
    }))
    return { ...calmStatus, asOf: null, phase: 'first_sync', progress, rowsPerSecond: 21_340 }
  }
  return calmStatus
}

type Listeners = Map<EventName, Set<(payload: never) => void>>

/** Everything that changes while the fixture is used. */
export class Story {
  readonly listeners: Listeners = new Map()
  readonly notes = new Map<string, NoteView[]>()
  readonly empty: boolean
  readonly rows
  session: SessionStatus
  sync: SyncStatus
  outbox: OutboxEntry[]
  colorScheme: 'light' | 'dark' | 'auto' = 'auto'
  saveData: 'automatic' | 'always' | 'never' = 'automatic'

  constructor(scene: string) {
    this.empty = scene === 'empty'
    this.rows = this.empty ? [] : householdRows
    this.session = sceneSession(scene)
    this.sync = sceneSync(scene)
    this.outbox = sceneOutbox(scene)
  }

  emit<E extends EventName>(event: E, payload: WorkstationEvents[E]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(payload as never)
  }

  setSync(change: Partial<SyncStatus>): void {
    this.sync = { ...this.sync, ...change }
    this.emit('sync.changed', this.sync)
  }

  /** A change was decided, and leaves the list with all of its unit. */
  settle(mutationId: string): Record<never, never> {
    const unitId = this.outbox.find((entry) => entry.mutationId === mutationId)?.unitId
    this.outbox = this.outbox.filter((entry) => entry.unitId !== unitId)
    const count = (state: OutboxEntry['state']) =>
      new Set(this.outbox.filter((entry) => entry.state === state).map((entry) => entry.unitId)).size
    this.setSync({ conflicts: count('conflict'), refused: count('refused') })
    return {}
  }

  /** A row was changed here and waits to be sent. */
  changed(table: string, householdId: string): void {
    this.emit('book.changed', { tables: [table], householdIds: [householdId] })
    this.setSync({ waiting: this.sync.waiting + 1 })
  }
}

export function pageOf(householdId: string) {
  const page = pages.get(householdId)
  if (page === undefined) throw new FakeProblem('not_found')
  return page
}

export function meetingOf(meetingId: string) {
  const meeting = meetingRows.find(({ id }) => id === meetingId)
  if (meeting === undefined) throw new FakeProblem('not_found')
  return meeting
}
