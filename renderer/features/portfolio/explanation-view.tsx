import { Alert, Badge, Box, Group, Stack, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, sumDecimals } from '#renderer/ui/compare.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatDate, formatInstant } from '#renderer/ui/dates.ts'
import { formatMoney, formatPrice, formatQuantity, formatShare } from '#renderer/ui/money.ts'
import type { Explanation } from '#shared/ipc/portfolio.ts'

type Part = Explanation['parts'][number]
type Position = Part['positions'][number]

const countingLabels = {
  managed: 'Managed',
  not_managed: 'Held away or reported only',
  not_in_totals: 'Not counted in totals',
  closed: 'Closed',
} as const

interface ExplanationViewProps {
  /** The total as it stands on the page. */
  readonly value: string
  readonly explanation: Explanation
}

/** Accounts, their positions, each position's price and where it came from; and that they add up. */
export function ExplanationView({ value, explanation }: ExplanationViewProps) {
  const { parts, leftOut } = explanation
  if (parts.length === 0) return <Text size="sm">Nothing is held, so the total is zero.</Text>
  return (
    <Stack gap="lg">
      <Summary value={value} explanation={explanation} />
      {parts.map((part) => (
        <PartTable key={part.id} part={part} />
      ))}
      {leftOut.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          Not part of it: {leftOut.map(({ name, value: held }) => `${name} (${formatMoney(held)})`).join(', ')}. All who
          own it are not counted in this household’s totals.
        </Text>
      )}
      <Text size="xs" c="dimmed">
        An account counts once, whole, in the household it is kept with, however many people or trusts own it. The book
        does not say in which file a position arrived; it says when and by whom it was recorded.
      </Text>
    </Stack>
  )
}

/** The parts as lines of a sum, and whether that sum is the figure on the page. */
function Summary({ value, explanation: { parts, managed, notManaged } }: ExplanationViewProps) {
  const sum = sumDecimals(parts.flatMap(({ positions }) => positions.map(({ marketValue }) => marketValue)))
  const count = parts.reduce((total, { positions }) => total + positions.length, 0)
  const isWhole = compareDecimals(sum, value) === 0
  return (
    <Stack gap="xs">
      <Table aria-label="Accounts in this total" className={tableClasses.table} verticalSpacing={5}>
        <Table.Tbody>
          {parts.map((part) => (
            <Table.Tr key={part.id}>
              <Table.Td>{part.name}</Table.Td>
              <Table.Td>{countingLabels[part.counting]}</Table.Td>
              <Right>
                <Amount value={part.value} />
              </Right>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Td>Total</Table.Td>
            <Table.Td />
            <Right>
              <Amount value={sum} />
            </Right>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {isWhole ? (
        <Text size="sm" role="status">
          {count} {count === 1 ? 'position' : 'positions'} in {parts.length}{' '}
          {parts.length === 1 ? 'account' : 'accounts'} add up to exactly {formatMoney(sum)}
          {compareDecimals(notManaged, '0') === 0
            ? '.'
            : `: ${formatMoney(managed)} managed and ${formatMoney(notManaged)} held away or not counted.`}
        </Text>
      ) : (
        <Alert color="orange" title="The book has changed">
          These parts add up to {formatMoney(sum)}. Close this and open it again to see the newest figure.
        </Alert>
      )}
    </Stack>
  )
}

function PartTable({ part }: { readonly part: Part }) {
  const { name, owners, positions, value } = part
  return (
    <Box>
      <Group gap="xs" mb={4} align="baseline">
        <Text component="h3" size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {owners.map((owner) => `${owner.name} ${formatShare(owner.percent)}`).join(', ')}
        </Text>
      </Group>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': name } }}>
        <Table aria-label={`Positions of ${name}`} className={tableClasses.table} verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Security</Table.Th>
              <Table.Th className={tableClasses.right}>Quantity × price</Table.Th>
              <Table.Th className={tableClasses.right}>Value</Table.Th>
              <Table.Th>Price from</Table.Th>
              <Table.Th>Recorded</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {positions.map((position) => (
              <PositionRow key={position.id} position={position} />
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Td>Total of the account</Table.Td>
              <Table.Td />
              <Right>
                <Amount value={value} />
              </Right>
              <Table.Td />
              <Table.Td />
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
    </Box>
  )
}

function PositionRow({ position }: { readonly position: Position }) {
  const { symbol, securityName, quantity, price, product, difference, marketValue, recordedAt, recordedBy } = position
  return (
    <Table.Tr>
      <Table.Td>
        <Text span inherit fw={600}>
          {symbol}
        </Text>
        <Quiet>{securityName}</Quiet>
      </Table.Td>
      <Right>
        {formatQuantity(quantity)} × {formatPrice(price)}
        <Quiet>= {formatMoney(product)}</Quiet>
      </Right>
      <Right>
        <Amount value={marketValue} />
        {compareDecimals(difference, '0') === 0 ? null : (
          <Badge size="xs" color="orange" title="The custodian’s value is not quantity × price">
            differs by {formatMoney(difference)}
          </Badge>
        )}
      </Right>
      <Table.Td>
        {formatDate(position.asOf)}
        <Quiet>{sourceOf(position)}</Quiet>
      </Table.Td>
      <Table.Td>
        {formatInstant(recordedAt)}
        <Quiet>{recordedBy ?? 'custodian’s feed'}</Quiet>
      </Table.Td>
    </Table.Tr>
  )
}

function sourceOf({ priceSource, symbol, assetClass }: Position): string {
  if (priceSource === null) {
    return assetClass === 'cash' && symbol === 'USD' ? 'money counts at 1' : 'as the custodian reported it'
  }
  const { source, otherPrice } = priceSource
  return otherPrice === null ? source : `as the custodian reported it; ${source} has ${formatPrice(otherPrice)}`
}

function Right({ children }: { readonly children: ReactNode }) {
  return <Table.Td className={tableClasses.right}>{children}</Table.Td>
}

function Quiet({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  )
}
