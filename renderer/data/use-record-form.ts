import { useEffect, useRef, useState } from 'react'
import type { FieldValue } from '#renderer/ui/field-control.tsx'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { changedFields, editableFields, findEditProblems, readTyped } from '#shared/schema/edits.ts'
import type { TypedNumbers } from '#shared/schema/number-kinds.ts'
import type { CommandResult } from './use-command.ts'
import { type DraftKeeper, useDraft } from './use-draft.ts'
import {
  findNumberProblems,
  type KnownNumber,
  knownNumber,
  type SentNumbers,
  useTypedNumbers,
} from './use-typed-numbers.ts'

type Values = Readonly<Record<string, unknown>>
type Typed = Readonly<Record<string, FieldValue>>

/** What of a form is kept: the fields that were typed, and what was stored of them then. */
interface TypedDraft {
  readonly typed: Typed
  readonly base: Typed
}

export interface RecordFormInput {
  readonly record: RecordSpec
  readonly row: Values
  /** True where the row is only to be made: everything that is needed has to be there. */
  readonly isNew: boolean
  readonly draft: { readonly key: string; readonly householdId: string | null }
  readonly onSave: (values: Record<string, unknown>, sent: SentNumbers) => Promise<CommandResult<unknown>>
  readonly onClose: () => void
  readonly onChanged: (changed: boolean) => void
}

/** The state of a form for a row: what is typed, what is wrong with it, and what was kept of it. */
export function useRecordForm(input: RecordFormInput) {
  const { record, onClose, onChanged } = input
  const typed = useTyped(input)
  const numbers = useTypedNumbers()
  const names = [...Object.keys(typed.changes), ...Object.keys(numbers.typed)]
  const isChanged = names.length > 0
  useEffect(() => onChanged(isChanged), [isChanged, onChanged])
  const finish = () => {
    typed.drop()
    onClose()
  }
  const { forget, ...sending } = useSending(input, typed, numbers.typed, finish)

  const change = (name: string, value: FieldValue) => {
    typed.change(name, value)
    forget(name)
  }
  const changeNumber = (name: string, value: string | null | undefined) => {
    numbers.change(name, value)
    forget(name)
  }
  const discard = () => {
    typed.discard()
    forget()
  }
  const changed = names.map((name) => record.fields[name]?.label ?? name)
  return { ...typed, ...sending, numbers: numbers.typed, changed, change, changeNumber, discard }
}

type Typing = Pick<ReturnType<typeof useTyped>, 'values' | 'changes' | 'before'>

/** Sends what was typed, and keeps what was found wrong with it. */
function useSending(
  { record, isNew, onSave }: RecordFormInput,
  typed: Typing,
  numbers: TypedNumbers,
  finish: () => void,
) {
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [known, setKnown] = useState<KnownNumber | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (evenIfKnown: boolean) => {
    const hasNumbers = Object.keys(numbers).length > 0
    if (!isNew && !hasNumbers && Object.keys(typed.changes).length === 0) return finish()
    const sent = isNew ? readForm(record, typed.values) : typed.changes
    const problems = [...findEditProblems(record, typed.before, sent), ...findNumberProblems(record, numbers)]
    if (problems.length > 0) return setErrors(errorsOf(problems))
    setBusy(true)
    const withNumbers: SentNumbers = hasNumbers ? { numbers, ...(evenIfKnown ? { evenIfKnown } : {}) } : {}
    const result = await onSave(isNew ? withoutEmpty(sent) : sent, withNumbers)
    setBusy(false)
    if (result.ok) return finish()
    const { code, message, details } = result.error
    const marked = markedFields(record, details)
    const other = knownNumber(details)
    setErrors(errorsOf(marked))
    setKnown(other)
    setProblem(marked.length > 0 && other === null && code === 'bad_input' ? null : message)
  }
  const save = (event: { preventDefault(): void }) => {
    event.preventDefault()
    return send(false)
  }
  /** What is said of a field goes once it is typed in again; without one, all of it. */
  const forget = (name?: string) => {
    setErrors(({ [name ?? '']: _, ...others }) => (name === undefined ? {} : others))
    setKnown(null)
  }
  return { errors, problem, known, busy, save, saveEvenIfKnown: () => send(true), forget }
}

/** What is typed in a form, on what was stored when it was opened; kept where a crash leaves it. */
function useTyped({ record, row, draft }: RecordFormInput) {
  const [before] = useState(row)
  const [initial] = useState(() => readValues(record, row))
  const [values, setValues] = useState<Typed>(initial)
  const keeper = useDraft<TypedDraft>(draft.key, draft.householdId)
  const changesOf = (typed: Values) => changedFields(record, before, readForm(record, typed))
  const restored = useRestoredDraft(record, initial, keeper, (typed) => setValues({ ...values, ...typed }))

  const change = (name: string, value: FieldValue) => {
    const next = { ...values, [name]: value }
    setValues(next)
    const typed = Object.fromEntries(Object.entries(next).filter(([field, now]) => now !== initial[field]))
    const base = Object.fromEntries(Object.keys(typed).map((field) => [field, initial[field] ?? null]))
    if (Object.keys(typed).length === 0) keeper.drop()
    else keeper.keep({ typed, base })
  }
  const discard = () => {
    keeper.drop()
    restored.forget()
    setValues(initial)
  }
  const { drop, state: draftState } = keeper
  return { before, values, changes: changesOf(values), change, discard, drop, restored: restored.shown, draftState }
}

/** Lays what was kept into the form once it is known. */
function useRestoredDraft(
  record: RecordSpec,
  initial: Typed,
  { found }: DraftKeeper<TypedDraft>,
  restore: (typed: Typed) => void,
) {
  const [shown, setShown] = useState<{ keptAt: string; overtaken: readonly string[] } | null>(null)
  const now = useRef({ record, initial, restore })
  now.current = { record, initial, restore }
  useEffect(() => {
    if (!found) return
    const { fields } = now.current.record
    const stored = (name: string) => now.current.initial[name] ?? null
    const typed = Object.entries(found.value.typed).filter(([name]) => name in fields)
    if (typed.length === 0) return
    const overtaken = typed.filter(([name]) => (found.value.base[name] ?? null) !== stored(name))
    now.current.restore(Object.fromEntries(typed))
    setShown({ keptAt: found.keptAt, overtaken: overtaken.map(([name]) => fields[name]?.label ?? name) })
  }, [found])
  return { shown, forget: () => setShown(null) }
}

/** Of what a handler found wrong, the fields that the form shows: `person.city` marks `city`. */
function markedFields(record: RecordSpec, details: unknown): { field: string; message: string }[] {
  if (!Array.isArray(details)) return []
  return (details as { path: string; message: string }[])
    .map(({ path, message }) => ({ field: path.split('.').at(-1) ?? '', message }))
    .filter(({ field }) => field in record.fields)
}

function errorsOf(problems: readonly { field: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(problems.map(({ field, message }) => [field, `This ${message}.`]))
}

function readValues(record: RecordSpec, row: Values): Typed {
  return Object.fromEntries(editableFields(record).map(([name]) => [name, (row[name] ?? null) as FieldValue]))
}

function readForm(record: RecordSpec, typed: Values): Record<string, unknown> {
  return Object.fromEntries(editableFields(record).map(([name, spec]) => [name, readTyped(spec, typed[name])]))
}

function withoutEmpty(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
