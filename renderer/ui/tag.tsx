import type { ReactNode } from 'react'
import classes from './tag.module.css'

interface TagProps {
  readonly color: 'teal' | 'blue' | 'orange' | 'red' | 'violet' | 'gray'
  /** Said under the pointer. */
  readonly title?: string
  readonly children: ReactNode
}

/** Looks like the design system's small badge, for long lists: a row of those costs ten times as much to draw. */
export function Tag({ color, title, children }: TagProps) {
  return (
    <span className={classes.tag} data-color={color} title={title}>
      {children}
    </span>
  )
}
