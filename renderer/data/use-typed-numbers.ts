import { useState } from 'react'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { numberFields, numberRules, type TypedNumbers } from '#shared/schema/number-kinds.ts'

/** The numbers that were typed, for a channel that seals them; nothing where none was. */
export type SentNumbers = { readonly numbers?: TypedNumbers; readonly evenIfKnown?: boolean }

/** Another row that has a number which was typed. */
export interface KnownNumber {
  readonly table: string
  readonly id: string
}

/** Numbers are kept in no draft: they are here while the form is open, and nowhere else. */
export function useTypedNumbers() {
  const [typed, setTyped] = useState<TypedNumbers>({})
  const change = (name: string, value: string | null | undefined) =>
    setTyped(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value }))
  return { typed, change }
}

/** What is wrong with numbers as they were typed, by field. */
export function findNumberProblems(record: RecordSpec, typed: TypedNumbers): { field: string; message: string }[] {
  return numberFields(record).flatMap(({ name, number }) => {
    const value = typed[name]
    const message = value == null ? null : numberRules[number].problem(value)
    return message === null ? [] : [{ field: name, message }]
  })
}

/** The row that a handler found with a number that was typed: `known.persons`. */
export function knownNumber(details: unknown): KnownNumber | null {
  const found = (Array.isArray(details) ? details : []).find(
    (detail: { path?: unknown }) => typeof detail.path === 'string' && detail.path.startsWith('known.'),
  ) as { path: string; message: string } | undefined
  return found === undefined ? null : { table: found.path.slice('known.'.length), id: found.message }
}
