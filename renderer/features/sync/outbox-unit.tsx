import { Alert, Badge, Box, Group, Stack, Text } from '@mantine/core'
import { formatInstant } from '#renderer/ui/dates.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'
import { ConflictDecision } from './conflict-decision.tsx'
import { titleOf, titleOfUnit, unitStates } from './describe-entry.ts'
import { Discard } from './discard.tsx'
import { FieldTable } from './field-table.tsx'
import type { OutboxUnit } from './outbox-units.ts'
import { RefusedActions } from './refused-actions.tsx'

/** What one command changed: what it is, what stands against it, and what can be decided. */
export function OutboxUnitCard({ unit }: { readonly unit: OutboxUnit }) {
  const title = titleOfUnit(unit)
  const { label, color } = unitStates[unit.state]
  return (
    <Box component="article" aria-label={`${label}: ${title}`}>
      <Group gap="xs" mb={6} wrap="wrap">
        <Badge color={color} size="sm">
          {label}
        </Badge>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {formatInstant(unit.entries[0]?.createdAt ?? null)}
        </Text>
      </Group>
      {unit.isBehind ? (
        <Text size="sm" c="dimmed" mb={6}>
          Waits until an earlier change of the same record is decided.
        </Text>
      ) : null}
      <Stack gap="md">
        {unit.entries.map((entry) => (
          <Entry key={entry.mutationId} entry={entry} withTitle={unit.entries.length > 1} />
        ))}
      </Stack>
      {unit.state === 'refused' ? <RefusedActions unit={unit} title={title} /> : null}
      {unit.state === 'conflict' && unit.entries.length > 1 ? (
        <Group mt="xs">
          <Discard unit={unit} title={title} mutationId={unit.entries[0]?.mutationId ?? ''} />
        </Group>
      ) : null}
    </Box>
  )
}

function Entry({ entry, withTitle }: { readonly entry: OutboxEntry; readonly withTitle: boolean }) {
  // Of what one command changed, the part without a reason only goes the way of the others.
  const isOpen = entry.state === 'conflict' && entry.reason !== null
  return (
    <div>
      {withTitle ? (
        <Text size="sm" c="dimmed" mb={4}>
          {titleOf(entry)}
        </Text>
      ) : null}
      {entry.reason === null ? null : (
        <Alert color={unitStates[entry.state].color} p="xs" mb="xs">
          {entry.reason}
          {entry.theirsAt === null ? null : (
            <Text size="xs" mt={2} inherit>
              Theirs is by {entry.theirsBy ?? 'the firm’s own systems'}, {formatInstant(entry.theirsAt)}.
            </Text>
          )}
        </Alert>
      )}
      {isOpen ? <ConflictDecision entry={entry} /> : <FieldTable entry={entry} />}
    </div>
  )
}
