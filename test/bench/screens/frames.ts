import type { Page } from 'playwright-core'
import { medianOf, roundTo } from '../part.ts'

/** What the frames of a while were like. */
export interface Frames {
  /** Milliseconds between one frame and the next. */
  readonly median: number
  readonly p95: number
  readonly longest: number
  /** Of a hundred, how many came later than a frame and a half of a screen of 60 Hz. */
  readonly late: number
}

const FRAME_MILLISECONDS = 1000 / 60

interface Recorder {
  recording: boolean
  intervals: number[]
}

/** Records the frames that a page draws while something is done with it. */
export async function recordFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const recorder = { recording: true, intervals: [] as number[] }
    Object.assign(window, { recorder })
    let before = performance.now()
    const note = () => {
      const now = performance.now()
      recorder.intervals.push(now - before)
      before = now
      if (recorder.recording) requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  await act()
  const intervals = await page.evaluate(() => {
    const { recorder } = window as never as { recorder: Recorder }
    recorder.recording = false
    return recorder.intervals
  })
  const sorted = [...intervals].sort((a, b) => a - b)
  const late = intervals.filter((interval) => interval > 1.5 * FRAME_MILLISECONDS)
  return {
    median: roundTo(medianOf(intervals), 1),
    p95: roundTo(sorted[Math.floor(sorted.length * 0.95)] ?? 0, 1),
    longest: roundTo(sorted.at(-1) ?? 0, 1),
    late: roundTo((100 * late.length) / Math.max(1, intervals.length), 1),
  }
}

/** Turns the wheel for some seconds, as fast as a hand does: a notch in each sixtieth of a second. */
export async function turnWheel(page: Page, seconds: number): Promise<void> {
  const until = performance.now() + 1000 * seconds
  while (performance.now() < until) {
    const next = performance.now() + FRAME_MILLISECONDS
    await page.mouse.wheel(0, 120)
    await page.waitForTimeout(Math.max(0, next - performance.now()))
  }
}

/** Holds a key down for some seconds, at the rate of a keyboard: thirty times a second. */
export async function holdKey(page: Page, key: string, seconds: number): Promise<void> {
  const until = performance.now() + 1000 * seconds
  while (performance.now() < until) {
    const next = performance.now() + 2 * FRAME_MILLISECONDS
    await page.keyboard.press(key)
    await page.waitForTimeout(Math.max(0, next - performance.now()))
  }
}
