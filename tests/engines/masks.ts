/**
 * What an engine may lack or forbid, made so in one that has it. Each is a script that runs before the page's own, and
 * ES5 itself, because it runs in whatever engine.
 */

/** What the fifth edition of ECMAScript (2011) has; everything younger goes. */
const of2011 = {
  Object:
    'length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys',
  'Object.prototype':
    'constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__',
  'Function.prototype': 'length name arguments caller constructor toString apply call bind',
  Array: 'length name prototype isArray',
  'Array.prototype':
    'length constructor toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight',
  String: 'length name prototype fromCharCode',
  'String.prototype':
    'length constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substring substr toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim',
  Number: 'length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
  Math: 'E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan',
  // As typed arrays were when they came with WebGL.
  'Object.getPrototypeOf(Uint8Array)': 'length name prototype',
  'Object.getPrototypeOf(Uint8Array).prototype': 'constructor length buffer byteLength byteOffset set subarray',
}

const goneFrom2011 =
  'Promise Map Set WeakMap WeakSet WeakRef Symbol Reflect Proxy BigInt Iterator globalThis fetch Request Response Headers URLSearchParams TextDecoder TextEncoder AbortController AbortSignal ReadableStream queueMicrotask structuredClone requestIdleCallback IntersectionObserver ResizeObserver FontFace speechSynthesis SpeechSynthesisUtterance createImageBitmap'

export const masks = {
  /** An engine of 2011 that has learnt media sources and WebGL and nothing else. */
  es5: `!function () {
    var kept = ${JSON.stringify(of2011)}
    for (var name in kept) {
      var object = (0, eval)(name), names = kept[name].split(' '), has = Object.getOwnPropertyNames(object)
      for (var i = 0; i < has.length; i++) if (names.indexOf(has[i]) < 0) delete object[has[i]]
    }
    var gone = '${goneFrom2011}'.split(' ')
    for (var j = 0; j < gone.length; j++) delete window[gone[j]]
    // It named blobs before it read addresses.
    window.URL = { createObjectURL: URL.createObjectURL.bind(URL), revokeObjectURL: URL.revokeObjectURL.bind(URL) }
    delete HTMLScriptElement.prototype.noModule
    delete NodeList.prototype.forEach
    delete document.fonts
  }()`,
  /** Neither the word nor the context. */
  webgl: `!function () {
    var real = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (kind) {
      return /webgl/.test(kind) ? null : real.apply(this, arguments)
    }
  }()`,
  /** Media sources that know no H.264, and no HLS of the engine's own. */
  h264: `!function () {
    MediaSource.isTypeSupported = function (type) { return !/avc1|hvc1|hev1/.test(type) }
    HTMLMediaElement.prototype.canPlayType = function () { return '' }
  }()`,
  /** No media sources: the engine's own HLS player is left. */
  mse: 'delete window.MediaSource; delete window.ManagedMediaSource; delete window.WebKitMediaSource',
  fetch: 'delete window.fetch; delete window.Request; delete window.Response; delete window.Headers',
  speech: 'delete window.speechSynthesis; delete window.SpeechSynthesisUtterance',
  /** Touching it throws, as where a box forbids it. */
  storage: `Object.defineProperty(window, 'localStorage', { get: function () { throw new DOMException('no', 'SecurityError') } })`,
  /** Reading works, what is there stays, and nothing more goes in. */
  full: `Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError') }`,
  cookies: `Object.defineProperty(Document.prototype, 'cookie', {
    get: function () { throw new DOMException('no', 'SecurityError') },
    set: function () { throw new DOMException('no', 'SecurityError') }
  }); Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: function () { return false } })`,
  /** Engines before 2014 have no class for font faces: the page's own style has to name them. */
  fonts: 'delete window.FontFace',
} as const
