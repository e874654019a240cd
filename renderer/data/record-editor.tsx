import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { FieldControl, type FieldValue } from '#renderer/ui/field-control.tsx'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { changedFields, editableFields, findEditProblems, readTyped } from '#shared/schema/edits.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import classes from './record-editor.module.css'
import type { CommandResult } from './use-command.ts'

type Values = Readonly<Record<string, unknown>>

interface RecordEditorProps {
  readonly title: string
  readonly record: RecordSpec
  readonly row: Values
  readonly opened: boolean
  readonly onClose: () => void
  /** Gets the fields that were changed, and no others. */
  readonly onSave: (changes: Record<string, unknown>) => Promise<CommandResult<unknown>>
}

/** A form for a row, drawn from what its record says of its fields. Closing it asks before typed work is dropped. */
export function RecordEditor({ title, opened, onClose, ...form }: RecordEditorProps) {
  const isChanged = useRef(false)
  const [isAsking, setAsking] = useState(false)
  const close = () => {
    isChanged.current = false
    setAsking(false)
    onClose()
  }
  const askToClose = () => (isChanged.current ? setAsking(true) : close())
  return (
    <Drawer opened={opened} onClose={askToClose} title={title} size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      {/* Made anew on each opening, so that it always starts from what is stored now. */}
      {opened ? (
        <RecordForm
          {...form}
          isAsking={isAsking}
          onChanged={(changed) => {
            isChanged.current = changed
          }}
          onCancel={askToClose}
          onKeep={() => setAsking(false)}
          onClose={close}
        />
      ) : null}
    </Drawer>
  )
}

interface RecordFormProps extends Pick<RecordEditorProps, 'record' | 'row' | 'onSave' | 'onClose'> {
  readonly isAsking: boolean
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
  readonly onKeep: () => void
}

function RecordForm({ record, row, onSave, onClose, isAsking, onChanged, onCancel, onKeep }: RecordFormProps) {
  const form = useRecordForm({ record, row, onSave, onClose, onChanged })
  return (
    <form onSubmit={form.save} noValidate>
      <Stack gap="sm">
        {form.problem === null ? null : <ProblemAlert message={form.problem} />}
        {editableFields(record).map(([name, spec]) => (
          <FieldControl
            key={name}
            label={spec.label}
            kind={spec.kind}
            spec={spec}
            value={form.values[name] ?? null}
            error={form.errors[name]}
            onChange={(value) => form.change(name, value)}
          />
        ))}
        <Stack gap="xs" className={classes.actions}>
          {isAsking ? (
            <UnsavedAlert onKeep={onKeep} onDiscard={onClose} />
          ) : (
            <Group justify="space-between" gap="xs">
              <Text size="xs" c="dimmed" role="status" className={classes.changes}>
                {form.changed.length === 0 ? 'Nothing changed yet' : `Changed: ${form.changed.join(', ')}`}
              </Text>
              <Group gap="xs">
                <Button variant="default" onClick={onCancel}>
                  Cancel
                </Button>
                <Button type="submit" loading={form.busy}>
                  Save
                </Button>
              </Group>
            </Group>
          )}
        </Stack>
      </Stack>
    </form>
  )
}

function UnsavedAlert({ onKeep, onDiscard }: { readonly onKeep: () => void; readonly onDiscard: () => void }) {
  return (
    <Alert color="orange" title="What you changed here is not saved" role="alert">
      <Group gap="xs" mt="xs" p={4}>
        <Button variant="default" onClick={onKeep} data-autofocus autoFocus>
          Keep editing
        </Button>
        <Button color="red" variant="light" onClick={onDiscard}>
          Discard changes
        </Button>
      </Group>
    </Alert>
  )
}

function useRecordForm({
  record,
  row,
  onSave,
  onClose,
  onChanged,
}: Pick<RecordFormProps, 'record' | 'row' | 'onSave' | 'onClose' | 'onChanged'>) {
  const [before] = useState(row)
  const [values, setValues] = useState<Record<string, FieldValue>>(() => readValues(record, row))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const changesOf = (typed: Values) => changedFields(record, before, readForm(record, typed))
  const changes = changesOf(values)

  const change = (name: string, value: FieldValue) => {
    const next = { ...values, [name]: value }
    setValues(next)
    setErrors(({ [name]: _, ...others }) => others)
    onChanged(Object.keys(changesOf(next)).length > 0)
  }
  const save = async (event: { preventDefault(): void }) => {
    event.preventDefault()
    if (Object.keys(changes).length === 0) return onClose()
    const problems = findEditProblems(record, before, changes)
    if (problems.length > 0) return setErrors(errorsOf(problems))
    setBusy(true)
    const result = await onSave(changes)
    setBusy(false)
    if (result.ok) onClose()
    else setProblem(result.error.message)
  }
  const changed = Object.keys(changes).map((name) => record.fields[name]?.label ?? name)
  return { values, errors, problem, busy, changed, change, save }
}

function errorsOf(problems: readonly { field: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(problems.map(({ field, message }) => [field, `This ${message}.`]))
}

function readValues(record: RecordSpec, row: Values): Record<string, FieldValue> {
  return Object.fromEntries(editableFields(record).map(([name]) => [name, (row[name] ?? null) as FieldValue]))
}

function readForm(record: RecordSpec, typed: Values): Values {
  const specs: readonly [string, FieldSpec][] = editableFields(record)
  return Object.fromEntries(specs.map(([name, spec]) => [name, readTyped(spec, typed[name])]))
}
