import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { formatInstant } from '#renderer/ui/dates.ts'

interface DraftNoticeProps {
  readonly keptAt: string
  /** What somebody else changed since it was typed, by what people call it. */
  readonly overtaken?: readonly string[]
  readonly onDiscard: () => void
}

/** Says that the form has what was typed before the workstation ended, and offers to begin from what is stored. */
export function DraftNotice({ keptAt, overtaken = [], onDiscard }: DraftNoticeProps) {
  return (
    <Alert
      color="orange"
      title="You had not saved this"
      icon={<IconHistory size={18} aria-hidden />}
      role="status"
      aria-label="Unsaved work"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          What you typed until {formatInstant(keptAt)} is in the form again. Save it, or begin anew from what is stored.
        </Text>
        {overtaken.length === 0 ? null : (
          <Text size="sm" fw={600}>
            Somebody changed this since, look at it again: {overtaken.join(', ')}.
          </Text>
        )}
        <Group p={2}>
          <Button size="xs" variant="default" onClick={onDiscard}>
            Discard what I typed
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

/** Says whether what is typed would outlive a crash. */
export function DraftState({ state }: { readonly state: 'kept' | 'failed' | null }) {
  if (state === null) return null
  if (state === 'failed') {
    return (
      <Text size="xs" c="var(--mantine-color-error)" role="alert">
        What you type cannot be kept on this laptop at the moment. Save it soon.
      </Text>
    )
  }
  return (
    <Text size="xs" c="dimmed">
      Kept on this laptop until you save it
    </Text>
  )
}
