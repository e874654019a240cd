import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** How bad the network is: applies to what passes from now on, in either direction. */
export interface Weather {
  /** Milliseconds that each piece is late. */
  readonly delay?: number
  /** The most bytes that pass at once; the rest follows after the next delay. */
  readonly pieceBytes?: number
  /** Ends every connection once so many more bytes have passed, all connections and both directions together. */
  readonly cutAfterBytes?: number
}

/** The network between a workstation and the firm, which a test can take away and give back. */
export interface Network {
  readonly port: number
  /** Ends every connection at once and refuses new ones, as when a laptop leaves the building. */
  cut(): void
  restore(): void
  /** Another weather; none given means a good network. A cut by bytes stays cut until `restore`. */
  become(weather: Weather): void
  close(): Promise<void>
}

/** Starts a proxy on this machine in front of a server's port. The server may change places: `target` is asked anew. */
export async function startNetwork(target: { readonly host: string; readonly port: number }): Promise<Network> {
  const sockets = new Set<Socket>()
  let open = true
  let weather: Weather = {}
  let bytesLeft = Number.POSITIVE_INFINITY
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  const pass = () => throughWeather(() => weather, spend)
  function spend(bytes: number): number {
    const allowed = Math.min(bytes, bytesLeft)
    bytesLeft -= bytes
    if (bytesLeft <= 0) setImmediate(cut)
    return allowed
  }
  const server = createServer((client) => {
    if (!open) {
      client.destroy()
      return
    }
    const upstream = connect(target.port, target.host)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.pipe(pass()).pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut,
    restore() {
      open = true
      bytesLeft = Number.POSITIVE_INFINITY
    },
    become(next) {
      weather = next
      bytesLeft = next.cutAfterBytes ?? Number.POSITIVE_INFINITY
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Lets through what the weather allows, in order. */
function throughWeather(read: () => Weather, spend: (bytes: number) => number): Transform {
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      const { pieceBytes = chunk.length, delay = 0 } = read()
      for (let from = 0; from < chunk.length; from += pieceBytes) {
        const piece = chunk.subarray(from, from + pieceBytes)
        if (delay > 0) await new Promise((later) => setTimeout(later, delay))
        this.push(piece.subarray(0, spend(piece.length)))
      }
      done()
    },
  })
}
