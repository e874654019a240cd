import { connect, createServer, type Socket } from 'node:net'

/** The network between a workstation and the firm, which a test can take away and give back. */
export interface Network {
  readonly port: number
  /** Ends every connection at once and refuses new ones, as when a laptop leaves the building. */
  cut(): void
  restore(): void
  close(): Promise<void>
}

/** Starts a proxy on this machine in front of a server's port. */
export async function startNetwork(target: { host: string; port: number }): Promise<Network> {
  const sockets = new Set<Socket>()
  let open = true
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
      one.pipe(other)
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
    cut() {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    restore() {
      open = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
