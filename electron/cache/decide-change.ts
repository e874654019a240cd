import { recordOf } from '#shared/records/index.ts'
import { askedFields } from '#shared/schema/conflicts.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { isContent } from '#shared/schema/validators.ts'
import { type Actor, appendAudit, type Stamp } from './local-audit.ts'
import type { OutboxRow } from './local-tables.ts'
import type { CacheDatabase } from './open-cache.ts'
import { readChange, readUnit } from './outbox.ts'
import { rebaseFollowers, refuseFollowers } from './rebase-followers.ts'
import { comparedValues, type JsonRow } from './row-json.ts'
import { readRow, readShadow, removeRow, restoreRow } from './write-rows.ts'

/**
 * What a person decides about a refused or conflicting change.
 * `send`: send it on top of what the firm has, with these values instead, and without the fields in which theirs is kept.
 * `yield`: keep theirs in all of it; what else its command changed goes on. `discard`: drop all that its command changed.
 */
export type Choice =
  | { readonly kind: 'send'; readonly changes: JsonRow; readonly theirs: readonly string[] }
  | { readonly kind: 'yield' }
  | { readonly kind: 'discard' }

export interface Decision {
  readonly mutationId: string
  readonly choice: Choice
  readonly actor: Actor
  /** For the events: one for each change of the unit. */
  readonly stamps: readonly Stamp[]
  /** What a unit is called from now on whose content is no longer what may have been sent. */
  readonly newId: string
}

/** What was decided on, for whoever shows it. */
export interface Decided {
  readonly tables: readonly string[]
  readonly householdId: string | null
}

type Values = Readonly<Record<string, unknown>>

/** Carries out a decision and writes it into the trail. @returns null when the change was sent or decided meanwhile. */
export function decide(db: CacheDatabase, decision: Decision): Decided | null {
  return db.transaction(() => {
    const change = readChange(db, decision.mutationId)
    if (change === undefined || !['refused', 'conflict'].includes(change.state)) return null
    const unit = readUnit(db, change.unitId)
    const { choice } = decision
    if (choice.kind === 'discard') discardUnit(db, unit, decision)
    else if (choice.kind === 'yield') {
      drop(db, change)
      tell(db, decision, [[change, 'kept theirs', takenBack(change)]])
      release(db, change.unitId, decision.newId)
    } else sendAgain(db, change, choice, decision)
    return { tables: [...new Set(unit.map(({ tableName }) => tableName))], householdId: change.householdId }
  })()
}

function discardUnit(db: CacheDatabase, unit: readonly OutboxRow[], decision: Decision): void {
  // Backwards, so that a row added and changed by the same command ends as it began.
  for (const change of unit.toReversed()) drop(db, change)
  tell(
    db,
    decision,
    unit.map((change) => [change, 'discarded', takenBack(change)]),
  )
}

/** Takes a change out of the outbox and its effect out of the book. What was typed on top of it stays. */
function drop(db: CacheDatabase, change: OutboxRow): void {
  db.prepare('DELETE FROM outbox WHERE mutation_id = ?').run(change.mutationId)
  if (change.operation === 'insert' && readShadow(db, change.tableName, change.rowId) === undefined) {
    refuseFollowers(db, change)
  }
  rebaseFollowers(db, change, Object.keys(parse(change.patch)))
  restoreRow(db, change.tableName, change.rowId)
  // Whoever works on the whole firm changes households that the book does not have: nothing of them stays in it.
  if (change.householdId !== null && readRow(db, 'households', change.householdId) === undefined) {
    removeRow(db, change.tableName, change.rowId)
  }
}

function sendAgain(
  db: CacheDatabase,
  change: OutboxRow,
  { changes, theirs }: Extract<Choice, { kind: 'send' }>,
  decision: Decision,
): void {
  const before = parse(change.patch)
  const mine = Object.entries({ ...before, ...changes }).filter(([name]) => !theirs.includes(name))
  const patch = Object.fromEntries(mine)
  const firm = change.theirs === null ? null : parse(change.theirs)
  const isSame = JSON.stringify(patch) === change.patch
  db.prepare(
    `UPDATE outbox SET operation = ?, patch = ?, base_values = ?, base_version = ?, reason = NULL, theirs = NULL
     WHERE mutation_id = ?`,
  ).run(
    firm && change.operation === 'insert' ? 'update' : change.operation,
    JSON.stringify(patch),
    JSON.stringify(baseOf(db, change, patch, firm)),
    firm ? firm.version : change.baseVersion,
    change.mutationId,
  )
  rebaseFollowers(db, change, theirs)
  restoreRow(db, change.tableName, change.rowId)
  tell(db, decision, [[change, describeChoice(change, theirs, changes), whatWasChosen(change, theirs, changes)]])
  release(db, change.unitId, isSame ? change.unitId : decision.newId)
}

