import { Center, Loader, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { Arrival } from './arrival.tsx'
import { openPdf, type Pdf } from './open-pdf.ts'

interface PdfViewProps {
  readonly content: Uint8Array<ArrayBuffer>
  readonly title: string
  /** The page to begin with, from 1; null for the beginning. */
  readonly page: number | null
}

/** Draws the pages of a PDF, each when it comes into view. */
export function PdfView({ content, title, page }: PdfViewProps) {
  const [pdf, setPdf] = useState<Pdf | 'failed' | null>(null)
  useEffect(() => {
    let opened: Pdf | null = null
    let stopped = false
    openPdf(content).then(
      (result) => {
        opened = result
        if (stopped) result.close()
        else setPdf(result)
      },
      () => setPdf('failed'),
    )
    return () => {
      stopped = true
      opened?.close()
    }
  }, [content])
  if (pdf === 'failed') return <ProblemAlert message="This PDF cannot be shown. Save a copy to look at it elsewhere." />
  if (pdf === null) {
    return (
      <Center mih={240} role="status" aria-label="Opening">
        <Loader size="sm" />
      </Center>
    )
  }
  return <Pages pdf={pdf} title={title} first={page} />
}

interface PagesProps {
  readonly pdf: Pdf
  readonly title: string
  readonly first: number | null
}

function Pages({ pdf, title, first }: PagesProps) {
  return (
    <Stack gap="md">
      {Array.from({ length: pdf.pages }, (_, index) => index + 1).map((page) => (
        <Arrival key={page} asked={page === first}>
          <PdfPage pdf={pdf} page={page} title={title} />
        </Arrival>
      ))}
    </Stack>
  )
}

function PdfPage({ pdf, page, title }: { readonly pdf: Pdf; readonly page: number; readonly title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Room as for the first page until it is drawn, so that the pages below stay where they are.
  const [shape, setShape] = useState(pdf.shape)
  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return
      observer.disconnect()
      pdf.draw(page, element).then(setShape, () => undefined)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [pdf, page])
  return (
    <div>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${title}, page ${page} of ${pdf.pages}`}
        style={{
          width: '100%',
          aspectRatio: shape,
          display: 'block',
          background: 'white',
          boxShadow: 'var(--mantine-shadow-xs)',
        }}
      />
      <Text size="xs" c="dimmed" ta="center" mt={4}>
        Page {page} of {pdf.pages}
      </Text>
    </div>
  )
}
