import { type ReactNode, useEffect, useRef } from 'react'

interface ArrivalProps {
  /** Whether this is the page that was asked for. */
  readonly asked: boolean
  readonly children: ReactNode
}

/**
 * A page. The one that was asked for is brought into view once it is there, and the keyboard with it, so that the arrow
 * keys go on from that page.
 */
export function Arrival({ asked, children }: ArrivalProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!asked) return
    element.current?.focus({ preventScroll: true })
    element.current?.scrollIntoView({ block: 'start' })
  }, [asked])
  if (!asked) return <div>{children}</div>
  // The window's title stays on top of what scrolls. No ring: nothing can be done with a page but read it.
  return (
    <div ref={element} tabIndex={-1} style={{ scrollMarginTop: '4.5rem', outline: 'none' }}>
      {children}
    </div>
  )
}
