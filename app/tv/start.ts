/**
 * The page's first script, on every box: takes the modern build where the engine can read it, else the one in ES5.
 * Shipped as ES5 without polyfills, so it may use nothing younger. `?build=es5` asks for the old boxes' build by hand.
 */
const script = document.getElementById('start') as HTMLScriptElement
/** When a build did not come, the box tries again by itself: nobody sits at it with a reload key. */
const againMs = 15_000

/** By what it can parse, not by its name or `type=module` alone: Chromium 61 knows modules and not this syntax. */
function readsModern(): boolean {
  try {
    new Function('async function* a({ ...b }) { try { await import("") } catch { for await (const c of b) yield c } }')
    return 'noModule' in script
  } catch {
    return false
  }
}

function say(...sentences: string[]): void {
  const plain = document.getElementById('plain')
  if (plain) plain.textContent = sentences.join('\n')
}

function load(address: string, module: boolean): void {
  const build = document.createElement('script')
  if (module) build.type = 'module'
  build.src = address
  build.onerror = () => {
    say('邻灯没有完全装载，请检查网络。正在重试……', 'Porchlight could not be loaded: check the network. Trying again …')
    setTimeout(() => location.reload(), againMs)
  }
  document.body.appendChild(build)
}

const modern = script.getAttribute('data-modern')
const old = script.getAttribute('data-old')
const asked = /[?&]build=es5(&|$)/.test(location.search)
if (modern && readsModern() && !(asked && old)) load(modern, true)
else if (old) load(old, false)
else
  say(
    '这台机顶盒的浏览器太旧，服务器上没有适合它的版本。',
    'This box needs the build for old boxes, which this server does not have (npm run build).',
  )
