import { useEffect, useRef, useState } from 'react'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'

interface ImageViewProps {
  readonly content: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  readonly title: string
}

/** Draws a picture on a canvas: its bytes get no address, so the page's policy needs no exception for them. */
export function ImageView({ content, mediaType, title }: ImageViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let stopped = false
    createImageBitmap(new Blob([content], { type: mediaType })).then(
      (bitmap) => {
        const element = canvas.current
        if (!stopped && element !== null) {
          element.width = bitmap.width
          element.height = bitmap.height
          element.getContext('2d')?.drawImage(bitmap, 0, 0)
        }
        bitmap.close()
      },
      () => setFailed(true),
    )
    return () => {
      stopped = true
    }
  }, [content, mediaType])
  if (failed) return <ProblemAlert message="This picture cannot be shown. Save a copy to look at it elsewhere." />
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={title}
      style={{ maxWidth: '100%', display: 'block', margin: '0 auto' }}
    />
  )
}
