import { Box, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { firstSyncPercent } from '#renderer/data/sync-status.ts'
import { formatCount } from '#renderer/ui/money.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'

/** How far the first sync is: the whole, then each kind of record. */
export function ProgressBars({ sync }: { readonly sync: SyncStatus }) {
  const percent = firstSyncPercent(sync) ?? 0
  return (
    <Stack gap="md">
      <Box>
        <Group justify="space-between" mb={6}>
          <Text size="sm" fw={600} className="tabular">
            {percent}%
          </Text>
          <Text size="sm" c="dimmed" className="tabular">
            {sync.rowsPerSecond > 0 ? `${formatCount(Math.round(sync.rowsPerSecond))} rows per second` : 'Starting…'}
          </Text>
        </Group>
        <Progress value={percent} size="lg" aria-label="Whole book" />
      </Box>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing={9}>
        {sync.progress.map(({ table, label, done, total }) => (
          <Box key={table}>
            <Group justify="space-between" mb={3} wrap="nowrap">
              <Text size="xs">{label}</Text>
              <Text size="xs" c="dimmed" className="tabular">
                {formatCount(done)} / {formatCount(Math.max(done, total))}
              </Text>
            </Group>
            <Progress value={total === 0 ? 100 : Math.min(100, (done / total) * 100)} size={5} aria-label={label} />
          </Box>
        ))}
      </SimpleGrid>
    </Stack>
  )
}
