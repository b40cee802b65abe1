import { Component } from '@lightningjs/core'
import { Header } from '../cameras/Header'
import type { KeyPress } from '../remote/keys'
import { nameOf } from '../remote/normalise'
import { lacking } from '../remote/own'
import { make, type ScreenProps } from '../screen'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import { Reading, type Text } from '../widgets/Reading'
import { householdWords } from '../words/household'
import {
  beginRecording,
  isGivenUp,
  isRecorded,
  nameWords,
  profileOf,
  type Recording,
  record,
  type SeenKey,
  skip,
  wantedKeys,
} from './keytest'
import { tryRecorded } from './profileTrial'

interface KeysSpec extends Component.TemplateSpec {
  Header: typeof Header
  Wanted: object
  Wait: object
  Columns: object
  Lines: object
  Help: object
}

/** A key that the remote has not got is skipped after this. */
const skipMs = 8000
/** Whoever cannot find the way out is led out. */
const leaveMs = 30_000
const tickMs = 500
const columns = [0, 520, 1040, 1380] as const
const width = stage.w - 2 * margin.x

/**
 * For installers: every key as it comes, what the profile takes it for, and the recording of a new profile. It keeps
 * all keys to itself, so that they can be tried; red opens the call for help when pressed a second time.
 */
export class KeysScreen extends Component<KeysSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private seen: readonly SeenKey[]
  declare private recording: Recording | null
  declare private lastPress: string
  declare private heardAt: number
  /** when a press ended the recording: that press does nothing else */
  declare private stoppedAt: number
  declare private stops: (() => void)[]
  declare private lines: number

  override _construct(): void {
    this.seen = []
    this.recording = null
    this.lastPress = ''
    this.stoppedAt = -1
    this.stops = []
  }

  override _build(): void {
    const { services } = this
    const { keyTest } = householdWords(services).settings
    const top = margin.y + lineOf('title') + space.near
    const helpH = 2 * lineOf('small')
    const headY = top + lineOf('large') + lineOf('body') + space.near
    const room = stage.h - margin.y - helpH - space.near - headY - lineOf('small') - space.small
    this.lines = Math.max(1, Math.floor(room / lineOf('body')))
    const cell = (at: number, size: 'body' | 'small', text = '') => ({
      x: columns[at],
      text: oneLine(size, (columns[at + 1] ?? width) - columns[at]! - space.gap, { text }),
    })
    const { name, key, code, phase } = keyTest.columns
    this.childList.add(make(Header, this.stage, { ref: 'Header', services }))
    this.patch({
      Wanted: { x: margin.x, y: top, text: textStyle('large', { fontStyle: 'bold' }) },
      Wait: { x: margin.x, y: top + lineOf('large'), text: oneLine('body', width, { textColor: colour.calm }) },
      Columns: {
        x: margin.x,
        y: headY,
        children: [name, key, code, phase].map((title, at) => ({ ...cell(at, 'small', title), color: colour.calm })),
      },
      Lines: {
        x: margin.x,
        y: headY + lineOf('small') + space.small,
        children: Array.from({ length: this.lines }, (_each, row) => ({
          y: row * lineOf('body'),
          children: columns.map((_x, at) => cell(at, 'body')),
        })),
      },
      Help: {
        x: margin.x,
        y: stage.h - margin.y - helpH,
        text: paragraph('small', width, 2, { text: keyTest.help, textColor: colour.calm }),
      },
    } as never)
  }

  override _active(): void {
    const { remote } = this.services
    this.heardAt = performance.now()
    const timer = window.setInterval(() => this.tick(), tickMs)
    this.stops = [
      remote.listenRaw((event) => this.hear(event)),
      remote.listen((press) => this.keep(press)),
      () => window.clearInterval(timer),
    ]
    this.draw()
  }

  override _inactive(): void {
    for (const stop of this.stops) stop()
    this.stops = []
  }

  override _detach(): void {
    this._inactive()
  }

  announce(): string[] {
    const { keyTest } = householdWords(this.services).settings
    const last = this.seen[0]
    const name = last ? (last.name ? nameWords(last.name, keyTest.names) : keyTest.unknown) : ''
    return [keyTest.title, this.headline[0], name]
  }

  private get covered(): boolean {
    return !this.hasFinalFocus()
  }

  private hear(event: KeyboardEvent): void {
    if (this.covered) return
    this.heardAt = performance.now()
    const phase = event.type === 'keyup' ? 'release' : event.repeat ? 'repeat' : 'press'
    const { key, keyCode } = event
    const name = nameOf(event, this.services.remote.profile)
    this.seen = [{ key, keyCode, phase, name } as SeenKey].concat(this.seen).slice(0, this.lines)
    if (phase === 'press' && this.recording) {
      this.recording = record(this.recording, { key, keyCode })
      if (isGivenUp(this.recording)) this.stopRecording()
      this.finish()
    }
    this.draw()
  }

  /** All known keys stay here, but for the second red and the way out. */
  private keep(press: KeyPress): true | undefined {
    if (this.covered) return undefined
    if (press.phase !== 'press') return true
    const again = this.lastPress === press.key
    this.lastPress = press.key
    if (this.recording || this.stoppedAt === this.heardAt) return true
    if (again && (press.key === 'Red' || press.key === 'Help')) return undefined
    if (again && press.key === 'Back') {
      this.shell.back()
      return true
    }
    if (press.key === 'Enter') this.recording = beginRecording
    this.draw()
    return true
  }

  private tick(): void {
    const now = performance.now()
    if (this.covered) this.heardAt = now
    else if (this.recording && now - this.heardAt > skipMs) {
      this.heardAt = now
      this.recording = skip(this.recording)
      this.finish()
    } else if (!this.recording && now - this.heardAt > leaveMs) {
      this.shell.back()
      return
    }
    this.draw()
  }

  private stopRecording(): void {
    this.recording = null
    this.lastPress = ''
    this.stoppedAt = this.heardAt
  }

  /** Shows what was recorded, to be sent on; into the clipboard too, where there is one. */
  private finish(): void {
    const { recording, services, shell } = this
    if (!recording || !isRecorded(recording)) return
    this.stopRecording()
    const { keyTest } = householdWords(services).settings
    const profile = profileOf(recording, navigator.userAgent)
    const text = JSON.stringify(profile, null, 1)
    const missing = lacking(profile).map((name) => nameWords(name, keyTest.names))
    const note = missing.length > 0 ? keyTest.lacks(missing.join(', ')) : keyTest.recorded
    const reading: Text = { title: keyTest.title, note, text, accept: '', closable: true }
    if (missing.length === 0) {
      reading.accept = keyTest.use
      reading.accepted = () => {
        shell.dismiss(page)
        tryRecorded(profile, { services, shell }, this.stage, () => shell.redraw())
      }
    }
    const page: Reading = make(Reading, this.stage, { services, shell, reading })
    shell.cover(page)
    navigator.clipboard?.writeText(text).then(
      () => shell.say(keyTest.copied),
      () => undefined,
    )
  }

  private get headline(): [string, string] {
    const { keyTest } = householdWords(this.services).settings
    const { recording } = this
    const wanted = recording ? wantedKeys[recording.at] : undefined
    if (!recording || !wanted) return [keyTest.press, keyTest.profile(this.services.remote.profile.name)]
    const left = Math.max(0, Math.ceil((skipMs - (performance.now() - this.heardAt)) / 1000))
    const said = recording.already ? keyTest.already(nameWords(recording.already, keyTest.names)) : keyTest.wait(left)
    return [keyTest.wanted(nameWords(wanted, keyTest.names)), said]
  }

  private draw(): void {
    const words = householdWords(this.services)
    const { keyTest } = words.settings
    const { recording } = this
    const [wanted, wait] = this.headline
    const where = recording ? keyTest.recording(Math.min(recording.at + 1, wantedKeys.length), wantedKeys.length) : ''
    this.tag('Header')!.say(keyTest.title, where, '')
    this.tag('Wanted')!.patch({ text: { text: wanted } })
    this.tag('Wait')!.patch({ text: { text: wait } })
    this.tag('Lines')!.children.forEach((line, row) => {
      const seen = this.seen[row]
      const cells = seen
        ? [
            seen.name ? nameWords(seen.name, keyTest.names) : keyTest.unknown,
            seen.key === ' ' ? 'Space' : seen.key,
            String(seen.keyCode),
            keyTest.phases[seen.phase],
          ]
        : ['', '', '', '']
      line.children.forEach((cell, at) => {
        cell.patch({ color: row === 0 ? colour.text : colour.calm, text: { text: cells[at] ?? '' } } as never)
      })
    })
  }
}
