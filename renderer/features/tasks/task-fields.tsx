import { Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { choicesOf } from '#renderer/data/labels.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import { tasks } from '#shared/records/tasks.ts'
import type { TaskForm } from './task-form.ts'

interface FieldsProps {
  readonly form: TaskForm
}

const { fields } = tasks

const optionsOf = (name: 'priority' | 'repeatUnit' | 'repeatFrom') =>
  Object.entries(choicesOf('tasks', name)).map(([value, label]) => ({ value, label }))

/** @param first where it is what one came to type. */
export function TitleField({ form, first = false }: FieldsProps & { readonly first?: boolean }) {
  return (
    <TextInput
      {...(first ? { 'data-autofocus': true } : {})}
      label={fields.title.label}
      placeholder="What has to be done"
      maxLength={fields.title.maxLength ?? 0}
      {...form.getInputProps('title')}
    />
  )
}

/** When, and how much it matters. */
export function DueFields({ form }: FieldsProps) {
  return (
    <>
      <DateField
        label={fields.dueOn.label}
        style={{ flex: '1 1 130px' }}
        value={form.values.dueOn}
        error={form.errors.dueOn}
        onChange={(dueOn) => form.setFieldValue('dueOn', dueOn)}
      />
      <NativeSelect
        label={fields.priority.label}
        data={optionsOf('priority')}
        style={{ flex: '1 1 96px' }}
        {...form.getInputProps('priority')}
      />
    </>
  )
}

/** Who does it, what is to be known, and whether it comes again. */
export function MoreFields({ form, householdId }: FieldsProps & { readonly householdId: string }) {
  const { data: colleagues = [] } = useQuery('tasks.colleagues', { householdId })
  const people = colleagues.map(({ id, displayName }) => ({ value: id, label: displayName }))
  const isKnown = form.values.ownerId === '' || people.some(({ value }) => value === form.values.ownerId)
  return (
    <>
      <NativeSelect
        label={fields.ownerId.label}
        data={[
          ...(form.values.ownerId === '' ? [{ value: '', label: 'Me' }] : []),
          ...(isKnown ? [] : [{ value: form.values.ownerId, label: 'Somebody who no longer serves the household' }]),
          ...(form.values.ownerId === '' ? people.slice(1) : people),
        ]}
        {...form.getInputProps('ownerId')}
      />
      <Textarea
        label={fields.details.label}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={fields.details.maxLength ?? 0}
        {...form.getInputProps('details')}
      />
      <RepeatFields form={form} />
    </>
  )
}

function RepeatFields({ form }: FieldsProps) {
  const repeats = form.values.repeatUnit !== ''
  return (
    <Group gap="xs" align="flex-start" wrap="wrap">
      {repeats ? (
        <TextInput
          label={fields.repeatEvery.label}
          inputMode="numeric"
          maxLength={3}
          style={{ flex: '1 1 96px' }}
          {...form.getInputProps('repeatEvery')}
        />
      ) : null}
      <NativeSelect
        label={fields.repeatUnit.label}
        data={[{ value: '', label: 'Does not repeat' }, ...optionsOf('repeatUnit')]}
        style={{ flex: '1 1 130px' }}
        {...form.getInputProps('repeatUnit')}
      />
      {repeats ? (
        <NativeSelect
          label={fields.repeatFrom.label}
          data={optionsOf('repeatFrom')}
          style={{ flex: '2 1 190px' }}
          {...form.getInputProps('repeatFrom')}
        />
      ) : null}
    </Group>
  )
}
