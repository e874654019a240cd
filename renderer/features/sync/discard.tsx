import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import type { OutboxUnit } from './outbox-units.ts'

interface DiscardProps {
  readonly unit: OutboxUnit
  /** What it is: `Task added`. */
  readonly title: string
  readonly mutationId: string
}

/** Drops all that one command changed, once a person has said so twice. */
export function Discard({ unit, title, mutationId }: DiscardProps) {
  const { run, busy } = useCommand('sync.discard')
  const [asking, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('book.write')
  const household = unit.entries[0]?.householdName ?? null
  const discard = async () => {
    const result = await run({ mutationId }, { done: 'Your change was discarded.' })
    if (result.ok) close()
  }
  if (!mayWrite) return null
  return (
    <>
      <Button size="xs" variant="subtle" color="red" c="var(--danger-text)" disabled={busy} onClick={open}>
        Discard…
      </Button>
      <Modal opened={asking} onClose={close} title="Discard this change?" size="sm">
        <Stack gap="md">
          <Text size="sm">
            {title}
            {household === null ? '' : ` for ${household}`}: what you entered goes away for good, and the firm’s version
            stays. The trail keeps what was discarded.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={close}>
              Keep it
            </Button>
            <Button color="red.9" loading={busy} onClick={() => void discard()}>
              Discard my change
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
