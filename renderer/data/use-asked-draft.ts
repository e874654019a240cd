import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { askedDraft, withoutDraft } from './addresses.ts'

/**
 * Whether the address asks for a form's unsaved work. It is asked once: closing the form leaves it closed.
 *
 * @param key as in `useDraft`.
 */
export function useAskedDraft(key: string): boolean {
  const [parameters, setParameters] = useSearchParams()
  const isAsked = askedDraft(parameters) === key
  useEffect(() => {
    if (isAsked) setParameters(withoutDraft, { replace: true })
  }, [isAsked, setParameters])
  return isAsked
}

/** Opens a form when the address asks for its unsaved work. */
export function useOpenForDraft(key: string, open: () => void): void {
  const isAsked = useAskedDraft(key)
  useEffect(() => {
    if (isAsked) open()
  })
}
