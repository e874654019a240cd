import { Badge } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'

const colors: Readonly<Record<string, string>> = {
  active: 'teal',
  onboarding: 'blue',
  prospect: 'violet',
  estate: 'orange',
  inactive: 'gray',
  terminated: 'gray',
}

export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge size="sm" color={colors[status] ?? 'gray'}>
      {choiceLabel('households', 'status', status)}
    </Badge>
  )
}
