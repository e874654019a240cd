import { Center, Loader, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { runCommand } from '#renderer/data/use-command.ts'
import { NothingHere, ProblemAlert } from '#renderer/ui/feedback.tsx'
import type { FiledDocument } from '#shared/ipc/households.ts'
import { ImageView } from './image-view.tsx'
import { PdfView } from './pdf-view.tsx'
import { type ReadDocument, readDocument } from './read-document.ts'
import { TextView } from './text-view.tsx'

interface DocumentViewerProps {
  /** Null where nothing is to be shown. */
  readonly document: FiledDocument | null
  /** The page to begin with, from 1; null for the beginning. */
  readonly page: number | null
  readonly onClose: () => void
}

/** Shows a document inside the page: no other program sees it, and no copy is written. */
export function DocumentViewer({ document, page, onClose }: DocumentViewerProps) {
  return (
    <Modal opened={document !== null} onClose={onClose} title={document?.title ?? ''} size="xl" padding="md">
      {document === null ? null : <Content key={document.id} document={document} page={page} />}
    </Modal>
  )
}

function Content({ document, page }: { readonly document: FiledDocument; readonly page: number | null }) {
  const [read, setRead] = useState<ReadDocument | null>(null)
  const here = !['at_firm', 'arriving'].includes(document.place)
  const { id } = document
  useEffect(() => {
    let stopped = false
    if (here) void readDocument(id).then((result) => !stopped && setRead(result))
    else void runCommand('documents.bring', { documentId: id })
    return () => {
      stopped = true
    }
  }, [id, here])
  if (!here) return <OnItsWay document={document} />
  if (read === null) return <Waiting text="Opening…" />
  if (!read.ok) return <ProblemAlert message={read.error.message} />
  return <Shown read={read} page={page} />
}

interface ShownProps {
  readonly read: Extract<ReadDocument, { ok: true }>
  readonly page: number | null
}

function Shown({ read: { opened, content }, page }: ShownProps) {
  const { mediaType, title } = opened
  if (mediaType === 'application/pdf') return <PdfView content={content} title={title} page={page} />
  if (mediaType === 'image/jpeg' || mediaType === 'image/png') {
    return <ImageView content={content} mediaType={mediaType} title={title} />
  }
  if (mediaType === 'text/plain') return <TextView content={content} page={page} />
  return (
    <NothingHere
      title="This kind of file cannot be shown here"
      description={`It is safe on this laptop (${mediaType}). Save a copy to open it in another program.`}
    />
  )
}

function OnItsWay({ document }: { readonly document: FiledDocument }) {
  const percent = document.percent === null ? '' : ` ${document.percent}%`
  return (
    <Waiting
      text={`The firm’s database has it; it is being brought here.${percent} Without the network it comes later.`}
    />
  )
}

function Waiting({ text }: { readonly text: string }) {
  return (
    <Center mih={240}>
      <Stack align="center" gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text size="sm" c="dimmed" ta="center" maw={380}>
          {text}
        </Text>
      </Stack>
    </Center>
  )
}