/** What the fields were that the change is laid on from now on. */
function baseOf(db: CacheDatabase, change: OutboxRow, patch: Values, firm: Values | null): Values {
  const known = parse(change.baseValues)
  if (change.operation === 'insert' && firm === null) return known
  const ground = firm ?? { ...readShadow(db, change.tableName, change.rowId), ...known }
  if (change.operation === 'delete') return comparedValues(change.tableName, ground as JsonRow)
  const asked = askedFields(recordOf(change.tableName)).filter((name) => name in ground)
  const names = [...Object.keys(patch), ...(Object.keys(patch).some((name) => asked.includes(name)) ? asked : [])]
  return Object.fromEntries(names.map((name) => [name, ground[name] ?? null]))
}

/** A unit goes on once nothing of it waits for a decision. Under another name, where its content is another. */
function release(db: CacheDatabase, unitId: string, nextId: string): void {
  const unit = readUnit(db, unitId)
  const isOpen = unit.some(({ theirs }) => theirs !== null)
  const update = db.prepare('UPDATE outbox SET unit_id = ?, state = ?, reason = ? WHERE mutation_id = ?')
  for (const { mutationId, state, reason } of unit) {
    update.run(nextId, isOpen ? state : 'waiting', isOpen ? reason : null, mutationId)
  }
}

type Told = readonly [change: OutboxRow, reason: string, changes: Record<string, [unknown, unknown]>]

function tell(db: CacheDatabase, { actor, stamps }: Decision, told: readonly Told[]): void {
  for (const [index, [{ tableName, rowId, householdId }, reason, changes]] of told.entries()) {
    const stamp = stamps[index]
    if (!stamp) throw new Error('every change of a unit needs a stamp for its event')
    const entry = { type: 'sync', action: 'conflict_resolved', table: tableName, rowId, householdId } as const
    appendAudit(db, actor, [{ ...stamp, ...entry, changes, reason }])
  }
}

function describeChoice(change: OutboxRow, theirs: readonly string[], changes: JsonRow): string {
  if (change.state === 'refused') return Object.keys(changes).length === 0 ? 'sent again' : 'corrected and sent again'
  const label = (name: string) => specsOf(change.tableName)[name]?.label ?? name
  const mine = Object.keys(parse(change.patch)).filter((name) => !theirs.includes(name))
  if (theirs.length === 0) return 'kept mine'
  return `kept mine: ${mine.map(label).join(', ')}; kept theirs: ${theirs.map(label).join(', ')}`
}

/** Before and after of a decision: the firm's value gives way to mine, or mine to the firm's, or mine to another of mine. */
function whatWasChosen(
  change: OutboxRow,
  theirs: readonly string[],
  changes: JsonRow,
): Record<string, [unknown, unknown]> {
  const mine = parse(change.patch)
  const firm = change.theirs === null ? parse(change.baseValues) : parse(change.theirs)
  return pairs(change.tableName, Object.keys({ ...mine, ...changes }), (name) => {
    const other = firm[name] ?? null
    if (theirs.includes(name)) return [mine[name] ?? null, other]
    const isCorrected = change.state === 'refused' && name in changes
    return [isCorrected ? (mine[name] ?? null) : other, name in changes ? changes[name] : mine[name]]
  })
}

/** Mine, and what stands in its place. */
function takenBack(change: OutboxRow): Record<string, [unknown, unknown]> {
  const mine = parse(change.patch)
  const firm = change.theirs === null ? parse(change.baseValues) : parse(change.theirs)
  return pairs(change.tableName, Object.keys(mine), (name) => [mine[name] ?? null, firm[name] ?? null])
}

/** The content of files is not copied into the trail. */
function pairs(
  table: string,
  names: readonly string[],
  pairOf: (name: string) => [unknown, unknown],
): Record<string, [unknown, unknown]> {
  const shown = names.filter((name) => !isContent(name, specsOf(table)[name]))
  return Object.fromEntries(shown.map((name) => [name, pairOf(name)]))
}

function specsOf(table: string): Readonly<Record<string, FieldSpec>> {
  return recordOf(table).fields as Readonly<Record<string, FieldSpec>>
}

function parse(json: string): Values {
  return JSON.parse(json) as Values
}
