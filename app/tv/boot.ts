import type { CameraList } from '../contract/cameras'
import type { Me } from '../contract/household'
import type { App } from './App'
import { watchAlarms } from './alarm/watch'
import { foregroundOf, type ToldForeground } from './box/foreground'
import { mark, markMilestones } from './box/milestones'
import { thriftOf } from './box/thrift'
import { loadHousehold } from './household'
import { noticesOf } from './notices/notices'
import { goOnline } from './online'
import { watchPairing } from './pairing/watch'
import { piece } from './piece'
import { createPlayer, loadHls } from './player/player'
import { keepChosen, profileToUse, Rescue, usualProfile } from './remote/own'
import { startRemote } from './remote/remote'
import { httpApi } from './service/api'
import { middlewareAssertion } from './service/assertion'
import { serverClock } from './service/clock'
import { openEvents } from './service/events'
import { known } from './service/known'
import { memoryPreviews } from './service/previews'
import type { Services } from './service/services'
import { openSession } from './service/session'
import { loadSettings, type SettingsProblem } from './service/settings'
import { boxStore, windowStorage } from './service/store'
import { raiseStage, redrawText } from './stage'
import { type FontResult, loadFont } from './theme/font'
import { applyLook } from './theme/look'
import type { Speaking } from './voice/model'
import { startVoice } from './voice/voice'
import { tellOffsets } from './words/wall'
import { chooseLanguage, languages } from './words/words'

/** A slow network must not keep the screen dark; what comes later is taken when it comes. */
const settingsWaitMs = 3000
const fontWaitMs = 800
const warmPlayerMs = 1500
const surroundAgainMs = 15_000

/**
 * Settings → key profile → stored session and list → first frame with focus → session check → fresh list → events.
 * No step can keep the next from happening; what failed is said in words on the screen.
 */
export async function boot(): Promise<App> {
  const font = loadFont('static/fonts/porchlight-sans.woff2', fontWaitMs, (result) => {
    if (result === 'loaded') redrawText(app)
    else app.say(services.words.boot.fontMissing)
  })
  const { settings, problem } = await loadSettings('settings.json', settingsWaitMs)
  const foreground = foregroundOf(!document.hidden)
  const services = makeServices(settings, foreground)
  applyLook(services.store)
  const fontResult = await font
  const app = raiseStage(services)
  services.remote.connect(app)
  app.goTo(location.hash)
  markMilestones(services, app.stage)
  watchAlarms(services, app, app.stage)
  watchPairing(services, app, app.stage)
  startVoice(services, () => (app.focusPath ?? []) as readonly Speaking[])
  document.getElementById('plain')?.remove()
  sayWhatIsMissing(app, services, problem, fontResult)
  noticesOf(services).start((...sentences) => app.say(...sentences))
  const renew = goOnline(services)
  surround(app, services, foreground, renew)
  // After everything that the first screen needs, and before the first camera does.
  window.setTimeout(() => void loadHls().catch(() => undefined), warmPlayerMs)
  // So that the settings open also when the network goes.
  window.setTimeout(() => void loadHousehold().catch(() => undefined), 2 * warmPlayerMs)
  return app
}

/** Watches over the app and tells how it fares; loaded again until it came. */
function surround(app: App, services: Services, foreground: ToldForeground, renew: () => void): void {
  const startedAt = performance.now()
  const loadAround = piece(() => import('./around'))
  const load = () =>
    loadAround().then(
      (around) => {
        around.startBox({ app, services, foreground, renew })
        around.startTelemetry(services, app.stage.h, startedAt)
        mark('around')
      },
      () => window.setTimeout(load, surroundAgainMs),
    )
  void load()
}

function makeServices(settings: Services['settings'], foreground: ToldForeground): Services {
  const serial = new URLSearchParams(location.search).get('box') ?? ''
  const clock = serverClock(
    () => performance.now(),
    () => Date.now(),
  )
  // Boxes that share a browser (the demo) share nothing else.
  const store = boxStore(windowStorage(), serial || 'box')
  const api = httpApi(settings, clock, location.href)
  const remote = startRemote(profileToUse(store, settings.remote))
  rescueKeys(remote, store, settings)
  const { deviceMemory } = navigator as { deviceMemory?: number }
  const thrift = thriftOf(settings.box.memory, settings.stage.memory_pressure, deviceMemory)
  const video = document.getElementById('live') as HTMLVideoElement
  const session = openSession({ api, store, clock, assertion: middlewareAssertion(settings, serial, location.href) })
  const me = known<Me>('me', (etag) => ask(session, '/v1/me', etag), store, clock)
  const told = () => {
    if (!me.value) return
    store.write('serial', me.value.box.serial)
    // What an older service told has none.
    if (me.value.utc_offsets) tellOffsets(me.value.utc_offsets)
  }
  told()
  me.onChange(told)
  return {
    settings,
    get serial() {
      return serial || (store.read<string>('serial') ?? '')
    },
    get words() {
      return languages[chooseLanguage(store.read<string>('language'), settings.language)]
    },
    foreground,
    remote,
    clock,
    store,
    api,
    session,
    events: openEvents(session, api, store),
    me,
    cameras: known<CameraList>('cameras', (etag) => ask(session, '/v1/cameras', etag), store, clock),
    thrift,
    previews: memoryPreviews(thrift.previews),
    video,
    player: createPlayer(video, () => clock.now(), thrift.shortBuffers),
  }
}

/** A remote that the chosen profile does not fit: any of its keys, held, brings the usual profile back. */
function rescueKeys(remote: Services['remote'], store: Services['store'], settings: Services['settings']): void {
  const rescue = new Rescue()
  remote.listenRaw((event) => {
    if (!rescue.heard(event, remote.profile, performance.now())) return
    keepChosen(store, '')
    remote.use(usualProfile(settings.remote))
  })
}

async function ask<T>(session: Services['session'], path: string, etag: string | null) {
  const answer = await session.call<T>({ method: 'GET', path, headers: etag ? { 'if-none-match': etag } : {} })
  return answer.status === 304 ? null : { value: answer.data, etag: answer.headers.etag ?? null }
}

function sayWhatIsMissing(app: App, services: Services, problem: SettingsProblem, font: FontResult): void {
  const words = services.words.boot
  const missing: string[] = []
  if (problem) missing.push(problem === 'missing' ? words.settingsMissing : words.settingsBroken)
  if (font === 'missing') missing.push(words.fontMissing)
  if (!services.store.lasting) missing.push(words.storageForbidden)
  if (missing.length > 0) app.say(...missing)
}
