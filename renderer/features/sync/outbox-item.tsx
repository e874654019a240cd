import { Alert, Anchor, Badge, Box, Button, Group, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatInstant, NONE } from '#renderer/ui/dates.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'

const operations = { insert: 'added', update: 'changed', delete: 'removed' } as const

const states = {
  waiting: { label: 'Waiting', color: 'blue' },
  sending: { label: 'Sending', color: 'blue' },
  refused: { label: 'Refused', color: 'red' },
  conflict: { label: 'Conflict', color: 'orange' },
} as const

/** One change made here: what it is, what stands against it, and what can be decided. */
export function OutboxItem({ entry }: { readonly entry: OutboxEntry }) {
  const open = entry.state === 'conflict' || entry.state === 'refused'
  const title = `${entry.label} ${operations[entry.operation]}`
  return (
    <Box component="article" aria-label={title}>
      <Group justify="space-between" mb={6} wrap="wrap">
        <Group gap="xs">
          <Badge color={states[entry.state].color} size="sm">
            {states[entry.state].label}
          </Badge>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          {entry.householdId === null ? null : (
            <Anchor component={Link} to={`/households/${entry.householdId}`} size="sm">
              {entry.householdName ?? 'Household'}
            </Anchor>
          )}
          <Text size="xs" c="dimmed">
            {formatInstant(entry.createdAt)}
          </Text>
        </Group>
        {open ? <Decision entry={entry} /> : null}
      </Group>
      {entry.reason === null ? null : (
        <Alert color={states[entry.state].color} p="xs" mb="xs">
          {entry.reason}
        </Alert>
      )}
      <Fields entry={entry} />
    </Box>
  )
}

function Fields({ entry }: { readonly entry: OutboxEntry }) {
  const withTheirs = entry.state === 'conflict'
  if (entry.fields.length === 0) return null
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table className={tableClasses.table} layout="fixed" aria-label={`What was ${operations[entry.operation]}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Mine</Table.Th>
            {withTheirs ? <Table.Th>Theirs</Table.Th> : null}
            {entry.operation === 'insert' ? null : <Table.Th>Before</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entry.fields.map(({ label, mine, theirs, base }) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <strong>{mine ?? NONE}</strong>
              </Table.Td>
              {withTheirs ? <Table.Td style={{ overflowWrap: 'anywhere' }}>{theirs ?? NONE}</Table.Td> : null}
              {entry.operation === 'insert' ? null : (
                <Table.Td c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {base ?? NONE}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Decision({ entry }: { readonly entry: OutboxEntry }) {
  const { run, busy } = useCommand('sync.resolve')
  if (!useMay('book.write')) return null
  const decide = (keep: 'mine' | 'theirs') => {
    const done = keep === 'mine' ? 'Your version will be sent again.' : 'Your version was dropped.'
    void run({ mutationId: entry.mutationId, keep }, { done })
  }
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" disabled={busy} onClick={() => decide('theirs')}>
        Keep theirs
      </Button>
      <Button size="xs" disabled={busy} onClick={() => decide('mine')}>
        Keep mine
      </Button>
    </Group>
  )
}
