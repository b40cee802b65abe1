import type { DeskAlarm, TextRequest } from '../contract/alarms'
import type { DeskSession } from '../contract/desk'
import { type Act, isIdle, type Outcome, withAlarm, withList } from './model'
import { call, type ServiceError } from './service'

/** What the page knows. Replaced as a whole with every change. */
export interface BoardState {
  /** `unknown` until the first answer */
  session: DeskSession | null | 'unknown'
  alarms: readonly DeskAlarm[]
  /** nobody touched the page for an hour */
  locked: boolean
  /** events are heard and questions answered */
  connected: boolean
  /** since when nothing is heard, milliseconds since 1970 */
  lostSince: number | null
  /** server time minus this computer's, milliseconds */
  offset: number
}

const presenceMs = 15_000
/** A confirmation that did not arrive is tried again after this time. */
const againMs = 4_000
const lockName = 'porchlight.desk.locked'
/** What shows that somebody sits there. */
const touches = ['keydown', 'pointerdown'] as const
/** Events tell everything; asking again now and then covers what a broken proxy swallows. */
const refreshMs = 20_000

/** Events are heard once they were; the rest is well until it fails. */
const newLine = { events: false, presence: true, list: true }

const actPath: Record<Act, string> = { acknowledge: 'acknowledgement', attend: 'attendance', close: 'closure' }

/** The desk's session, alarms and connection. */
export class Board {
  state: BoardState = { session: 'unknown', alarms: [], locked: false, connected: false, lostSince: null, offset: 0 }
  private readonly listeners = new Set<() => void>()
  private readonly confirmed = new Set<string>()
  private source: EventSource | null = null
  private timers: number[] = []
  private lastActed = Date.now()
  /** What of the line is well: where it is open on one side only, events seem to be heard while nothing arrives. */
  private line = newLine

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Takes up a session that the browser still has. */
  async open(): Promise<void> {
    try {
      this.begin(await call<DeskSession>('GET', '/v1/desk/session'))
    } catch {
      this.change({ session: null })
    }
  }

  /** @throws ServiceError */
  async signIn(user: string, password: string): Promise<void> {
    this.begin(await call<DeskSession>('POST', '/v1/desk/session', { user, password }))
  }

  /** Opens a locked page again for the same officer. @throws ServiceError */
  async unlock(password: string): Promise<void> {
    const { session } = this.state
    if (session === null || session === 'unknown') return
    await call<DeskSession>('POST', '/v1/desk/session', { user: session.user, password })
    this.acted()
    this.lock(false)
  }

  async signOut(): Promise<void> {
    this.end()
    await call('DELETE', '/v1/desk/session').catch(() => {})
  }

  /** @throws ServiceError */
  async changePassword(current: string, next: string): Promise<void> {
    await call('POST', '/v1/desk/password', { current, next })
    this.passwordLater()
  }

  passwordLater(): void {
    const { session } = this.state
    if (session === null || session === 'unknown') return
    this.change({ session: { ...session, must_change_password: false } })
    this.tellPresence()
  }

  /** The officer's next act on an alarm. @throws ServiceError */
  async act(id: string, act: Act, closure?: { outcome: Outcome; note: string }): Promise<void> {
    try {
      const answer = await call<unknown>('POST', `${alarmPath(id)}/${actPath[act]}`, closure)
      if (isAlarm(answer)) this.hear(answer)
      else await this.refresh()
    } catch (error) {
      await this.refresh()
      throw error
    }
  }

  /** The officer rang the household. @throws ServiceError */
  async rangBack(id: string, reached: boolean): Promise<void> {
    const answer = await call<unknown>('POST', `${alarmPath(id)}/callback`, { reached })
    if (isAlarm(answer)) this.hear(answer)
  }

  /** Writes to the caller's TV. @throws ServiceError */
  async write(id: string, text: TextRequest): Promise<void> {
    const answer = await call<unknown>('POST', `${alarmPath(id)}/texts`, text)
    if (isAlarm(answer)) this.hear(answer)
  }

  /** Opens the nearest cameras to a neighbour who is going, beyond the household's limit. @throws ServiceError */
  async consent(id: string, household: string): Promise<void> {
    await call('POST', `${alarmPath(id)}/consent`, { household })
    await this.refresh()
  }

  /** An alarm is really in front of the officer. Told once per alarm, and only while it is in view on a visible page. */
  async displayed(id: string, inView: () => boolean): Promise<void> {
    if (document.visibilityState !== 'visible' || this.state.locked || this.confirmed.has(id) || !inView()) return
    this.confirmed.add(id)
    try {
      await call('POST', `${alarmPath(id)}/receipts`, { hop: 'desk_displayed' })
    } catch {
      // Not told is not confirmed: it is tried again as long as the alarm is shown.
      this.confirmed.delete(id)
      window.setTimeout(() => void this.displayed(id, inView), againMs)
    }
  }

