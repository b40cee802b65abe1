import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { ProblemError } from '../problems'

/** OWASP's recommended scrypt parameters (N=2^15, r=8, p=3: 32 MB), written into each hash so that they may grow. */
const current = { N: 2 ** 15, r: 8, p: 3 }
/** For what is typed on a remote: a code of a week costs a reader of the store years, a PIN is short whatever it costs. */
export const shortSecretCost = { N: 2 ** 14, r: 8, p: 1 }
const keyLength = 32

/** The largest parameters that a stored hash may ask for: a tampered row must not take the memory of the process. */
const mostMemory = 256 * 1024 * 1024

/** Hashes at once: Node has four threads for slow work, and files and names need some of them too. */
const mostAtOnce = 2
/** Who comes while so many wait is told to come again: each costs a tenth of a second and more. */
const mostWaiting = 100

let running = 0
const waiting: (() => void)[] = []

/**
 * A password, PIN or typed code as `scrypt$N$r$p$salt$key`.
 * @param salt random unless given; a given one makes the hash repeatable, for codes that are looked up by it
 */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16), cost = current): Promise<string> {
  const { N, r, p } = cost
  const key = await derive(password, salt, { N, r, p })
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password fits a hash, in constant time. With a null hash it takes as long and says no. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const parts = parse(hash ?? '')
  if (parts === null) {
    await derive(password, Buffer.alloc(16), current)
    return false
  }
  const key = await derive(password, parts.salt, parts)
  return timingSafeEqual(key, parts.key)
}

/** Whether a hash was made with weaker parameters than those of today: make it anew at the next sign-in. */
export function isOutdated(hash: string): boolean {
  const parts = parse(hash)
  return parts === null || parts.N !== current.N || parts.r !== current.r || parts.p !== current.p
}

function parse(hash: string): { N: number; r: number; p: number; salt: Buffer; key: Buffer } | null {
  const [name, n, rText, pText, saltText, keyText, ...more] = hash.split('$')
  const [N, r, p] = [Number(n), Number(rText), Number(pText)]
  const key = Buffer.from(keyText ?? '', 'base64url')
  const whole = [N, r, p].every((value) => Number.isSafeInteger(value) && value > 0)
  if (name !== 'scrypt' || more.length > 0 || !whole || 128 * N * r > mostMemory || p > 16) return null
  if (key.length !== keyLength) return null
  return { N, r, p, salt: Buffer.from(saltText ?? '', 'base64url'), key }
}

/** @throws ProblemError too-many-requests while very many wait */
async function derive(password: string, salt: Buffer, parameters: ScryptOptions): Promise<Buffer> {
  if (waiting.length >= mostWaiting)
    throw new ProblemError('too-many-requests', { detail: 'too many passwords at once', retryAfter: 10 })
  if (running >= mostAtOnce) await new Promise<void>((next) => waiting.push(next))
  else running++
  try {
    return await scryptKey(password, salt, parameters)
  } finally {
    // Who waits takes this place over.
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function scryptKey(password: string, salt: Buffer, { N, r, p }: ScryptOptions): Promise<Buffer> {
  return new Promise((done, fail) =>
    scrypt(password.normalize('NFKC'), salt, keyLength, { N, r, p, maxmem: mostMemory * 2 }, (error, key) =>
      error === null ? done(key) : fail(error),
    ),
  )
}
