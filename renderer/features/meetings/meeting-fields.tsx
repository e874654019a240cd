import { Button, Group, NativeSelect, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import { agendaFor } from '#shared/domain/agenda-templates.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { meetings } from '#shared/records/meetings.ts'
import type { MeetingForm } from './meeting-form.ts'

interface FieldsProps {
  readonly form: MeetingForm
}

const { fields } = meetings
const kinds = Object.entries(choicesOf('meetings', 'kind')).map(([value, label]) => ({ value, label }))
const MOST_OFFERED = 50
const LENGTHS = [15, 30, 45, 60, 90, 120, 180]

/** With whom. Choosing a household proposes its people as those who attend. */
export function HouseholdField({ form }: FieldsProps) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<Pick<HouseholdRow, 'id' | 'name' | 'people'> | null>(null)
  // A large book has more households than a list of choices can: those are offered that begin with what is typed.
  const search = typed === chosen?.name ? '' : typed
  const { data } = useQuery('households.list', { search, limit: MOST_OFFERED }, { keepPrevious: true })
  const found = data?.rows ?? []
  const rows = chosen === null || found.some(({ id }) => id === chosen.id) ? found : [chosen, ...found]
  const choose = (householdId: string | null) => {
    const household = rows.find(({ id }) => id === householdId) ?? null
    form.setFieldValue('householdId', householdId)
    if (form.values.attendees === (chosen?.people ?? '')) form.setFieldValue('attendees', household?.people ?? '')
    setChosen(household)
  }
  return (
    <Select
      data-autofocus
      label={fields.householdId.label}
      placeholder="Type a name"
      searchable
      filter={({ options }) => options}
      onSearchChange={setTyped}
      nothingFoundMessage="No household of your book is called so"
      data={rows.map(({ id, name }) => ({ value: id, label: name }))}
      value={form.values.householdId}
      error={form.errors.householdId}
      onChange={choose}
    />
  )
}

/** When, in the laptop's own time zone, which is named so that nobody has to guess. */
export function TimeFields({ form }: FieldsProps) {
  const length = Number(form.values.minutes)
  const lengths = LENGTHS.includes(length) ? LENGTHS : [...LENGTHS, length].sort((a, b) => a - b)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <div>
      <Group gap="xs" align="flex-start" wrap="wrap">
        <DateField
          label="Day"
          style={{ flex: '2 1 140px' }}
          value={form.values.day}
          error={form.errors.day}
          onChange={(day) => form.setFieldValue('day', day)}
        />
        <TextInput label="Begins at" style={{ flex: '1 1 90px' }} maxLength={30} {...form.getInputProps('time')} />
        <NativeSelect
          label="Lasts"
          style={{ flex: '1 1 110px' }}
          data={lengths.map((minutes) => ({ value: String(minutes), label: describeLength(minutes) }))}
          {...form.getInputProps('minutes')}
        />
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        Times are in {zone.replaceAll('_', ' ')}, where this laptop is.
      </Text>
    </div>
  )
}

/** `45 minutes`, `1 hour`, `1½ hours`. */
export function describeLength(minutes: number): string {
  if (minutes < 60 || minutes % 30 !== 0) return `${minutes} minutes`
  if (minutes === 60) return '1 hour'
  return `${Math.floor(minutes / 60)}${minutes % 60 === 30 ? '½' : ''} hours`
}

/** What about, where, and who. */
export function DetailFields({ form }: FieldsProps) {
  return (
    <>
      <Group gap="xs" align="flex-start" wrap="wrap">
        <TextInput
          label={fields.subject.label}
          style={{ flex: '3 1 200px' }}
          maxLength={fields.subject.maxLength ?? 0}
          {...form.getInputProps('subject')}
        />
        <NativeSelect
          label={fields.kind.label}
          style={{ flex: '1 1 110px' }}
          data={kinds}
          {...form.getInputProps('kind')}
        />
      </Group>
      <TextInput
        label={fields.location.label}
        placeholder="A place, or the link of a video call"
        maxLength={fields.location.maxLength ?? 0}
        {...form.getInputProps('location')}
      />
      <TextInput
        label={fields.attendees.label}
        maxLength={fields.attendees.maxLength ?? 0}
        {...form.getInputProps('attendees')}
      />
      <AgendaField form={form} />
    </>
  )
}

function AgendaField({ form }: FieldsProps) {
  const kind = choicesOf('meetings', 'kind')[form.values.kind] ?? ''
  return (
    <div>
      <Textarea
        label={fields.agenda.label}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={fields.agenda.maxLength ?? 0}
        {...form.getInputProps('agenda')}
      />
      {form.values.agenda.trim() === '' ? (
        <Button
          variant="subtle"
          size="xs"
          mt={4}
          onClick={() => form.setFieldValue('agenda', agendaFor(form.values.kind))}
        >
          Begin with the usual points: {kind.toLowerCase()}
        </Button>
      ) : null}
    </div>
  )
}
