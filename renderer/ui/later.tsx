import { type ReactNode, startTransition, useEffect, useState } from 'react'

/** What lies below what is seen first: drawn in the frame after, so that a screen of many cards is there at once. */
export function Later({ children }: { readonly children: ReactNode }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const frame = requestAnimationFrame(() => startTransition(() => setDue(true)))
    return () => cancelAnimationFrame(frame)
  }, [])
  return due ? children : null
}
