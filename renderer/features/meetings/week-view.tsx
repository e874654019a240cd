import { ActionIcon, Text, VisuallyHidden } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { formatDay, formatSpan, localDay, todayDate } from '#renderer/ui/dates.ts'
import { addDays, weekdayOf } from '#shared/domain/dates.ts'
import { minutesBetween, placeSideBySide, spanOfDays } from '#shared/domain/meeting-times.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import classes from './week-view.module.css'

interface WeekViewProps {
  /** A Monday. */
  readonly monday: string
  readonly meetings: readonly MeetingRow[]
  readonly onPlan: (day: string) => void
}

const DAYS = [0, 1, 2, 3, 4, 5, 6]
/** What is shown of a day without meetings early or late. */
const [FIRST_HOUR, LAST_HOUR] = [8, 18]
const HOUR_HEIGHT = 52
/** Lower than this a meeting's name could not be read. */
const LEAST_HEIGHT = 24

/** Seven days side by side, meetings where their hours are. Each day is a list, so that it reads as one too. */
export function WeekView({ monday, meetings, onPlan }: WeekViewProps) {
  const days = DAYS.map((offset) => addDays(monday, offset))
  const [first, last] = hoursOf(meetings)
  const hours = Array.from({ length: last - first }, (_, index) => first + index)
  return (
    <section className={classes.scroll} aria-label="Week">
      <div className={classes.week} style={{ '--hour': `${HOUR_HEIGHT}px`, '--hours': hours.length }}>
        <div className={classes.hours} aria-hidden>
          {hours.map((hour) => (
            <span key={hour}>{`${String(hour).padStart(2, '0')}:00`}</span>
          ))}
        </div>
        {days.map((day) => (
          <Day
            key={day}
            day={day}
            firstHour={first}
            meetings={meetings.filter((meeting) => isOn(meeting, day))}
            onPlan={onPlan}
          />
        ))}
      </div>
    </section>
  )
}

interface DayProps extends Pick<WeekViewProps, 'meetings' | 'onPlan'> {
  readonly day: string
  readonly firstHour: number
}

function Day({ day, firstHour, meetings, onPlan }: DayProps) {
  const mayWrite = useMay('book.write')
  const places = placeSideBySide(meetings)
  const isToday = day === todayDate()
  const name = formatDay(day)
  return (
    <section className={classes.day} aria-label={name} data-today={isToday || undefined}>
      <div className={classes.head}>
        <Text size="xs" fw={600} className="tabular">
          {name.slice(0, 3)} {Number(day.slice(8))}
          {isToday ? <span className={classes.today}> Today</span> : null}
        </Text>
        {mayWrite ? (
          <ActionIcon size="sm" variant="subtle" aria-label={`Plan a meeting on ${name}`} onClick={() => onPlan(day)}>
            <IconPlus size={14} aria-hidden />
          </ActionIcon>
        ) : null}
      </div>
      <ul className={classes.slots}>
        {meetings.map((meeting, index) => (
          <Block
            key={meeting.id}
            meeting={meeting}
            top={topOf(meeting, day, firstHour)}
            place={places[index] ?? { column: 0, columns: 1 }}
          />
        ))}
      </ul>
    </section>
  )
}

interface BlockProps {
  readonly meeting: MeetingRow
  /** In pixels. */
  readonly top: number
  readonly place: { readonly column: number; readonly columns: number }
}

function Block({ meeting, top, place: { column, columns } }: BlockProps) {
  const height = Math.max(LEAST_HEIGHT, (minutesBetween(meeting) / 60) * HOUR_HEIGHT - 2)
  const style = { top, height, left: `${(column / columns) * 100}%`, width: `${100 / columns}%` }
  return (
    <li className={classes.slot} style={style}>
      <Link
        className={classes.block}
        data-status={meeting.status}
        to={`/meetings/${meeting.id}`}
        title={`${meeting.householdName} – ${meeting.subject}`}
      >
        <span className={classes.name}>{meeting.householdName}</span>{' '}
        <span className={classes.more}>
          {formatSpan(meeting.startsAt, meeting.endsAt)} {meeting.subject}
        </span>
        {meeting.status === 'held' ? <VisuallyHidden>, held</VisuallyHidden> : null}
      </Link>
    </li>
  )
}

function isOn({ startsAt }: MeetingRow, day: string): boolean {
  return localDay(startsAt) === day
}

/** Pixels below the first hour shown, by what clocks show: a day on which they change still has its hours in place. */
function topOf({ startsAt }: MeetingRow, day: string, firstHour: number): number {
  const at = new Date(startsAt)
  const hours = localDay(startsAt) === day ? at.getHours() + at.getMinutes() / 60 : 0
  return Math.max(0, hours - firstHour) * HOUR_HEIGHT
}

/** From the earliest to the latest hour that has to be seen. */
function hoursOf(meetings: readonly MeetingRow[]): [first: number, last: number] {
  const starts = meetings.map(({ startsAt }) => new Date(startsAt).getHours())
  const ends = meetings.map((meeting) => {
    const at = new Date(meeting.startsAt)
    return Math.min(24, Math.ceil(at.getHours() + (at.getMinutes() + minutesBetween(meeting)) / 60))
  })
  return [Math.min(FIRST_HOUR, ...starts), Math.max(LAST_HOUR, ...ends)]
}

/** The instants of a week that begins on a day. */
export function spanOfWeek(monday: string) {
  return spanOfDays(monday, addDays(monday, 6))
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((weekdayOf(day) + 6) % 7))
}
