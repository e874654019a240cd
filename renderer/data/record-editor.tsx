import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { FieldControl } from '#renderer/ui/field-control.tsx'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { editableFields } from '#shared/schema/edits.ts'
import { blankRow } from '#shared/schema/forms.ts'
import { DraftNotice, DraftState } from './draft-notice.tsx'
import { NumberFields } from './number-fields.tsx'
import classes from './record-editor.module.css'
import { type RecordFormInput, useRecordForm } from './use-record-form.ts'
import type { KnownNumber } from './use-typed-numbers.ts'

type Values = Readonly<Record<string, unknown>>

interface RecordEditorProps {
  readonly title: string
  /** The record, or what of it the form shows; see `formOf`. */
  readonly record: RecordSpec
  /** As it is stored; for a row to be made, what the form begins with, or nothing. */
  readonly row?: Values
  /** True where the row is only to be made. */
  readonly isNew?: boolean
  /** Under which name unsaved work is kept, and with which household it goes. */
  readonly draft: RecordFormInput['draft']
  readonly opened: boolean
  readonly onClose: () => void
  /** Gets the fields that were changed, and no others; for a row to be made, all that have a value. */
  readonly onSave: RecordFormInput['onSave']
  /** Offered where a number that was typed belongs to another row; without, it may be saved all the same. */
  readonly onKnown?: (known: KnownNumber) => { readonly label: string; readonly run: () => void }
  /** Said above the fields. */
  readonly children?: ReactNode
}

/**
 * A form for a row, drawn from what its record says of its fields. Closing it asks before typed work is dropped, and what
 * is typed outlives the workstation (`use-draft.ts`).
 */
export function RecordEditor({ title, opened, onClose, row, isNew = false, children, ...form }: RecordEditorProps) {
  const isChanged = useRef(false)
  const [isAsking, setAsking] = useState(false)
  const close = () => {
    isChanged.current = false
    setAsking(false)
    onClose()
  }
  const noteChanged = useCallback((changed: boolean) => {
    isChanged.current = changed
  }, [])
  const askToClose = () => (isChanged.current ? setAsking(true) : close())
  return (
    <Drawer opened={opened} onClose={askToClose} title={title} size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      {children}
      {/* Made anew on each opening, so that it always starts from what is stored now. */}
      {opened ? (
        <RecordForm
          {...form}
          row={isNew ? { ...blankRow(form.record), ...row } : (row ?? {})}
          isNew={isNew}
          isAsking={isAsking}
          onChanged={noteChanged}
          onCancel={askToClose}
          onKeep={() => setAsking(false)}
          onClose={close}
        />
      ) : null}
    </Drawer>
  )
}

interface RecordFormProps extends RecordFormInput {
  readonly isAsking: boolean
  readonly onKnown?: RecordEditorProps['onKnown']
  readonly onCancel: () => void
  readonly onKeep: () => void
}

function RecordForm({ isAsking, onKnown, onCancel, onKeep, ...input }: RecordFormProps) {
  const form = useRecordForm(input)
  const { record, isNew, onClose } = input
  const shown = form.restored
  return (
    <form onSubmit={form.save} noValidate>
      <Stack gap="sm">
        {form.problem === null || form.known !== null ? null : <ProblemAlert message={form.problem} />}
        {shown === null ? null : (
          <DraftNotice keptAt={shown.keptAt} overtaken={shown.overtaken} onDiscard={form.discard} />
        )}
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
        <NumberFields record={record} row={isNew ? null : input.row} form={form} onKnown={onKnown} />
        <Stack gap="xs" className={classes.actions}>
          <DraftState state={form.draftState} />
          {isAsking ? (
            <UnsavedAlert
              onKeep={onKeep}
              onDiscard={() => {
                form.drop()
                onClose()
              }}
            />
          ) : (
            <SaveBar changed={form.changed} isNew={isNew} busy={form.busy} onCancel={onCancel} />
          )}
        </Stack>
      </Stack>
    </form>
  )
}

interface SaveBarProps {
  readonly changed: readonly string[]
  readonly isNew: boolean
  readonly busy: boolean
  readonly onCancel: () => void
}

function SaveBar({ changed, isNew, busy, onCancel }: SaveBarProps) {
  const [none, some] = isNew ? ['Nothing entered yet', 'Entered'] : ['Nothing changed yet', 'Changed']
  return (
    <Group justify="space-between" gap="xs">
      <Text size="xs" c="dimmed" role="status" className={classes.changes}>
        {changed.length === 0 ? none : `${some}: ${changed.join(', ')}`}
      </Text>
      <Group gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </Group>
    </Group>
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
