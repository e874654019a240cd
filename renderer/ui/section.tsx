import { Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import classes from './section.module.css'

interface SectionProps {
  readonly title: string
  /** A quiet remark beside the title: a count, an as-of date. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** True for tables, which bring their own padding. */
  readonly flush?: boolean
}

/** A titled card; a landmark of its own, so that it can be jumped to. */
export function Section({ title, note, actions, children, flush = false }: SectionProps) {
  const headingId = useId()
  return (
    <Paper component="section" className={classes.section} aria-labelledby={headingId}>
      <div className={classes.header}>
        <Group gap="xs" wrap="wrap" align="baseline">
          <Title order={2} id={headingId}>
            {title}
          </Title>
          {note === undefined || note === null ? null : (
            <Text size="xs" c="dimmed" span>
              {note}
            </Text>
          )}
        </Group>
        {actions === undefined || actions === null ? null : <div className={classes.actions}>{actions}</div>}
      </div>
      {flush ? (
        <ScrollBox labelledBy={headingId}>{children}</ScrollBox>
      ) : (
        <div className={classes.body}>{children}</div>
      )}
    </Paper>
  )
}

/** Wide tables scroll sideways; only then is the box a stop for the keyboard. */
function ScrollBox({ labelledBy, children }: { readonly labelledBy: string; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [overflows, setOverflows] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const keyboard = overflows ? { tabIndex: 0, role: 'group', 'aria-labelledby': labelledBy } : {}
  return (
    <div ref={box} className={classes.flush} {...keyboard}>
      {children}
    </div>
  )
}
