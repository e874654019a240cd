import { Stack, Text } from '@mantine/core'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatBytes } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { SyncStatus } from '#shared/ipc/sync.ts'

/** How much of the documents that are to be kept is on this laptop, and why some of it is not. */
export function KeptDocuments({ documents }: { readonly documents: NonNullable<SyncStatus['documents']> }) {
  const { wanted, here, wantedBytes, hereBytes, overLimit, sending, problem } = documents
  const facts = [
    wanted === 0 ? 'No documents are kept on this laptop' : `${here} of ${wanted} are here`,
    wanted === 0 ? null : `${formatBytes(hereBytes)} of ${formatBytes(wantedBytes)}`,
    sending === 0 ? null : `${sending} added here and not yet at the firm`,
  ]
  return (
    <Section title="Documents kept on this laptop">
      <Stack gap="xs">
        {problem === null ? null : <ProblemAlert message={problem.message} />}
        <Text size="sm">{facts.filter((fact) => fact !== null).join(' · ')}</Text>
        {overLimit === 0 ? null : (
          <Text size="sm" c="orange.8">
            {overLimit} more {overLimit === 1 ? 'finds' : 'find'} no room within your firm’s limit. Keep others no
            longer, or ask IT to raise it.
          </Text>
        )}
      </Stack>
    </Section>
  )
}
