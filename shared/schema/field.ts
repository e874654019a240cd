import type { NumberKind } from './number-kinds.ts'
import type { TextFormat } from './text-formats.ts'

/**
 * Field kinds: what a field of a record may hold, in every place the record lives.
 *
 * | kind      | in code              | PostgreSQL     | cache (SQLite) |
 * | --------- | -------------------- | -------------- | -------------- |
 * | text      | string               | text           | TEXT           |
 * | money     | exact decimal string | numeric(20,4)  | TEXT           |
 * | quantity  | exact decimal string | numeric(24,8)  | TEXT           |
 * | ratio     | exact decimal string | numeric(12,6)  | TEXT           |
 * | integer   | number               | integer        | INTEGER        |
 * | boolean   | boolean              | boolean        | INTEGER 0/1    |
 * | date      | `YYYY-MM-DD`         | date           | TEXT           |
 * | instant   | ISO 8601, UTC, `Z`   | timestamptz(3) | TEXT           |
 * | choice    | one of the values    | text + CHECK   | TEXT           |
 * | ref       | UUID string          | uuid + FK      | TEXT           |
 * | bytes     | Uint8Array           | bytea          | BLOB           |
 * | encrypted | envelope string      | text           | TEXT           |
 * | blind     | keyed hash           | text           | TEXT           |
 */
export const FIELD_KINDS = [
  'text',
  'money',
  'quantity',
  'ratio',
  'integer',
  'boolean',
  'date',
  'instant',
  'choice',
  'ref',
  'bytes',
  'encrypted',
  'blind',
] as const

export type FieldKind = (typeof FIELD_KINDS)[number]

/**
 * How carefully a value is treated.
 * `internal`: may appear in logs. `client`: a client's affairs, never logged. `identity`: identifies a person, never
 * logged, masked in presenter view.
 */
export type Sensitivity = 'internal' | 'client' | 'identity'

export interface FieldSpec<Value = unknown, Nullable extends boolean = boolean> {
  readonly kind: FieldKind
  readonly nullable: Nullable
  readonly sensitivity: Sensitivity
  readonly searchable: boolean
  /** What people call the field; shown in forms, lists and the data dictionary. */
  readonly label: string
  /** For `choice`: value → label, in the order shown. */
  readonly choices?: Readonly<Record<string, string>>
  /** For `ref`: the table referred to; empty for an id that may be of any table. */
  readonly target?: string
  /** For `text`: the longest allowed, in characters. */
  readonly maxLength?: number
  /** For `text`: what it has to look like. */
  readonly format?: TextFormat
  /** For numbers: the least and the greatest allowed, as a decimal. */
  readonly min?: string
  readonly max?: string
  /** For `encrypted`: what is typed into it; without, nobody types it. */
  readonly number?: NumberKind
  /** Never merged by itself while others of the record's fields that say so have moved; see `conflicts.ts`. */
  readonly conflict?: 'ask'
  /** Carries the value's type; never present at run time. */
  readonly valueType?: Value
}

export interface FieldOptions {
  readonly nullable?: boolean
  readonly sensitivity?: Sensitivity
  readonly searchable?: boolean
  readonly maxLength?: number
  readonly format?: TextFormat
  readonly min?: string
  readonly max?: string
  readonly number?: NumberKind
  readonly conflict?: 'ask'
}

type IsNullable<Options> = Options extends { nullable: true } ? true : false

function build<Value, const Options extends FieldOptions>(
  kind: FieldKind,
  label: string,
  options: Options | undefined,
  extra: Partial<FieldSpec> = {},
): FieldSpec<Value, IsNullable<Options>> {
  return {
    kind,
    label,
    nullable: (options?.nullable ?? false) as IsNullable<Options>,
    sensitivity: options?.sensitivity ?? 'client',
    searchable: options?.searchable ?? false,
    ...(options?.maxLength === undefined ? {} : { maxLength: options.maxLength }),
    ...(options?.format === undefined ? {} : { format: options.format }),
    ...(options?.min === undefined ? {} : { min: options.min }),
    ...(options?.max === undefined ? {} : { max: options.max }),
    ...(options?.number === undefined ? {} : { number: options.number }),
    ...(options?.conflict === undefined ? {} : { conflict: options.conflict }),
    ...(extra as object),
  }
}

function simple<Value>(kind: FieldKind) {
  return <const Options extends FieldOptions = Record<never, never>>(label: string, options?: Options) =>
    build<Value, Options>(kind, label, options)
}

/** The builders used in `shared/records`. Each takes the label people see, then options. */
export const field = {
  text: simple<string>('text'),
  money: simple<string>('money'),
  quantity: simple<string>('quantity'),
  ratio: simple<string>('ratio'),
  integer: simple<number>('integer'),
  boolean: simple<boolean>('boolean'),
  date: simple<string>('date'),
  instant: simple<string>('instant'),
  bytes: simple<Uint8Array>('bytes'),
  encrypted: simple<string>('encrypted'),
  blind: simple<string>('blind'),
  choice: <const Choices extends Record<string, string>, const Options extends FieldOptions = Record<never, never>>(
    label: string,
    choices: Choices,
    options?: Options,
  ) => build<keyof Choices & string, Options>('choice', label, options, { choices }),
  /** The id of a row that may be of any table. */
  id: <const Options extends FieldOptions = Record<never, never>>(label: string, options?: Options) =>
    build<string, Options>('ref', label, options, { target: '' }),
  ref: <const Options extends FieldOptions = Record<never, never>>(label: string, target: string, options?: Options) =>
    build<string, Options>('ref', label, options, { target }),
}
