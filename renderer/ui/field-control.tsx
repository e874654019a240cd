import { Checkbox, NativeSelect, Select, Textarea, TextInput } from '@mantine/core'
import type { FieldKind, FieldSpec } from '#shared/schema/field.ts'
import { DateField } from './date-field.tsx'

export type FieldValue = string | number | boolean | null

/** Text longer than this many characters is given several lines; an e-mail address may have 320. */
const LONG_LINE = 320

/** From more choices than this, one is found by typing. */
const MANY_CHOICES = 40

interface FieldControlProps {
  readonly label: string
  readonly kind: FieldKind
  /** What the record says of the field; undefined where it no longer knows it. */
  readonly spec: FieldSpec | undefined
  readonly value: FieldValue
  readonly error: unknown
  readonly onChange: (value: FieldValue) => void
}

/** The control that suits a field's kind. */
export function FieldControl({ label, kind, spec, value, error, onChange }: FieldControlProps) {
  const text = value === null ? '' : String(value)
  const common = { label, error: error === undefined ? null : String(error) }
  // An empty field is no value where the record allows that.
  const take = (typed: string) => onChange(typed === '' && spec?.nullable ? null : typed)
  if (kind === 'boolean') {
    return <Checkbox {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  }
  if (kind === 'date') return <DateField {...common} value={text === '' ? null : text} onChange={onChange} />
  if (kind === 'choice') {
    const choices = Object.entries(spec?.choices ?? {}).map(([choice, name]) => ({ value: choice, label: name }))
    if (choices.length > MANY_CHOICES) return <SearchedChoice {...{ ...common, choices, text, take }} />
    // Nothing is chosen by itself where something has to be.
    const none = spec?.nullable ? '–' : 'Choose…'
    const data = spec?.nullable || text === '' ? [{ value: '', label: none }, ...choices] : choices
    return <NativeSelect {...common} data={data} value={text} onChange={(event) => take(event.currentTarget.value)} />
  }
  if (kind === 'integer') {
    const toInteger = (typed: string) => onChange(/^-?\d+$/.test(typed) ? Number(typed) : typed)
    return (
      <TextInput
        {...common}
        inputMode="numeric"
        value={text}
        onChange={(event) => toInteger(event.currentTarget.value)}
      />
    )
  }
  if (kind === 'text' && (spec?.maxLength ?? 4000) > LONG_LINE) {
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(event) => take(event.currentTarget.value)}
      />
    )
  }
  return <TextInput {...common} value={text} onChange={(event) => take(event.currentTarget.value)} />
}

interface SearchedChoiceProps {
  readonly label: string
  readonly error: string | null
  readonly choices: { value: string; label: string }[]
  readonly text: string
  readonly take: (typed: string) => void
}

function SearchedChoice({ choices, text, take, ...common }: SearchedChoiceProps) {
  return (
    <Select
      {...common}
      data={choices}
      value={text === '' ? null : text}
      onChange={(choice) => take(choice ?? '')}
      searchable
      clearable
      limit={50}
      placeholder="Type to find"
      nothingFoundMessage="Nothing with this name"
      comboboxProps={{ withinPortal: true }}
      clearButtonProps={{ 'aria-label': 'Clear' }}
    />
  )
}
