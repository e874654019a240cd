import { ActionIcon, Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconDownload, IconEye, IconFilePlus, IconFileText, IconPin, IconPinFilled } from '@tabler/icons-react'
import { useState } from 'react'
import type { AskedDocument } from '#renderer/data/addresses.ts'
import { choiceLabel } from '#renderer/data/labels.ts'
import { useFirmWide, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatBytes } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { FiledDocument } from '#shared/ipc/households.ts'
import { AddDocument } from './add-document.tsx'
import { DocumentViewer } from './document-viewer.tsx'
import { MeetingLine, type MeetingPin } from './meeting-line.tsx'
import { PlaceBadge } from './place-badge.tsx'

interface DocumentsSectionProps {
  readonly householdId: string
  readonly documents: readonly FiledDocument[]
  /** The meeting that they are read for, where there is one. */
  readonly meeting?: MeetingPin
  /** A document that is to be shown at once. */
  readonly asked?: AskedDocument | null
  /** The document that was asked for is shown no longer. */
  readonly onClosed?: () => void
}

/** The household's documents: to look at, to keep on this laptop, to save as a copy, and to add to. */
export function DocumentsSection({ householdId, documents, meeting, asked = null, onClosed }: DocumentsSectionProps) {
  const [adding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<AskedDocument | null>(null)
  const shown = asked ?? chosen
  const close = () => {
    setChosen(null)
    if (asked !== null) onClosed?.()
  }
  const firmWide = useFirmWide()
  const mayWrite = useMay('book.write') && !firmWide
  const add = mayWrite ? (
    <Button
      size="xs"
      variant="light"
      leftSection={<IconFilePlus size={14} aria-hidden />}
      onClick={() => setAdding(true)}
      style={{ flex: 'none' }}
    >
      Add a document
    </Button>
  ) : null
  return (
    <Section title="Documents" note={documents.length === 0 ? null : documents.length} actions={add}>
      {meeting === undefined || documents.length === 0 ? null : <MeetingLine meeting={meeting} documents={documents} />}
      {documents.length === 0 ? (
        <NothingHere title="No documents" description="Agreements, statements, and reports appear here once filed." />
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {documents.map((document) => (
            <DocumentRow
              key={document.id}
              document={document}
              onShow={() => setChosen({ id: document.id, page: null })}
            />
          ))}
        </Stack>
      )}
      <AddDocument householdId={householdId} opened={adding} onClose={() => setAdding(false)} />
      <DocumentViewer
        document={documents.find(({ id }) => id === shown?.id) ?? null}
        page={shown?.page ?? null}
        onClose={close}
      />
    </Section>
  )
}

function DocumentRow({ document, onShow }: { readonly document: FiledDocument; readonly onShow: () => void }) {
  const facts = [
    choiceLabel('documents', 'type', document.type),
    document.documentDate === null ? null : formatDate(document.documentDate),
    document.signedOn === null ? null : `signed ${formatDate(document.signedOn)}`,
    document.byteLength === null ? null : formatBytes(document.byteLength),
  ]
  const firmWide = useFirmWide()
  return (
    <Group component="li" gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <IconFileText size={20} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={540} truncate title={document.title}>
            {document.title}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {facts.filter((fact) => fact !== null).join(' · ')}
          </Text>
        </div>
      </Group>
      <Group gap={4} wrap="nowrap" style={{ flex: 'none' }}>
        {firmWide ? null : (
          <>
            <PlaceBadge document={document} />
            <OpenButton document={document} onShow={onShow} />
            <KeepButton document={document} />
            <SaveButton document={document} />
          </>
        )}
      </Group>
    </Group>
  )
}

/** Shows what is here; asks for what is not, and shows it when it has come. */
function OpenButton({ document, onShow }: { readonly document: FiledDocument; readonly onShow: () => void }) {
  if (document.place === 'not_filed' || document.place === 'damaged') return null
  return (
    <IconButton label={`Open ${document.title}`} hint="Open" onClick={onShow}>
      <IconEye size={16} stroke={1.7} aria-hidden />
    </IconButton>
  )
}

function KeepButton({ document: { id, title, kept, place } }: { readonly document: FiledDocument }) {
  const { run, busy } = useCommand('documents.keep')
  if (place === 'waiting' || place === 'refused' || place === 'not_filed') return null
  const label = kept ? `Keep ${title} on this laptop no longer` : `Keep ${title} on this laptop`
  return (
    <IconButton
      label={label}
      hint={kept ? 'Kept on this laptop; choose to keep it no longer' : 'Keep on this laptop'}
      pressed={kept}
      busy={busy}
      onClick={() => void run({ documentId: id, keep: !kept })}
    >
      {kept ? <IconPinFilled size={16} aria-hidden /> : <IconPin size={16} stroke={1.7} aria-hidden />}
    </IconButton>
  )
}

function SaveButton({ document: { id, title, place } }: { readonly document: FiledDocument }) {
  const { run, busy } = useCommand('documents.saveCopy')
  const mayExport = useMay('book.export')
  if (!mayExport || place === 'not_filed') return null
  const saveCopy = async () => {
    const result = await run({ documentId: id })
    if (result.ok && result.value.path !== null) sayDone(`Saved to ${result.value.path}`)
  }
  return (
    <IconButton label={`Save a copy of ${title}`} hint="Save a copy…" busy={busy} onClick={() => void saveCopy()}>
      <IconDownload size={16} stroke={1.7} aria-hidden />
    </IconButton>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly hint: string
  readonly onClick: () => void
  readonly busy?: boolean
  readonly pressed?: boolean
  readonly children: React.ReactNode
}

function IconButton({ label, hint, onClick, busy = false, pressed, children }: IconButtonProps) {
  return (
    <Tooltip label={hint}>
      <ActionIcon variant="subtle" aria-label={label} aria-pressed={pressed} loading={busy} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
