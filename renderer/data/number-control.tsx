import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { NumberField } from '#shared/schema/number-kinds.ts'
import { RevealNumber } from './reveal-number.tsx'

interface NumberControlProps {
  readonly field: NumberField
  /** Where the number is kept; null for a row that is only to be made. */
  readonly kept: { readonly table: string; readonly rowId: string; readonly lastFour: string | null } | null
  /** What was typed; null where it is to be taken away, undefined where it is left as it is. */
  readonly value: string | null | undefined
  readonly error: string | undefined
  readonly onChange: (value: string | null | undefined) => void
}

/** A number that is typed unseen, sealed when the form is saved, and shown for a reason alone. */
export function NumberControl({ field, kept, value, error, onChange }: NumberControlProps) {
  const [showing, setShowing] = useState(false)
  if (value === null) {
    return (
      <Group gap="sm" justify="space-between">
        <Text size="sm">{field.label} is taken away when you save.</Text>
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(undefined)}>
          Keep it
        </Button>
      </Group>
    )
  }
  const isKnown = kept !== null && kept.lastFour !== null
  return (
    <Stack gap={4}>
      <PasswordInput
        label={field.label}
        description={describeKept(field, kept)}
        autoComplete="off"
        spellCheck={false}
        value={value ?? ''}
        error={error}
        visibilityToggleButtonProps={{ 'aria-label': `Unmask ${field.label}`, tabIndex: 0 }}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
      {kept !== null && (isKnown || field.lastFour === null) ? (
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" aria-expanded={showing} onClick={() => setShowing(!showing)}>
            {showing ? 'Hide' : 'Show the number'}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(null)}>
            Take it away
          </Button>
        </Group>
      ) : null}
      {kept !== null && showing ? (
        <RevealNumber
          place={`${kept.table}.${field.name}`}
          rowId={kept.rowId}
          label={field.label}
          onHide={() => setShowing(false)}
        />
      ) : null}
    </Stack>
  )
}

function describeKept({ lastFour }: NumberField, kept: NumberControlProps['kept']): string | undefined {
  if (kept === null) return undefined
  if (lastFour === null) return 'What you type replaces a number that was entered before.'
  return kept.lastFour === null ? 'Not entered yet' : `Entered, ends ${kept.lastFour}. What you type replaces it.`
}
