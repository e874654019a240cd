import { Button, Group, Stack, Text } from '@mantine/core'
import { IconDownload, IconFileText } from '@tabler/icons-react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatBytes } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { sayDone } from '#renderer/ui/toast.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'

type ClientDocument = HouseholdPage['documents'][number]

/** The household's documents, each to be saved as a copy outside the workstation. */
export function DocumentsSection({ documents }: { readonly documents: readonly ClientDocument[] }) {
  return (
    <Section title="Documents" note={documents.length === 0 ? null : documents.length}>
      {documents.length === 0 ? (
        <NothingHere title="No documents" description="Agreements, statements, and reports appear here once filed." />
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {documents.map((document) => (
            <DocumentRow key={document.id} document={document} />
          ))}
        </Stack>
      )}
    </Section>
  )
}

function DocumentRow({ document }: { readonly document: ClientDocument }) {
  const { run, busy } = useCommand('documents.saveCopy')
  const mayExport = useMay('book.export')
  const saveCopy = async () => {
    const result = await run({ documentId: document.id })
    if (result.ok && result.value.path !== null) sayDone(`Saved to ${result.value.path}`)
  }
  const facts = [
    choiceLabel('documents', 'type', document.type),
    document.documentDate === null ? null : formatDate(document.documentDate),
    document.signedOn === null ? null : `signed ${formatDate(document.signedOn)}`,
    document.byteLength === null ? null : formatBytes(document.byteLength),
  ]
  return (
    <Group component="li" gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <IconFileText size={20} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={540} truncate title={document.title}>
            {document.title}
          </Text>
          <Text size="xs" c="dimmed">
            {facts.filter((fact) => fact !== null).join(' · ')}
          </Text>
        </div>
      </Group>
      {mayExport ? (
        <Button
          size="xs"
          variant="subtle"
          loading={busy}
          leftSection={<IconDownload size={14} aria-hidden />}
          aria-label={`Save a copy of ${document.title}`}
          onClick={() => void saveCopy()}
          style={{ flex: 'none' }}
        >
          Save a copy…
        </Button>
      ) : null}
    </Group>
  )
}
