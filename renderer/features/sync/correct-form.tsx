import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { recordSpec } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { FieldControl } from '#renderer/ui/field-control.tsx'
import type { OutboxEntry, OutboxField } from '#shared/ipc/sync.ts'

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
            <FieldControl
              key={field.name}
              label={field.label}
              kind={field.kind}
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
