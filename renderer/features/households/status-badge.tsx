import { choiceLabel } from '#renderer/data/labels.ts'
import { Tag } from '#renderer/ui/tag.tsx'

const colors = {
  active: 'teal',
  onboarding: 'blue',
  prospect: 'violet',
  estate: 'orange',
  inactive: 'gray',
  terminated: 'gray',
} as const

export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Tag color={colors[status as keyof typeof colors] ?? 'gray'}>{choiceLabel('households', 'status', status)}</Tag>
  )
}
