import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { cutIntoPages } from '#shared/domain/text-pages.ts'
import { Arrival } from './arrival.tsx'

interface TextViewProps {
  readonly content: Uint8Array<ArrayBuffer>
  /** The page to begin with, from 1; null for the beginning. */
  readonly page: number | null
}

/** Shows a plain text, cut where search cuts it. */
export function TextView({ content, page }: TextViewProps) {
  const pages = useMemo(() => cutIntoPages(new TextDecoder().decode(content)), [content])
  return pages.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name, and never move.
    <Arrival key={index} asked={index + 1 === page}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    </Arrival>
  ))
}
