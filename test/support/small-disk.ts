import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own, which a test fills and empties. */
export interface SmallDisk {
  /** The folder to use; what fills the disk lies beside it. */
  readonly folder: string
  /** Fills the disk up to so many bytes. What is there already stays. */
  leave(bytes: number): void
  /** Takes away what fills it. */
  giveBack(): void
  /** Bytes that the folder's files take. */
  used(): number
  unmount(): void
}

const SIZE = 256 * 1024 * 1024
const BLOCK = 4096

/** Mounts a disk in memory, which takes root, as the tests' other servers do. */
export function mountSmallDisk(): SmallDisk {
  const mount = mkdtempSync(join(tmpdir(), 'adviser-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mount])
  const folder = mkdtempSync(join(mount, 'profile-'))
  const filler = join(mount, 'filler')
  const free = () => {
    const { bavail, bsize } = statfsSync(mount)
    return bavail * bsize
  }
  const giveBack = () => rmSync(filler, { force: true })
  return {
    folder,
    giveBack,
    leave(bytes) {
      giveBack()
      const handle = openSync(filler, 'w')
      const block = Buffer.alloc(1024 * 1024, 1)
      for (let left = free() - bytes; left >= BLOCK; ) {
        left -= writeSync(handle, block, 0, Math.min(left - (left % BLOCK), block.length))
      }
      closeSync(handle)
    },
    used() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
    },
    unmount() {
      execFileSync('umount', ['-l', mount])
      rmSync(mount, { recursive: true, force: true })
    },
  }
}
