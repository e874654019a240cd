import { Anchor, Button, CloseButton, Group, Popover, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { formatInstant } from '#renderer/ui/dates.ts'
import { formatCount } from '#renderer/ui/money.ts'
import type { UnsavedWork as Unsaved } from '#shared/ipc/drafts.ts'
import { draftAddress } from './addresses.ts'
import { useMay } from './session.ts'
import { runCommand } from './use-command.ts'
import { useQuery } from './use-query.ts'

/** One quiet line about forms that were begun and not saved, which opens them. Nothing where there are none. */
export function UnsavedWork() {
  const mayWrite = useMay('book.write')
  const drafts = useQuery('drafts.list', {}, { enabled: mayWrite })
  const [opened, setOpened] = useState(false)
  const found = drafts.data ?? []
  if (found.length === 0) return null
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={360} withinPortal={false} trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          color="orange"
          leftSection={<IconHistory size={14} stroke={1.7} aria-hidden />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          Unsaved work: {formatCount(found.length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack component="ul" gap={4} m={0} p={0} mah={320} style={{ listStyle: 'none', overflowY: 'auto' }}>
          {found.map((draft) => (
            <Line key={draft.key} draft={draft} onOpened={() => setOpened(false)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

function Line({ draft, onOpened }: { readonly draft: Unsaved; readonly onOpened: () => void }) {
  const { key, what, householdName, householdId, keptAt } = draft
  return (
    <Group component="li" gap="xs" wrap="nowrap" p={4} justify="space-between">
      <div style={{ minWidth: 0 }}>
        <Anchor
          component={Link}
          to={draftAddress(householdId, key)}
          size="sm"
          style={{ overflowWrap: 'anywhere' }}
          onClick={onOpened}
        >
          {what}
        </Anchor>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {householdName === null ? '' : `${householdName} · `}
          {formatInstant(keptAt)}
        </Text>
      </div>
      <CloseButton
        size="sm"
        aria-label={`Discard: ${what}`}
        onClick={() => void runCommand('drafts.drop', { key }, { done: 'Discarded.' })}
      />
    </Group>
  )
}
