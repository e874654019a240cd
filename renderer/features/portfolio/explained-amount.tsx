import { Modal, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { formatMoney, formatWholeMoney } from '#renderer/ui/money.ts'
import classes from './explained-amount.module.css'
import { ExplanationView } from './explanation-view.tsx'

/** Which total: the household's, or that of one account or asset class. */
interface Scope {
  readonly householdId: string
  readonly accountId?: string
  readonly assetClass?: string
}

interface ExplainedAmountProps {
  /** What the amount is, as a heading says it. */
  readonly title: string
  readonly value: string
  readonly scope: Scope
  readonly whole?: boolean
}

/** A total that opens into what it is made of. */
export function ExplainedAmount({ title, value, scope, whole = false }: ExplainedAmountProps) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <UnstyledButton
        className={classes.button}
        onClick={open}
        aria-haspopup="dialog"
        aria-label={`${title} ${whole ? formatWholeMoney(value) : formatMoney(value)}: show what it is made of`}
      >
        <Amount value={value} whole={whole} />
      </UnstyledButton>
      <Modal opened={opened} onClose={close} title={`${title}: ${formatMoney(value)}`} size="62rem" padding="md">
        {opened ? <Explained value={value} scope={scope} /> : null}
      </Modal>
    </>
  )
}

function Explained({ value, scope }: Pick<ExplainedAmountProps, 'value' | 'scope'>) {
  const query = useQuery('portfolio.explain', scope)
  return (
    <QueryView query={query}>{(explanation) => <ExplanationView value={value} explanation={explanation} />}</QueryView>
  )
}
