import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { useCommand } from './use-command.ts'

/** Long enough to copy it by hand, short enough that nobody finds it on an empty chair. */
const SHOWN_SECONDS = 30

interface RevealNumberProps {
  readonly place: string
  readonly rowId: string
  readonly label: string
  readonly onHide: () => void
}

/** Asks why, shows the number for a while, and forgets it. The trail keeps who saw it and why. */
export function RevealNumber({ place, rowId, label, onHide }: RevealNumberProps) {
  const { run, busy } = useCommand('numbers.reveal')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [value, setValue] = useState<string | null>(null)
  const reveal = async () => {
    if (reason.trim().length < 5) return setProblem('Say why you need to see it.')
    const result = await run({ place, rowId, reason }, { quiet: true })
    if (result.ok) setValue(result.value.value)
    else setProblem(firstOf(result.error.details) ?? result.error.message)
  }
  if (value !== null) return <Revealed label={label} value={value} onHide={onHide} />
  // The form around it is not saved by this.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    void reveal()
  }
  return (
    <Group gap="xs" align="flex-end">
      <TextInput
        size="xs"
        flex={1}
        miw={180}
        autoFocus
        label={`Why do you need to see it?`}
        description="Your reason stands in the trail."
        value={reason}
        error={problem}
        maxLength={300}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setReason(event.currentTarget.value)
          setProblem(null)
        }}
      />
      <Button size="xs" variant="default" loading={busy} onClick={() => void reveal()}>
        Show
      </Button>
    </Group>
  )
}

/** What was found wrong with the reason, as a sentence. */
function firstOf(details: unknown): string | undefined {
  const [first] = Array.isArray(details) ? (details as { message: string }[]) : []
  return first === undefined ? undefined : `This ${first.message}.`
}

function Revealed({ label, value, onHide }: Pick<RevealNumberProps, 'label' | 'onHide'> & { readonly value: string }) {
  const [left, setLeft] = useState(SHOWN_SECONDS)
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (left <= 0) onHide()
  }, [left, onHide])
  return (
    <Stack gap={2} role="status" aria-label={label}>
      <Text fw={600} className="tabular" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
      <Text size="xs" c="dimmed" aria-hidden>
        Hidden again in {left} seconds
      </Text>
    </Stack>
  )
}
