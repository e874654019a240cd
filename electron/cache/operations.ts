import type { CacheValue } from '#electron/postgres/row-codec.ts'
import type { TableName } from '#shared/records/index.ts'
import { type CommitRequest, commitChange } from './commit-change.ts'
import { type Decision, decide } from './decide-change.ts'
import {
  applyPull,
  beginLoad,
  type Cursor,
  finishLoad,
  loadChunk,
  moveCursor,
  type Pull,
  readLoadState,
  readValue,
  writeValue,
} from './load-rows.ts'
import {
  type Actor,
  appendAudit,
  markAuditSent,
  readUnsentAudit,
  type StampedEntry,
  verifyLocalAudit,
} from './local-audit.ts'
import type { CacheDatabase } from './open-cache.ts'
import { countOutbox, markSending, readUnit, readUnitOf, takeUnits } from './outbox.ts'
import { readPlace, rewindPlace } from './place.ts'
import { type Renewal, renewIdentity } from './renew-identity.ts'
import { type Acknowledgement, acknowledge, type Parking, park } from './settle-unit.ts'

/** Reads one statement compiled by Kysely. */
function runQuery(db: CacheDatabase, input: { sql: string; parameters: readonly unknown[] }): unknown[] {
  const statement = db.prepare(input.sql)
  if (!statement.readonly) throw new Error('only the operations of the cache write')
  return statement.all(input.parameters)
}

/**
 * Everything the worker does. Each operation is one transaction; its input and output cross a thread, so they are
 * plain data.
 */
export const operations = {
  query: runQuery,
  readLoadState: (db: CacheDatabase, _input: null) => readLoadState(db),
  beginLoad: (db: CacheDatabase, input: { start: Cursor; totals: Readonly<Record<string, number>> }) =>
    beginLoad(db, input.start, input.totals),
  loadChunk: (
    db: CacheDatabase,
    input: { table: TableName; rows: readonly (readonly CacheValue[])[]; complete: boolean },
  ) => loadChunk(db, input.table, input.rows, input.complete),
  finishLoad: (db: CacheDatabase, _input: null) => finishLoad(db),
  applyPull: (db: CacheDatabase, input: Pull) => applyPull(db, input),
  moveCursor: (db: CacheDatabase, input: Cursor) => moveCursor(db, input),
  commitChange: (db: CacheDatabase, input: CommitRequest) => commitChange(db, input),
  appendAudit: (db: CacheDatabase, input: { actor: Actor; entries: readonly StampedEntry[] }) =>
    db.transaction(() => appendAudit(db, input.actor, input.entries))(),
  readUnsentAudit: (db: CacheDatabase, input: { limit: number }) => readUnsentAudit(db, input.limit),
  markAuditSent: (db: CacheDatabase, input: { upTo: number }) => markAuditSent(db, input.upTo),
  verifyAudit: (db: CacheDatabase, _input: null) => verifyLocalAudit(db),
  takeUnits: (db: CacheDatabase, input: { limit: number; held: readonly string[] }) =>
    takeUnits(db, input.limit, input.held),
  readUnit: (db: CacheDatabase, input: { unitId: string }) => readUnit(db, input.unitId),
  readUnitOf: (db: CacheDatabase, input: { mutationId: string }) => readUnitOf(db, input.mutationId),
  markSending: (db: CacheDatabase, input: { unitId: string }) => markSending(db, input.unitId),
  acknowledge: (db: CacheDatabase, input: Acknowledgement) => acknowledge(db, input),
  park: (db: CacheDatabase, input: Parking) => park(db, input),
  readPlace: (db: CacheDatabase, input: { trail: number }) => readPlace(db, input.trail),
  rewindPlace: (db: CacheDatabase, input: { last: number; trail: number }) => rewindPlace(db, input),
  renewIdentity: (db: CacheDatabase, input: Renewal) => renewIdentity(db, input),
  decide: (db: CacheDatabase, input: Decision) => decide(db, input),
  countOutbox: (db: CacheDatabase, _input: null) => countOutbox(db),
  readValue: (db: CacheDatabase, input: { name: string }) => readValue(db, input.name),
  writeValue: (db: CacheDatabase, input: { name: string; value: string }) => writeValue(db, input.name, input.value),
} as const

/** Operations that change nothing, and so need not wait for anybody's reads. */
export const readingOperations: ReadonlySet<string> = new Set<keyof typeof operations>([
  'query',
  'readLoadState',
  'readUnsentAudit',
  'verifyAudit',
  'takeUnits',
  'readUnit',
  'readUnitOf',
  'readPlace',
  'countOutbox',
  'readValue',
])

export type Operations = typeof operations
export type OperationName = keyof Operations
export type OperationInput<O extends OperationName> = Parameters<Operations[O]>[1]
export type OperationOutput<O extends OperationName> = ReturnType<Operations[O]>
