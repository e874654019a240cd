import { Button, Group, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { formatCount } from '#renderer/ui/money.ts'
import { FIRM_PAGE } from '#shared/ipc/household-questions.ts'
import { showNextPage, showPageBefore, useHouseholdList } from './store.ts'

interface PagerProps {
  /** The household after which the next page begins; null on the last page. */
  readonly next: string | null
  readonly shown: number
}

/** Leads through a list that comes page by page. Nothing where one page has all. */
export function Pager({ next, shown }: PagerProps) {
  const { pages } = useHouseholdList()
  if (pages.length === 0 && next === null) return null
  const first = pages.length * FIRM_PAGE + 1
  return (
    <Group component="nav" aria-label="Pages" gap="xs" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconChevronLeft size={14} aria-hidden />}
        disabled={pages.length === 0}
        onClick={showPageBefore}
      >
        Before
      </Button>
      <Text span inherit c="dimmed">
        {formatCount(first)}–{formatCount(first + shown - 1)}
      </Text>
      <Button
        size="compact-xs"
        variant="default"
        rightSection={<IconChevronRight size={14} aria-hidden />}
        disabled={next === null}
        onClick={() => (next === null ? undefined : showNextPage(next))}
      >
        Next
      </Button>
    </Group>
  )
}
