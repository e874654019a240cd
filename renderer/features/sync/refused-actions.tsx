import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { CorrectForm } from './correct-form.tsx'
import { Discard } from './discard.tsx'
import type { OutboxUnit } from './outbox-units.ts'

interface RefusedActionsProps {
  readonly unit: OutboxUnit
  /** What it is: `Task added`. */
  readonly title: string
}

/** What a person can do about what the firm did not take: correct it, send it again, or discard it. */
export function RefusedActions({ unit, title }: RefusedActionsProps) {
  const { run, busy } = useCommand('sync.retry')
  const [correcting, correct] = useDisclosure(false)
  const mayWrite = useMay('book.write')
  // The part that has a reason is the one to correct.
  const entry = unit.entries.find(({ reason }) => reason !== null) ?? unit.entries[0]
  if (!mayWrite || entry === undefined) return null
  const canCorrect = entry.operation !== 'delete' && entry.fields.length > 0
  return (
    <Group gap="xs" mt="xs" wrap="wrap">
      {canCorrect ? (
        <Button size="xs" disabled={busy} onClick={correct.open}>
          Correct and send
        </Button>
      ) : null}
      <Button
        size="xs"
        variant="default"
        loading={busy}
        onClick={() => void run({ mutationId: entry.mutationId }, { done: 'Your change will be sent again.' })}
      >
        Send again
      </Button>
      <Discard unit={unit} title={title} mutationId={entry.mutationId} />
      {correcting ? <CorrectForm entry={entry} onClose={correct.close} /> : null}
    </Group>
  )
}