  private begin(session: DeskSession): void {
    // A reload does not open what was locked.
    const locked = sessionStorage.getItem(lockName) !== null
    this.change({ session, locked, offset: Date.parse(session.now) - Date.now() })
    this.acted()
    for (const name of touches) document.addEventListener(name, this.acted)
    this.listen()
    this.tellPresence()
    const every = (act: () => void, ms: number) => window.setInterval(act, ms)
    this.timers = [every(() => this.tellPresence(), presenceMs), every(() => void this.refresh(), refreshMs)]
    document.addEventListener('visibilitychange', this.onVisibility)
  }

  private end(): void {
    this.source?.close()
    this.source = null
    for (const timer of this.timers) window.clearInterval(timer)
    this.timers = []
    this.confirmed.clear()
    sessionStorage.removeItem(lockName)
    for (const name of touches) document.removeEventListener(name, this.acted)
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.line = newLine
    this.change({ session: null, alarms: [], locked: false, connected: false, lostSince: null })
  }

  private readonly acted = () => {
    this.lastActed = Date.now()
  }

  private lock(locked: boolean): void {
    if (locked === this.state.locked) return
    if (locked) sessionStorage.setItem(lockName, '1')
    else sessionStorage.removeItem(lockName)
    this.change({ locked })
    if (!locked) this.tellPresence()
  }

  private readonly onVisibility = () => {
    this.tellPresence()
    if (document.visibilityState === 'visible') void this.refresh()
  }

  private tellPresence(): void {
    if (isIdle(this.lastActed, Date.now())) this.lock(true)
    // The queue must be in front of somebody: behind the question for a password it is not.
    const { session, locked } = this.state
    const atWork = typeof session === 'object' && session !== null && !session.must_change_password && !locked
    const visible = document.visibilityState === 'visible' && atWork
    call('PUT', '/v1/desk/presence', { visible }).then(
      () => this.found('presence', true),
      (error: ServiceError) => this.failed('presence', error),
    )
  }

  /** How the line is: lost since the first thing that failed, until all is well again. */
  private found(part: keyof typeof newLine, well: boolean): void {
    // What was on its way when the officer signed out says nothing.
    if (this.source === null) return
    this.line = { ...this.line, [part]: well }
    const connected = Object.values(this.line).every(Boolean)
    this.change({ connected, lostSince: connected ? null : (this.state.lostSince ?? Date.now()) })
  }

  private listen(): void {
    this.source?.close()
    const source = new EventSource('/v1/desk/events')
    this.source = source
    source.onopen = () => {
      this.found('events', true)
      // What happened while nobody listened is replayed by id; the list settles the rest.
      void this.refresh()
    }
    source.onerror = () => {
      this.found('events', false)
      // The browser gives up after a refusal: then only asking tells whether the session has ended.
      if (source.readyState === EventSource.CLOSED && this.source === source)
        window.setTimeout(() => this.source === source && this.listen(), 3000)
    }
    // Every few minutes the service tries the way of a call to this page; nobody need know of it.
    source.addEventListener('desk.check', () => void call('POST', '/v1/desk/checks').catch(() => undefined))
    for (const type of ['alarm.raised', 'alarm.updated'])
      source.addEventListener(type, (event) => {
        const alarm: unknown = JSON.parse((event as MessageEvent<string>).data)
        if (isAlarm(alarm)) this.hear(alarm)
      })
  }

  private async refresh(): Promise<void> {
    if (this.state.session === null) return
    const asked = this.state.alarms
    try {
      const { alarms } = await call<{ alarms: DeskAlarm[] }>('GET', '/v1/desk/alarms?state=open')
      this.change({ alarms: withList(this.state.alarms, alarms, asked) })
      this.found('list', true)
    } catch (error) {
      this.failed('list', error as ServiceError)
    }
  }

  private failed(part: 'presence' | 'list', error: ServiceError): void {
    if (error.status === 401 && this.state.session !== null) this.end()
    else this.found(part, false)
  }

  private hear(alarm: DeskAlarm): void {
    this.change({ alarms: withAlarm(this.state.alarms, alarm) })
  }

  private change(part: Partial<BoardState>): void {
    this.state = { ...this.state, ...part }
    for (const listener of this.listeners) listener()
  }
}

const alarmPath = (id: string) => `/v1/desk/alarms/${encodeURIComponent(id)}`
const isAlarm = (value: unknown): value is DeskAlarm => {
  const alarm = value as DeskAlarm | null
  return typeof alarm?.id === 'string' && Array.isArray(alarm.receipts)
}
