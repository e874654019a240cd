import type { CacheValue } from '#electron/postgres/row-codec.ts'
import type { BookTableName, TableName } from '#shared/records/index.ts'
import { applyPull, emptyBook, moveCursor, type Pull, weighPull } from './apply-pull.ts'
import { type CommitRequest, commitChange } from './commit-change.ts'
import { type Decision, decide } from './decide-change.ts'
import { type Draft, forgetDraft, keepDraft } from './drafts.ts'
import { noteReadAgain, readToReadAgain } from './evolve-book.ts'
import { forgetDiscarded, planFiles } from './keep-plan.ts'
import {
  beginFile,
  type Capture,
  type ChunkInput,
  changePin,
  dropDraft,
  failFile,
  fileCapture,
  finishFile,
  type KeptProblem,
  markSent,
  type NewFile,
  type PinChange,
  readChunk,
  storeChunk,
  tidyFiles,
} from './kept-files.ts'
import {
  beginLoad,
  type Cursor,
  completeTable,
  finishLoad,
  type LoadRows,
  loadRows,
  readLoadState,
  readReconciliation,
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
import { type AppendImage, appendImage } from './page-images/append-image.ts'
import type { KeepTimes } from './pins.ts'
import { readPlace, rewindPlace } from './place.ts'
import { type Renewal, renewIdentity } from './renew-identity.ts'
import { type Acknowledgement, acknowledge, type Parking, park } from './settle-unit.ts'
import {
  beginReconciliation,
  dueShare,
  noteReconciliation,
  noteShare,
  planShare,
  type SharePlan,
} from './verification.ts'
import { writeServerRows } from './write-rows.ts'

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
  loadRows: (db: CacheDatabase, input: LoadRows) => loadRows(db, input),
  loadImage: (db: CacheDatabase, input: AppendImage) => appendImage(db, input),
  completeTable: (db: CacheDatabase, input: { table: TableName }) => completeTable(db, input.table),
  finishLoad: (db: CacheDatabase, _input: null) => finishLoad(db),
  applyPull: (db: CacheDatabase, input: Pull) => applyPull(db, input),
  readToReadAgain: (db: CacheDatabase, _input: null) => readToReadAgain(db),
  writeAgain: (
    db: CacheDatabase,
    input: { table: BookTableName; rows: readonly (readonly CacheValue[])[]; after: string | null },
  ) =>
    db.transaction(() => {
      writeServerRows(db, input.table, input.rows)
      noteReadAgain(db, input.table, input.after)
    })(),
  emptyBook: (db: CacheDatabase, _input: null) => emptyBook(db),
  moveCursor: (db: CacheDatabase, input: Cursor) => moveCursor(db, input),
  weighPull: (db: CacheDatabase, input: Pull) => weighPull(db, input),
  planShare: (db: CacheDatabase, input: { after: string | null; limit: number }) => planShare(db, input),
  dueShare: (db: CacheDatabase, input: { at: string }) => dueShare(db, input),
  noteShare: (db: CacheDatabase, input: { plan: SharePlan; at: string }) => noteShare(db, input),
  readReconciliation: (db: CacheDatabase, _input: null) => readReconciliation(db),
  beginReconciliation: (db: CacheDatabase, input: Cursor) => beginReconciliation(db, input),
  noteReconciliation: (db: CacheDatabase, input: { after: string | null }) => noteReconciliation(db, input),
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
  changePin: (db: CacheDatabase, input: PinChange) => changePin(db, input),
  planFiles: (db: CacheDatabase, input: { times: KeepTimes; limitBytes: number }) => planFiles(db, input),
  forgetDiscarded: (db: CacheDatabase, input: { versionIds: readonly string[] }) => forgetDiscarded(db, input),
  beginFile: (db: CacheDatabase, input: NewFile & { state: 'draft' | 'arriving'; problem: KeptProblem | null }) =>
    beginFile(db, input),
  storeChunk: (db: CacheDatabase, input: ChunkInput) => storeChunk(db, input),
  readChunk: (db: CacheDatabase, input: { fileId: string; index: number }) => readChunk(db, input),
  finishFile: (db: CacheDatabase, input: { fileId: string }) => finishFile(db, input),
  fileCapture: (db: CacheDatabase, input: Capture) => fileCapture(db, input),
  markSent: (db: CacheDatabase, input: { fileId: string; sent: number }) => markSent(db, input),
  failFile: (db: CacheDatabase, input: { fileId: string; problem: KeptProblem }) => failFile(db, input),
  dropDraft: (db: CacheDatabase, input: { fileId: string }) => dropDraft(db, input),
  tidyFiles: (db: CacheDatabase, _input: null) => tidyFiles(db),
  keepDraft: (db: CacheDatabase, input: Draft) => keepDraft(db, input),
  forgetDraft: (db: CacheDatabase, input: Pick<Draft, 'draftKey'>) => forgetDraft(db, input),
  readValue: (db: CacheDatabase, input: { name: string }) => readValue(db, input.name),
  writeValue: (db: CacheDatabase, input: { name: string; value: string }) => writeValue(db, input.name, input.value),
} as const

/** Operations that change nothing: the reader answers them, beside the writer. */
export const readingOperations: ReadonlySet<string> = new Set<keyof typeof operations>([
  'query',
  'readLoadState',
  'readReconciliation',
  'readToReadAgain',
  'weighPull',
  'planShare',
  'dueShare',
  'readUnsentAudit',
  'verifyAudit',
  'takeUnits',
  'readUnit',
  'readUnitOf',
  'readPlace',
  'countOutbox',
  'readChunk',
  'readValue',
])

export type Operations = typeof operations
export type OperationName = keyof Operations
export type OperationInput<O extends OperationName> = Parameters<Operations[O]>[1]
export type OperationOutput<O extends OperationName> = ReturnType<Operations[O]>
