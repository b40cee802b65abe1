import type { IncomingMessage, Server } from 'node:http'

/** A request has come in whole after so long, or its connection is cut: who sends a byte now and then holds nothing. */
const wholeMs = 30_000
/** An upload that was let must go on at this rate at least: slower than the thinnest line that anybody still has. */
const slowestBytesPerSecond = 1024
/** And it must be done some time: 512 MiB at half a megabit a second. */
const longestUploadMs = 3 * 3600_000

interface Limits {
  wholeMs: number
  bytesPerSecond: number
  longestUploadMs: number
}

interface Deadline {
  timer: NodeJS.Timeout
  limits: Limits
}

const deadlines = new WeakMap<IncomingMessage, Deadline>()

/**
 * Gives each request a time in which its body has come in, counted from the end of its headers. Node's own
 * `requestTimeout` is one for all requests of a server, and an import over a thin line takes longer than a slow client
 * may hold a connection. Listens to the server itself: no route, hook or error passes it by.
 */
export function limitBodies(server: Server, given: Partial<Limits> = {}): void {
  const limits = { wholeMs, bytesPerSecond: slowestBytesPerSecond, longestUploadMs, ...given }
  server.on('request', (request) => {
    const { headers } = request
    // Without these two there is no body (RFC 9112, section 6.3): most requests need no timer.
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
    watch(request, { timer: setTimeout(() => cut(request), limits.wholeMs), limits })
  })
}

/**
 * Lets this request take longer, as long as its body goes on coming. Call it when the caller is known and may upload,
 * never before.
 */
export function letUpload(request: IncomingMessage): void {
  const former = deadlines.get(request)
  if (former === undefined) return
  const { limits } = former
  clearTimeout(former.timer)
  const begun = performance.now()
  let seen = request.socket.bytesRead
  const enough = (limits.bytesPerSecond * limits.wholeMs) / 1000
  const look = () => {
    const { bytesRead } = request.socket
    // A paused socket waits for us, not for the client.
    const slow = bytesRead - seen < enough && !request.isPaused()
    if (slow || performance.now() - begun > limits.longestUploadMs) cut(request)
    seen = bytesRead
  }
  watch(request, { timer: setInterval(look, limits.wholeMs), limits })
}

function watch(request: IncomingMessage, deadline: Deadline): void {
  deadlines.set(request, deadline)
  // An answer that is given before the body has come also closes the request; what is still to come must not linger.
  request.once('close', () => {
    if (request.complete || request.socket.destroyed) clearTimeout(deadline.timer)
  })
}

/** A body that is here already, or a connection that has gone on to its next request, is left alone. */
function cut(request: IncomingMessage): void {
  clearTimeout(deadlines.get(request)?.timer)
  if (!request.complete) request.socket.destroy()
}
