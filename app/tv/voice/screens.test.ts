import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import type { Camera, CameraList } from '../../contract/cameras'
import type { Me } from '../../contract/household'
import { neighbourSaid } from '../alarm/neighbourWords'
import { CamerasScreen } from '../cameras/CamerasScreen'
import { rowsOf } from '../cameras/model'
import { MosaicScreen } from '../mosaic/MosaicScreen'
import { reportRows } from '../reports/model'
import { ReportsScreen } from '../reports/ReportsScreen'
import type { Services } from '../service/services'
import { KeysScreen } from '../settings/KeysScreen'
import { mainRows } from '../settings/model'
import { SettingsScreen } from '../settings/SettingsScreen'
import { logRows } from '../viewings/model'
import { ViewingsScreen } from '../viewings/ViewingsScreen'
import { MiniList } from '../watch/MiniList'
import { placesOf } from '../watch/model'
import { WatchScreen } from '../watch/WatchScreen'
import { Choices } from '../widgets/Choices'
import { Reading } from '../widgets/Reading'
import { householdLanguages } from '../words/household'
import type { Language } from '../words/words'
import { type Speaking, saidBy } from './model'

/** What is spoken on each main screen, in its order: where one is, what is chosen, how it is, what one can do. */

const now = new Date(2026, 10, 23, 14, 2).getTime()
const grid = { id: 'g', name: '东门网格', level: 'grid' as const }
const camera = (number: number, name: string, more: Partial<Camera> = {}): Camera => ({
  ...{ id: `c${number}`, number, name, area: grid, kind: 'gate', clarity: 'full', status: 'online' },
  ...{ status_since: null, checked_at: null, why: 'area', until: null, approved_by: '', owner: '', contact: '' },
  ...more,
})
const since = new Date(2026, 10, 23, 13, 40).toISOString()
const list: CameraList = {
  cameras: [camera(1, '东门'), camera(2, '儿童乐园', { status: 'offline', status_since: since })],
  closed: [{ id: 'c5', number: 5, name: '广场', area: grid, reason: 'quiet_hours', until: null, by: null, why: null }],
}

function servicesIn(language: Language, cameras: CameraList | null = list): Services {
  const words = householdLanguages[language]
  return {
    words,
    settings: { language },
    store: { read: () => null },
    clock: { now: () => now },
    cameras: {
      value: cameras,
      at: now,
      freshness: cameras ? 'fresh' : 'failed',
      failure: cameras ? null : 'no-network',
    },
    me: { value: { areas: [grid] } as Partial<Me>, freshness: 'fresh' },
    session: { state: 'paired' },
    player: { view: () => ({ phase: 'playing', pictured: true }) },
    remote: { profile: { name: 'pc' } },
  } as unknown as Services
}

/** What a component says with these fields, without a stage under it. */
function said(Component: { prototype: object }, fields: object, upDown: string): readonly string[] {
  const component = Object.create(Component.prototype)
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(component, name, { value, writable: true })
  return saidBy([component as Speaking], upDown)
}

const household = (language: Language) => householdLanguages[language]
const rows = rowsOf(list, [grid], { favourites: [], recent: [] })
const viewing = (number: number, standing: object, presence: object = { is: 'there' }) => {
  const place = placesOf(list).find((each) => each.number === number) ?? null
  return { number, place, standing, presence }
}
const play = (number: number, pictured: boolean, phase: string) => {
  const place = placesOf(list).find((each) => each.number === number) ?? null
  const view = { phase, pictured }
  const standing = { is: 'watching', until: null }
  return {
    place,
    presence: { is: 'there' },
    picture: { player: { view: () => view } },
    facts: { number, place, standing, view, list: 'there', presence: { is: 'there' } },
  }
}
const alarm = (more: Partial<Alarm>) =>
  ({
    ...{ id: 'a', kind: 'help', quiet: false, mode: 'real', state: 'raised', receipts: [], unanswered: false },
    ...{ household: { label: '3-2-502', area: '东门网格 · 东里村 · 柳溪镇' }, ...more },
  }) as unknown as Alarm

const read = (language: Language) => (Component: { prototype: object }, fields: object) =>
  said(Component, fields, householdLanguages[language].legend.upDown)

