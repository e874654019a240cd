import { type FieldSpec, field } from './field.ts'

/** Whose book a row belongs to: one household's, the whole firm's, or one user's own. */
export type RecordScope = 'household' | 'firm' | 'user'

/**
 * What happens when two people changed the same row.
 * `fields`: merge field by field; the same field changed twice is a conflict a person decides.
 * `ask`: any concurrent change is a conflict. `append`: rows are only ever added. `server`: laptops never write it.
 */
export type ConflictPolicy = 'fields' | 'ask' | 'append' | 'server'

/** The retention rule that governs the record; see `shared/domain/retention`. */
export type RetentionClass = 'client' | 'transaction' | 'communication' | 'reference' | 'staff'

export type Fields = Readonly<Record<string, FieldSpec>>

/** Fields every record has. The database writes all but `id`. */
export const commonFields = {
  id: field.ref('Id', '', { sensitivity: 'internal' }),
  version: field.integer('Version', { sensitivity: 'internal' }),
  createdAt: field.instant('Created', { sensitivity: 'internal' }),
  createdBy: field.ref('Created by', 'users', { nullable: true, sensitivity: 'internal' }),
  updatedAt: field.instant('Changed', { sensitivity: 'internal' }),
  updatedBy: field.ref('Changed by', 'users', { nullable: true, sensitivity: 'internal' }),
} as const

export interface RecordInput<Name extends string, F extends Fields> {
  /** Table name, plural, snake_case. */
  readonly table: Name
  /** What people call one of them. */
  readonly label: string
  /** What people call several of them. */
  readonly plural: string
  readonly scope: RecordScope
  readonly conflict: ConflictPolicy
  readonly retention: RetentionClass
  readonly fields: F
  /** Column groups that lists filter or sort by; become indexes in both databases. */
  readonly indexes?: readonly (readonly (keyof F & string)[])[]
  /** Column groups that are unique together. */
  readonly unique?: readonly (readonly (keyof F & string)[])[]
}

export interface RecordSpec<Name extends string = string, F extends Fields = Fields>
  extends Omit<RecordInput<Name, Fields>, 'fields'> {
  readonly fields: F
  /** `fields` with the common fields in front. */
  readonly allFields: typeof commonFields & F
}

/**
 * Declares a record: the single source from which types, validators, tables, cache, search, redaction, and builders
 * derive.
 *
 * @throws Error when a household-scoped record has no `householdId` (only `households` itself may lack it), or a field
 *   repeats a common one.
 */
export function defineRecord<const Name extends string, const F extends Fields>(
  input: RecordInput<Name, F>,
): RecordSpec<Name, F> {
  for (const name of Object.keys(input.fields)) {
    if (name in commonFields) throw new Error(`${input.table}.${name} is a common field and cannot be declared again`)
  }
  if (input.scope === 'household' && input.table !== 'households' && !('householdId' in input.fields)) {
    throw new Error(`${input.table} has household scope and so needs a householdId`)
  }
  return { ...input, allFields: { ...commonFields, ...input.fields } }
}

type ValueOf<F> =
  F extends FieldSpec<infer Value, infer Nullable> ? (Nullable extends true ? Value | null : Value) : never

/** The row of a record, as code sees it. */
export type RowOf<R extends RecordSpec> = {
  -readonly [K in keyof R['allFields']]: ValueOf<R['allFields'][K]>
}

type DeclaredRow<R extends RecordSpec> = { -readonly [K in keyof R['fields']]: ValueOf<R['fields'][K]> }
type NullableKeys<R extends RecordSpec> = {
  [K in keyof R['fields']]: R['fields'][K] extends FieldSpec<unknown, true> ? K : never
}[keyof R['fields']]

/** What a caller gives to make a row: nullable fields may be left out. */
export type NewRowOf<R extends RecordSpec> = Omit<DeclaredRow<R>, NullableKeys<R>> &
  Partial<Pick<DeclaredRow<R>, NullableKeys<R>>> & { id: string }

/** Some fields of a row, to change. */
export type PatchOf<R extends RecordSpec> = Partial<DeclaredRow<R>>
