import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { RecordSpec } from '#shared/schema/define-record.ts'
import { numberFields } from '#shared/schema/number-kinds.ts'
import { NumberControl } from './number-control.tsx'
import type { useRecordForm } from './use-record-form.ts'
import type { KnownNumber } from './use-typed-numbers.ts'

interface NumberFieldsProps {
  readonly record: RecordSpec
  /** As it is stored; null for a row to be made. */
  readonly row: Readonly<Record<string, unknown>> | null
  readonly form: ReturnType<typeof useRecordForm>
  readonly onKnown: ((known: KnownNumber) => { readonly label: string; readonly run: () => void }) | undefined
}

/** The numbers of a row that are sealed, beside what is shown of it. */
export function NumberFields({ record, row, form, onKnown }: NumberFieldsProps) {
  const fields = numberFields(record)
  if (fields.length === 0) return null
  return (
    <Stack gap="sm" role="group" aria-label="Numbers" mt="xs">
      <Alert color="gray" p="xs" icon={<IconLock size={16} aria-hidden />} role="note">
        <Text size="xs">
          Numbers are sealed when you save. They are not kept with unsaved work: what you type here is gone when the
          form closes.
        </Text>
      </Alert>
      {fields.map((field) => (
        <NumberControl
          key={field.name}
          field={field}
          kept={keptOf(record, row, field.lastFour)}
          value={form.numbers[field.name]}
          error={form.errors[field.name]}
          onChange={(value) => form.changeNumber(field.name, value)}
        />
      ))}
      {form.known === null ? null : <Known known={form.known} form={form} onKnown={onKnown} />}
    </Stack>
  )
}

function keptOf(record: RecordSpec, row: NumberFieldsProps['row'], lastFour: string | null) {
  if (row === null || typeof row.id !== 'string') return null
  const ending = lastFour === null ? null : row[lastFour]
  return { table: record.table, rowId: row.id, lastFour: typeof ending === 'string' ? ending : null }
}

type KnownProps = Pick<NumberFieldsProps, 'form' | 'onKnown'> & { readonly known: KnownNumber }

/** What can be done where somebody else has the number. */
function Known({ known, form, onKnown }: KnownProps) {
  const offer =
    known.table === 'persons'
      ? onKnown?.(known)
      : { label: 'Save all the same', run: () => void form.saveEvenIfKnown() }
  const alert = useRef<HTMLDivElement>(null)
  // It stands below what the form shows when it is saved.
  useEffect(() => {
    // Newer engines answer with a promise, which is no way to end an effect.
    void alert.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <Alert ref={alert} color="orange" role="alert" style={{ scrollMarginBottom: 120 }}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{form.problem}</Text>
        {offer === undefined ? null : (
          <Button size="xs" variant="default" onClick={offer.run}>
            {offer.label}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
