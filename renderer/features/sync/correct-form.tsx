import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { recordSpec } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import type { OutboxEntry, OutboxField } from '#shared/ipc/sync.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

type Value = OutboxField['value']
type Values = Record<string, Value>

interface CorrectFormProps {
  readonly entry: OutboxEntry
  readonly onClose: () => void
}

/** Kinds that a person types; moments are the workstation's own. */
const TYPED: readonly OutboxField['kind'][] = [
  'text',
  'choice',
  'boolean',
  'date',
  'money',
  'quantity',
  'ratio',
  'integer',
]

/** Other values for a change that did not go through, held to what the record allows. */
export function CorrectForm({ entry, onClose }: CorrectFormProps) {
  const { run, busy } = useCommand('sync.retry')
  const specs = recordSpec(entry.table)?.fields ?? {}
  const fields = entry.fields.filter(({ kind }) => TYPED.includes(kind))
  const form = useForm<Values>({ initialValues: Object.fromEntries(fields.map(({ name, value }) => [name, value])) })
  const send = form.onSubmit(async (values) => {
    const changes = Object.fromEntries(
      fields.filter(({ name, value }) => values[name] !== value).map(({ name }) => [name, values[name] ?? null]),
    )
    const result = await run(
      { mutationId: entry.mutationId, changes },
      { done: 'Your change will be sent.', quiet: true },
    )
    if (result.ok) onClose()
    else form.setErrors(errorsOf(result.error.details, result.error.message))
  })
  const general = form.errors[GENERAL]
  return (
    <Modal opened onClose={onClose} title={`Correct: ${entry.label.toLowerCase()}`} size="md">
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          {entry.reason === null ? null : <Text size="sm">{entry.reason}</Text>}
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              spec={specs[field.name]}
              value={form.values[field.name] ?? null}
              error={form.errors[field.name]}
              onChange={(value) => form.setFieldValue(field.name, value)}
            />
          ))}
          {general === undefined ? null : (
            <Text size="sm" c="red.9" role="alert">
              {general}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Send
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const GENERAL = ' general'

/** What is wrong, at the field it is wrong with; what belongs to no field shown is said below them. */
function errorsOf(details: unknown, message: string): Record<string, string> {
  if (!Array.isArray(details) || details.length === 0) return { [GENERAL]: message }
  const problems = details as { path: string; message: string }[]
  return Object.fromEntries(problems.map((problem) => [problem.path, `This ${problem.message}.`]))
}

interface FieldInputProps {
  readonly field: OutboxField
  readonly spec: FieldSpec | undefined
  readonly value: Value
  readonly error: unknown
  readonly onChange: (value: Value) => void
}

function FieldInput({ field, spec, value, error, onChange }: FieldInputProps) {
  const text = value === null ? '' : String(value)
  const common = { label: field.label, error: error === undefined ? null : String(error) }
  // An empty field is no value where the record allows that.
  const take = (typed: string) => onChange(typed === '' && spec?.nullable ? null : typed)
  if (field.kind === 'boolean') {
    return <Checkbox {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  }
  if (field.kind === 'date') return <DateField {...common} value={text === '' ? null : text} onChange={onChange} />
  if (field.kind === 'choice') {
    const choices = Object.entries(spec?.choices ?? {}).map(([choice, label]) => ({ value: choice, label }))
    const data = spec?.nullable ? [{ value: '', label: '–' }, ...choices] : choices
    return <NativeSelect {...common} data={data} value={text} onChange={(event) => take(event.currentTarget.value)} />
  }
  if (field.kind === 'integer') {
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
  if (field.kind === 'text' && (spec?.maxLength ?? 4000) > 300) {
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
