import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'
import { CorrectForm } from './correct-form.tsx'
import { FieldTable, type Side } from './field-table.tsx'

/** Mine or theirs, for all of it or field by field. */
export function ConflictDecision({ entry }: { readonly entry: OutboxEntry }) {
  const { run, busy } = useCommand('sync.resolve')
  const [sides, setSides] = useState<Readonly<Record<string, Side>>>({})
  const [correcting, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('book.write')
  if (!mayWrite) return <FieldTable entry={entry} />
  const collided = entry.fields.filter(({ collides }) => collides)
  const byField = collided.length > 1
  const choose = (name: string, side: Side) => setSides((chosen) => ({ ...chosen, [name]: side }))
  const decide = (keep: Side | Readonly<Record<string, Side>>, done: string) =>
    void run({ mutationId: entry.mutationId, keep }, { done })
  return (
    <>
      <FieldTable entry={entry} {...(byField ? { sides, onSide: choose } : {})} />
      <Group gap="xs" mt="xs" wrap="wrap">
        {byField ? (
          <Button size="xs" disabled={busy} onClick={() => decide(sides, 'Your decision will be sent.')}>
            Keep what is marked
          </Button>
        ) : null}
        <Button
          size="xs"
          variant={byField ? 'default' : 'filled'}
          disabled={busy}
          onClick={() => decide('mine', 'Your version will be sent.')}
        >
          {byField ? 'Keep all of mine' : 'Keep mine'}
        </Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => decide('theirs', 'Their version is kept.')}>
          {byField ? 'Keep all of theirs' : 'Keep theirs'}
        </Button>
        {entry.operation === 'delete' ? null : (
          <Button size="xs" variant="subtle" disabled={busy} onClick={open}>
            Enter something else
          </Button>
        )}
      </Group>
      {correcting ? <CorrectForm entry={entry} onClose={close} /> : null}
    </>
  )
}
