import { ColorSwatch, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { QueryPage } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { AllocationRing, colorAt } from '#renderer/features/portfolio/allocation-ring.tsx'
import { GrowthChart } from '#renderer/features/portfolio/growth-chart.tsx'
import { Amount } from '#renderer/ui/amount.tsx'
import { formatDate, formatDay, localDay } from '#renderer/ui/dates.ts'
import { formatPercent } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { RollUp } from '#shared/ipc/households.ts'
import type { PresentedMeeting } from '#shared/ipc/presented-meeting.ts'
import classes from './presenter.module.css'

const WINDOW_TITLE = 'Presenter view'

/** A meeting for a screen that everybody at the table sees. What it may show is `shared/ipc/presented-meeting.ts`. */
export function PresenterRoute() {
  const { meetingId = '' } = useParams()
  return <PresenterScreen key={meetingId} meetingId={meetingId} />
}

function PresenterScreen({ meetingId }: { readonly meetingId: string }) {
  const query = useQuery('meetings.present', { meetingId })
  return (
    <QueryPage title={WINDOW_TITLE} query={query}>
      {(meeting) => <PresenterView meeting={meeting} />}
    </QueryPage>
  )
}

function PresenterView({ meeting }: { readonly meeting: PresentedMeeting }) {
  const { householdName, subject, startsAt, rollUp, performance } = meeting
  return (
    <div className={classes.view}>
      <Page title={subject} windowTitle={WINDOW_TITLE} subtitle={`${householdName} · ${formatDay(localDay(startsAt))}`}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <Words meeting={meeting} />
          </div>
          <div className={classes.column}>
            <Total rollUp={rollUp} />
            {performance.begins === null ? null : <Returns performance={performance} />}
          </div>
        </div>
      </Page>
    </div>
  )
}

/** What is talked about; what there is nothing of is left out, since a client has no use for an empty card. */
function Words({ meeting: { agenda, decisions, followUps, changes, lastMeetingAt } }: { meeting: PresentedMeeting }) {
  return (
    <>
      {agenda === null ? null : (
        <Section title="Agenda">
          <p className={classes.text}>{agenda}</p>
        </Section>
      )}
      <Lines
        title="Decisions"
        lines={decisions.map(({ id, kind, body, basis }) => ({
          ...{ id, title: body },
          detail: [kind === 'recommendation' ? 'Recommended' : '', basis === null ? '' : `Why: ${basis}`],
        }))}
      />
      <Lines
        title="Next steps"
        lines={followUps.map(({ id, title, ownerName, dueOn, isDone }) => ({
          ...{ id, title },
          detail: [isDone ? 'Done' : '', ownerName, dueOn === null || isDone ? '' : `by ${formatDate(dueOn)}`],
        }))}
      />
      <Lines
        title="Since we last met"
        note={lastMeetingAt === null ? null : formatDate(lastMeetingAt)}
        lines={changes.map(({ on, title, detail }) => ({
          ...{ id: `${on} ${title} ${detail}`, title },
          detail: [formatDate(on), detail],
        }))}
      />
    </>
  )
}

interface LinesProps {
  readonly title: string
  readonly note?: ReactNode
  readonly lines: readonly { readonly id: string; readonly title: string; readonly detail: readonly string[] }[]
}

function Lines({ title, note, lines }: LinesProps) {
  if (lines.length === 0) return null
  return (
    <Section title={title} note={note}>
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={line.id}>
            <p className={classes.text}>{line.title}</p>
            <p className={classes.detail}>{line.detail.filter((part) => part !== '').join(' · ')}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Total({ rollUp }: { readonly rollUp: RollUp }) {
  const { asOf, total, slices } = rollUp
  if (slices.length === 0) return null
  return (
    <Section title="Your holdings" note={asOf === null ? null : `as of ${formatDate(asOf)}`}>
      <Amount value={total} whole className={`tabular ${classes.total}`} />
      <div className={classes.allocation}>
        <AllocationRing rollUp={rollUp} size={220} />
        <table className={classes.table} aria-label="Holdings by asset class">
          <tbody>
            {slices.map(({ assetClass, label, percent, marketValue }, index) => (
              <tr key={assetClass}>
                <th scope="row">
                  <span className={classes.label}>
                    <ColorSwatch color={colorAt(index)} size={14} radius="xs" withShadow={false} aria-hidden />
                    {label}
                  </span>
                </th>
                <td>
                  <Amount value={marketValue} whole />
                </td>
                <td>{formatPercent(percent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Returns({ performance }: { readonly performance: PresentedMeeting['performance'] }) {
  const { begins, ends, net, gross, missing } = performance
  const show = (percent: string | null) => (percent === null ? '–' : `${percent}%`)
  return (
    <Section title="Performance this year" note={`${formatDate(begins)} to ${formatDate(ends)}`}>
      <table className={classes.table} aria-label="Returns">
        <thead>
          <tr>
            <td />
            <th scope="col">Net of fees</th>
            <th scope="col">Gross of fees</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Portfolio (time-weighted)</th>
            <td>{show(net.timeWeighted)}</td>
            <td>{show(gross.timeWeighted)}</td>
          </tr>
          <tr>
            <th scope="row">Your money (money-weighted)</th>
            <td>{show(net.moneyWeighted)}</td>
            <td>{show(gross.moneyWeighted)}</td>
          </tr>
        </tbody>
      </table>
      <div className={classes.chart}>
        <GrowthChart performance={performance} />
      </div>
      {missing.map((reason) => (
        <Text key={reason} c="dimmed" mt="xs">
          {reason}
        </Text>
      ))}
    </Section>
  )
}
