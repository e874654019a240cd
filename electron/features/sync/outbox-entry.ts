import type { OutboxRow } from '#electron/cache/local-tables.ts'
import { mergeChange } from '#electron/sync/merge.ts'
import type { OutboxEntry, OutboxField } from '#shared/ipc/sync.ts'
import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { isHidden } from '#shared/schema/validators.ts'

type Values = Readonly<Record<string, unknown>>

export interface EntrySource {
  readonly row: OutboxRow
  readonly householdName: string | null
  readonly isBehind: boolean
  /** Who somebody is by id. */
  readonly nameOf: (userId: unknown) => string | null
}

/** One change of the outbox as people see it. */
export function toEntry({ row, householdName, isBehind, nameOf }: EntrySource): OutboxEntry {
  const { mutationId, unitId, tableName, rowId, householdId, operation, state, reason, createdAt } = row
  const theirs = row.theirs === null ? null : (JSON.parse(row.theirs) as Values)
  return {
    mutationId,
    unitId,
    table: tableName,
    label: recordOf(tableName).label,
    rowId,
    householdId,
    householdName,
    operation,
    state,
    reason,
    createdAt,
    isBehind,
    theirsBy: theirs && nameOf(theirs.updatedBy),
    theirsAt: theirs && typeof theirs.updatedAt === 'string' ? theirs.updatedAt : null,
    ...fieldsOf(row, theirs),
  }
}

function fieldsOf(row: OutboxRow, theirs: Values | null): Pick<OutboxEntry, 'fields' | 'alsoTheirs'> {
  const { tableName: table, operation, baseVersion } = row
  const patch = JSON.parse(row.patch) as Values
  const base = JSON.parse(row.baseValues) as Values
  const specs = recordOf(table).fields as Readonly<Record<string, FieldSpec>>
  const merged = theirs && operation !== 'delete' && mergeChange({ table, patch, base, baseVersion, server: theirs })
  const collided = merged && merged.kind === 'conflict' ? merged.fields : []
  const show = (name: string): Omit<OutboxField, 'value' | 'collides'> => ({
    name,
    label: specs[name]?.label ?? name,
    kind: specs[name]?.kind ?? 'text',
    mine: toText(specs[name], patch[name]),
    theirs: theirs ? toText(specs[name], theirs[name]) : null,
    base: toText(specs[name], base[name]),
  })
  return {
    fields: Object.entries(patch)
      .filter(([name, value]) => isShown(name, specs[name], value, operation))
      .map(([name, value]) => ({
        ...show(name),
        value: value as OutboxField['value'],
        collides: collided.includes(name),
      })),
    alsoTheirs: Object.keys(theirs ? base : {})
      .filter((name) => !(name in patch) && isShown(name, specs[name], null, 'update'))
      .map(show)
      .filter((field) => field.theirs !== field.base),
  }
}

/** References, ciphertext, and what files hold say nothing to people here; an empty field of a new row does not either. */
function isShown(
  name: string,
  spec: FieldSpec | undefined,
  value: unknown,
  operation: OutboxRow['operation'],
): boolean {
  if (!spec || spec.kind === 'ref' || isHidden(name, spec)) return false
  return operation !== 'insert' || value !== null
}

function toText(spec: FieldSpec | undefined, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (spec?.kind === 'choice') return spec.choices?.[String(value)] ?? String(value)
  if (spec?.kind === 'boolean') return value ? 'Yes' : 'No'
  return String(value)
}
