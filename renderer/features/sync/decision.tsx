import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'

interface DecisionProps {
  readonly entry: OutboxEntry
  /** What the change is: `Task changed`. */
  readonly title: string
}

/** What a person can do about a change that does not go through by itself. */
export function Decision({ entry, title }: DecisionProps) {
  const { run, busy } = useCommand('sync.resolve')
  const [asking, { open, close }] = useDisclosure(false)
  if (!useMay('book.write')) return null
  const decide = (keep: 'mine' | 'theirs', done: string) => run({ mutationId: entry.mutationId, keep }, { done })
  if (entry.state === 'conflict') {
    return (
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={busy}
          onClick={() => void decide('theirs', 'Their version is kept.')}
        >
          Keep theirs
        </Button>
        <Button size="xs" disabled={busy} onClick={() => void decide('mine', 'Your version will be sent.')}>
          Keep mine
        </Button>
      </Group>
    )
  }
  const drop = async () => {
    const result = await decide('theirs', 'Your change was dropped.')
    if (result.ok) close()
  }
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" disabled={busy} onClick={open}>
        Drop my change
      </Button>
      <Button size="xs" disabled={busy} onClick={() => void decide('mine', 'Your change will be sent again.')}>
        Try again
      </Button>
      <Modal opened={asking} onClose={close} title="Drop this change?" size="sm">
        <Stack gap="md">
          <Text size="sm">
            {title}
            {entry.householdName === null ? '' : ` for ${entry.householdName}`}: what you entered goes away for good,
            and the firm’s version stays.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={close}>
              Keep it
            </Button>
            <Button color="red.9" loading={busy} onClick={() => void drop()}>
              Drop my change
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