describe.each<[Language]>([['zh-CN'], ['en']])('what is read out in %s', (language) => {
  const services = servicesIn(language)
  const words = household(language)
  const say = read(language)
  const zh = language === 'zh-CN'
  it.each<[string, () => readonly string[], string[], string[]]>([
    [
      'the list of cameras',
      () => say(CamerasScreen, { services, rows, focus: { row: 0, column: 1 } }),
      ['摄像头', '我们的网格', '2 儿童乐园', '离线，13:40 起'],
      ['Cameras', 'Our grid', '2 儿童乐园', 'Offline since 13:40'],
    ],
    [
      'a closed camera of the list',
      () => say(CamerasScreen, { services, rows, focus: { row: 0, column: 2 } }),
      ['摄像头', '我们的网格', '5 广场', words.cameras.closed, '安静时段'],
      ['Cameras', 'Our grid', '5 广场', words.cameras.closed, 'quiet hours'],
    ],
    [
      'a list that did not come',
      () =>
        say(CamerasScreen, {
          services: servicesIn(language, null),
          rows: [],
          focus: { row: 0, column: 0 },
          slow: true,
        }),
      ['摄像头', words.cameras.failedTitle, `${words.problems['no-network']}. ${words.cameras.retry}`],
      ['Cameras', words.cameras.failedTitle, `${words.problems['no-network']}. ${words.cameras.retry}`],
    ],
    [
      'watching',
      () => say(WatchScreen, { services, viewing: viewing(1, { is: 'watching', until: null }) }),
      ['1 东门'],
      ['1 东门'],
    ],
    [
      'the question whether one is still there, without the seconds that run',
      () => {
        const asked = viewing(1, { is: 'watching', until: now + 42_000 }, { is: 'asked', left: 42_000 })
        return say(WatchScreen, { services, viewing: asked })
      },
      ['1 东门', words.watch.stillThere],
      ['1 东门', words.watch.stillThere],
    ],
    [
      'watching a closed camera',
      () => say(WatchScreen, { services, viewing: viewing(5, { is: 'nothing' }) }),
      ['5 广场', words.watch.endings.quiet_hours, '按上下键看别的摄像头，按返回看列表。'],
      ['5 广场', words.watch.endings.quiet_hours, 'Up or down for another camera, Back for the list.'],
    ],
    [
      'the list over the picture',
      () => say(MiniList, { words, places: placesOf(list), index: 1 }),
      ['摄像头', '2 离线 · 儿童乐园', '2 / 3'],
      ['Cameras', '2 Offline · 儿童乐园', '2 / 3'],
    ],
    [
      'several pictures',
      () => say(MosaicScreen, { services, plays: [play(1, true, 'playing'), play(2, false, 'offline')], focus: 0 }),
      ['2 个画面', '1 东门'],
      ['2 pictures', '1 东门'],
    ],
    [
      'one of several pictures that is not there',
      () => say(MosaicScreen, { services, plays: [play(1, true, 'playing'), play(2, false, 'offline')], focus: 1 }),
      ['2 个画面', '2 儿童乐园', words.watch.offline],
      ['2 pictures', '2 儿童乐园', words.watch.offline],
    ],
    [
      'a setting',
      () =>
        say(SettingsScreen, {
          services,
          route: { screen: 'settings', page: 'main' },
          rows: mainRows(
            {
              chosen: {
                language,
                text: 'normal',
                contrast: 'normal',
                motion: 'normal',
                voice: 'on',
                hold: 2000,
                countdown: 5,
              },
              ...{ speaks: true, favourites: 0, session: 'paired', profile: '', me: null, now },
            } as unknown as Parameters<typeof mainRows>[0],
            words,
          ),
          index: 2,
        }),
      ['设置', words.settings.text, '标准', words.settings.textWhat],
      ['Settings', words.settings.text, 'normal', words.settings.textWhat],
    ],
    [
      'the log of what was watched, empty',
      () =>
        say(ViewingsScreen, {
          services,
          ...{
            log: { viewings: [], next: null, at: now, asking: false, failure: null },
            rows: [],
            index: 0,
            slow: false,
          },
        }),
      [words.viewings.title, words.viewings.empty, words.viewings.emptyHelp],
      [words.viewings.title, words.viewings.empty, words.viewings.emptyHelp],
    ],
    [
      'a line of that log',
      () => {
        const viewings = [
          {
            ...{
              id: 'v',
              camera: { id: 'c1', number: 1, name: '东门' },
              box: 'B',
              clarity: 'full' as const,
              reason: null,
            },
            ...{ started_at: since, ended_at: new Date(2026, 10, 23, 13, 45).toISOString(), how: 'stopped' },
          },
        ]
        const log = { viewings: viewings as never[], next: null, at: now, asking: false, failure: null }
        return say(ViewingsScreen, {
          services,
          log,
          rows: logRows(log, 'B', words, now),
          index: 1,
          slow: false,
        }).slice(0, 3)
      },
      [words.viewings.title, words.viewings.camera(1, '东门'), words.viewings.span('13:40', '13:45')],
      [words.viewings.title, words.viewings.camera(1, '东门'), words.viewings.span('13:40', '13:45')],
    ],
    [
      'a report that waits for its answer',
      () => {
        const reports = [
          {
            ...{ id: 'r', camera: { id: 'c1', number: 1, name: '东门' }, kind: 'privacy' as const, note: null },
            ...{ at: since, state: 'open' as const, answer: null, answered_at: null },
          },
        ]
        const known = { reports, at: now, asking: false, failure: null }
        return say(ReportsScreen, { services, known, rows: reportRows(reports, words, now), index: 0, slow: false })
      },
      [
        words.reports.title,
        words.viewings.camera(1, '东门'),
        `${words.reports.kinds.privacy} · ${words.reports.reported('13:40')}`,
        words.reports.open,
      ],
      [
        words.reports.title,
        words.viewings.camera(1, '东门'),
        `${words.reports.kinds.privacy} · ${words.reports.reported('13:40')}`,
        words.reports.open,
      ],
    ],
    [
      'the key test',
      () =>
        say(KeysScreen, {
          services,
          seen: [{ key: 'F1', keyCode: 112, phase: 'press', name: 'Red' }],
          recording: null,
        }),
      [words.settings.keyTest.title, words.settings.keyTest.press, words.settings.keyTest.names.Red],
      [words.settings.keyTest.title, words.settings.keyTest.press, words.settings.keyTest.names.Red],
    ],
    [
      'a question',
      () => {
        const question = { title: 'A?', detail: 'b', rows: [{ key: 'no', kind: 'act', title: 'No' }], index: 0 }
        return say(Choices, { question, index: 0 })
      },
      ['A?', 'b', 'No'],
      ['A?', 'b', 'No'],
    ],
    [
      'a text to be read',
      () => say(Reading, { reading: { title: 'T', note: 'n', text: 'one\ntwo', accept: 'I accept', closable: true } }),
      ['T', 'n', 'one. two', 'I accept'],
      ['T', 'n', 'one. two', 'I accept'],
    ],
    [
      "a neighbour's call",
      () => neighbourSaid(alarm({}), { choice: -1, replied: undefined, note: '' }, words.alarm),
      [
        words.alarm.neighbour.sentence('3-2-502', words.alarm.neighbour.asks.help),
        '东门网格 · 东里村',
        words.alarm.ladder.waiting,
        '',
        words.alarm.neighbour.answer,
      ],
      [
        words.alarm.neighbour.sentence('3-2-502', words.alarm.neighbour.asks.help),
        '东门网格 · 东里村',
        words.alarm.ladder.waiting,
        '',
        words.alarm.neighbour.answer,
      ],
    ],
    [
      "the answer to a neighbour's call, in a drill",
      () =>
        neighbourSaid(alarm({ mode: 'drill', kind: 'fire' }), { choice: 1, replied: undefined, note: '' }, words.alarm),
      [
        `演练：${words.alarm.neighbour.sentence('3-2-502', words.alarm.neighbour.asks.fire)}`,
        '东门网格 · 东里村',
        words.alarm.ladder.waiting,
        words.alarm.neighbour.careful,
        words.alarm.neighbour.cannot,
        words.alarm.neighbour.cannotWhat,
      ],
      [
        `DRILL: ${words.alarm.neighbour.sentence('3-2-502', words.alarm.neighbour.asks.fire)}`,
        '东门网格 · 东里村',
        words.alarm.ladder.waiting,
        words.alarm.neighbour.careful,
        words.alarm.neighbour.cannot,
        words.alarm.neighbour.cannotWhat,
      ],
    ],
  ])('%s', (_name, spoken, chinese, english) => {
    // A Chinese sentence has no word in common with an English one, but for names that are data.
    expect(spoken()).toEqual(zh ? chinese : english)
  })
})
