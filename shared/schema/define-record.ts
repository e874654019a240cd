import { type FieldSpec, field } from './field.ts'

/**
 * Whose book a row belongs to: one household's, the whole firm's, or one user's own. What belongs to the `office` is
 * read in the firm's database alone and never carried on a laptop.
 */
export type RecordScope = 'household' | 'firm' | 'user' | 'office'

/**
 * What happens when two people changed the same row.
 * `fields`: merge field by field; the same field changed twice is a conflict a person decides.
 * `ask`: any concurrent change is a conflict. `append`: rows are only ever added. `server`: laptops never write it.
 */
export type ConflictPolicy = 'fields' | 'ask' | 'append' | 'server'

/**
 * The class of rule that says how long a row is kept. For `client`, `transaction`, and `communication` the rules are rows
 * of `retention_policies`; what is `compliance` is never deleted, nor is `staff`; `reference` has no rule.
 */
export type RetentionClass = 'client' | 'transaction' | 'communication' | 'reference' | 'staff' | 'compliance'

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

/** An index over the rows in which a field has one of these values. */
export interface PartialIndex<Name extends string = string> {
  readonly fields: readonly Name[]
  readonly where: readonly [field: Name, values: readonly string[]]
}

/** Rules between fields of one row. The database refuses a row that breaks one, and validators say which. */
export interface RecordRules<Name extends string = string> {
  /** Of each group exactly one field has a value. */
  readonly exactlyOne?: readonly (readonly Name[])[]
  /** The first is not later (or greater) than the second, where both have a value. */
  readonly ordered?: readonly (readonly [Name, Name])[]
  /** The two differ, where both have a value. */
  readonly different?: readonly (readonly [Name, Name])[]
  /** Where the field has the value, the other field has one too. */
  readonly required?: readonly { readonly when: readonly [field: Name, value: string]; readonly set: Name }[]
}

export interface RecordInput<Name extends string, F extends Fields> {
  /** Table name, plural, snake_case. */
  readonly table: Name
  /** What people call one of them. */
  readonly label: string
  /** What people call several of them. */
  readonly plural: string
  readonly scope: RecordScope
  /** False where laptops carry none of it, though it is theirs to see: they ask the firm for the rows that they need. */
  readonly carried?: false
  readonly conflict: ConflictPolicy
  readonly retention: RetentionClass
  /** The date or instant from which a row's retention may run. Default: when it was entered. */
  readonly datedBy?: keyof F & string
  readonly fields: F
  /** Column groups that lists filter or sort by; become indexes, in the book those it is read by. */
  readonly indexes?: readonly (readonly (keyof F & string)[])[]
  /** Indexes of the firm's database over the rows that lists show first: open tasks, accounts that are not closed. */
  readonly partialIndexes?: readonly PartialIndex<keyof F & string>[]
  /** Column groups that are unique together. */
  readonly unique?: readonly (readonly (keyof F & string)[])[]
  /** What must hold between the fields of a row; see `record-rules.ts`. */
  readonly rules?: RecordRules<keyof F & string>
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
