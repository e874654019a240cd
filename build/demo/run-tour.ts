import { join } from 'node:path'
import { type Details, Tour, type TourGround } from './tour.ts'
import { tourSteps } from './tour-steps.ts'

export interface StepReport extends Record<string, unknown> {
  readonly name: string
  readonly ok: boolean
  readonly ms: number
}

export interface TourReport {
  readonly ok: boolean
  readonly steps: readonly StepReport[]
  readonly rowsSynced: number
  readonly pdf: string
  /** The folder of the pictures. */
  readonly screenshots: string
  readonly pictures: readonly string[]
  readonly audit: { readonly ok: boolean; readonly events: number }
}

/** Walks the tour. After a step that does not hold, the rest is not tried, and says so. */
export async function runTour(ground: TourGround, say: (line: string) => void): Promise<TourReport> {
  const tour = new Tour(ground)
  const steps: StepReport[] = []
  let audit = { ok: false, events: 0 }
  for (const { name, run } of tourSteps) {
    if (steps.some(({ ok }) => !ok)) {
      steps.push({ name, ok: false, ms: 0, why: 'not tried: an earlier step did not hold' })
      continue
    }
    const started = performance.now()
    const outcome = await attempt(tour, run)
    const ms = Math.round(performance.now() - started)
    steps.push({ name, ms, ...outcome })
    say(
      `${outcome.ok ? 'held  ' : 'FAILED'} ${String(ms).padStart(6)} ms  ${name}${outcome.ok ? '' : `: ${outcome.why}`}`,
    )
    if ('events' in outcome && name.startsWith('the trail')) audit = { ok: outcome.ok, events: Number(outcome.events) }
  }
  await tour.close()
  return {
    ok: steps.every(({ ok }) => ok),
    steps,
    rowsSynced: tour.rowsSynced,
    pdf: tour.pdf,
    screenshots: join(ground.artefacts, 'screenshots'),
    pictures: tour.pictures,
    audit,
  }
}

type Outcome = ({ readonly ok: true } & Details) | { readonly ok: false; readonly why: string }

async function attempt(tour: Tour, run: (tour: Tour) => Promise<Details>): Promise<Outcome> {
  try {
    return { ...(await run(tour)), ok: true }
  } catch (error) {
    await tour.picture('failed').catch(() => undefined)
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}
