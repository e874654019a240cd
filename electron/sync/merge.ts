import { recordOf } from '#shared/records/index.ts'
import { askedFields } from '#shared/schema/conflicts.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { sameValue } from '#shared/schema/same-value.ts'

export type JsonFields = Readonly<Record<string, unknown>>

export type MergeResult =
  /** The fields to set: those of mine that the firm does not have yet. */
  | { readonly kind: 'apply'; readonly patch: JsonFields }
  /** Those of my fields that a person decides. */
  | { readonly kind: 'conflict'; readonly fields: readonly string[] }

export interface MergeInput {
  readonly table: string
  /** The fields I set. */
  readonly patch: JsonFields
  /** What they were when I set them, and what the fields were that are only to be judged with them. */
  readonly base: JsonFields
  readonly baseVersion: number
  /** The row as the firm has it now. */
  readonly server: JsonFields
}

/**
 * Lays my change on the firm's row as the record's conflict policy allows. A field of the firm's is only overwritten
 * where it still is what I changed; laying the same change on the result again changes nothing.
 */
export function mergeChange(input: MergeInput): MergeResult {
  const { table, patch, base, server } = input
  const record = recordOf(table)
  const specs = record.fields as Readonly<Record<string, FieldSpec>>
  const differs = (name: string, left: unknown, right: unknown) => !sameValue(specs[name], left, right)
  // Where both came to the same value there is nothing to decide.
  const open = Object.keys(patch).filter((name) => differs(name, server[name], patch[name]))
  const isCurrent = server.version === input.baseVersion
  // Versions alone would not do: a restored database gives the same numbers to other rows.
  const moved = (name: string) => (name in base ? differs(name, server[name], base[name]) : !isCurrent)
  if (record.conflict === 'ask' && open.length > 0 && (!isCurrent || open.some(moved))) {
    return { kind: 'conflict', fields: open }
  }
  const asked = askedFields(record)
  // What I set myself and the firm has by now is no news to anybody.
  const isNews = (name: string) => name in base && moved(name) && (open.includes(name) || !(name in patch))
  const profileMoved = asked.some(isNews)
  const collided = open.filter((name) => moved(name) || (profileMoved && asked.includes(name)))
  if (collided.length > 0) return { kind: 'conflict', fields: collided }
  return { kind: 'apply', patch: Object.fromEntries(open.map((name) => [name, patch[name]])) }
}

/**
 * @returns whether the firm's row is another than the one that a change was made on, as far as its base tells: by its
 *   version, or, since a restored database counts versions anew, by any value.
 */
export function isStale({ table, base, baseVersion, server }: Omit<MergeInput, 'patch'>): boolean {
  const specs = recordOf(table).fields as Readonly<Record<string, FieldSpec>>
  return (
    server.version !== baseVersion ||
    Object.entries(base).some(([name, value]) => !sameValue(specs[name], server[name], value))
  )
}
