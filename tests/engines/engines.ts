import { findChromium } from '../support/browser'
import { openChromium } from './chromium'
import type { Driver } from './driver'
import { openFirefox } from './firefox'
import { fromDebian, fromNpm, type Got } from './get'
import type { masks } from './masks'
import { openWpe } from './webkit'

export interface Engine {
  name: string
  /** what kind of box it stands for */
  for: string
  /** what plays in it; null: it must say that it cannot */
  player: 'hls.js' | 'native' | null
  /** which build it must choose */
  build: 'modern' | 'ES5'
  /** Runs before everything else in the page, where the engine must seem to lack something. */
  mask?: keyof typeof masks
  get(): Got | Promise<Got>
  open(path: string): Promise<Driver>
}

const today = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
const before2022 = ['--use-gl=swiftshader', '--ignore-gpu-blacklist', '--ignore-gpu-blocklist']

/** WPE WebKit with what plays H.264 in it: Debian's libav decoders where a box has its hardware. */
const wpePackages = [
  'libwpewebkit-1.1-0',
  'wpewebkit-driver',
  'gstreamer1.0-libav',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-gl',
  'libgl1-mesa-dri',
  'libegl1',
  'libgles2',
  'dbus',
]
export const getWpe = (): Got => fromDebian('WPEWebDriver', wpePackages)

const current = {
  get: async () => ({ path: await findChromium() }),
  open: (path: string) => openChromium(path, ...today),
}
const old = (version: string) => ({
  get: () => fromNpm(version),
  open: (path: string) => openChromium(path, ...before2022),
})

export const engines: readonly Engine[] = [
  { name: 'Chromium of today', for: 'PCs; the newest boxes', player: 'hls.js', build: 'modern', ...current },
  { name: 'Chromium 92', for: 'TVs and boxes of 2021 and 2022', player: 'hls.js', build: 'modern', ...old('10.1.0') },
  { name: 'Chromium 83', for: 'TVs and boxes of 2020 and 2021', player: 'hls.js', build: 'modern', ...old('3.1.1') },
  {
    name: 'Chromium 76',
    for: 'TVs and boxes of 2019 and 2020; the oldest with H.264 that is to be had',
    player: 'hls.js',
    build: 'modern',
    ...old('1.16.1'),
  },
  {
    name: 'Chromium 65',
    for: 'engines before ES2019, and such without H.264 and WebGL',
    player: null,
    build: 'ES5',
    ...old('1.0.0'),
  },
  {
    name: 'ES5',
    for: 'engines of 2011 to 2017: today’s Chromium without anything younger than ES5',
    player: 'hls.js',
    build: 'ES5',
    mask: 'es5',
    ...current,
  },
  {
    name: 'WPE WebKit 2.38',
    for: 'RDK boxes of 2023 to 2025',
    player: 'hls.js',
    build: 'modern',
    get: getWpe,
    open: (path) => openWpe(path),
  },
  {
    name: 'WPE WebKit 2.38, native',
    for: 'the same without media sources: its own HLS player',
    player: 'native',
    build: 'modern',
    mask: 'mse',
    get: getWpe,
    open: (path) => openWpe(path, true),
  },
  {
    name: 'Firefox ESR',
    for: 'another family: what only Chromium and WebKit forgive',
    player: 'hls.js',
    build: 'modern',
    get: () => fromDebian('firefox-esr', ['firefox-esr']),
    open: (path) => openFirefox(path),
  },
]
