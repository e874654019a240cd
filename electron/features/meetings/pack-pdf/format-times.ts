/** Times on paper are those of the room the meeting is in, with the zone spelled out. */
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** `'Tuesday 24 November 2026, 10:00 – 11:00 EST'` */
export function formatSpan(startsAt: string, endsAt: string): string {
  const [from, to] = [new Date(startsAt), new Date(endsAt)]
  return `${day.format(from)}, ${time.format(from)} – ${time.format(to)} ${zoneOf(from)}`
}

/** `'24 Nov 2026, 10:00 EST'` */
export function formatInstant(instant: string): string {
  const at = new Date(instant)
  return `${dayAndTime.format(at)} ${zoneOf(at)}`
}

function zoneOf(at: Date): string {
  return zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
