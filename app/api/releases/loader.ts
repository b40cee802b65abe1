/**
 * What `/` answers while two releases of the TV app are there: a page that outlives both. Its script, in ES5 for every
 * box, opens the release that this box was told to run (`app/tv/release.ts` keeps what it was told):
 * - a release that was begun twice and never came to its first screen gives way to the last one that did, and stays
 *   away until this box is told of another, also when it has become what every box may run;
 * - a start by the alarm key, or while a call for help of this box is open (`app/tv/alarm/saving.ts` keeps it), takes the
 *   one that is known to be good: no update lands while somebody calls for help;
 * - whatever it asks for, the service answers with what may be run now: that is the switch back.
 *
 * The script is asked for twice and does its work once, because without it the page would stand for good: of two answers
 * one may be lost. No `refresh` stands here for that: Chromium keeps it over `document.open` and would begin the running
 * app anew.
 */
export const loaderPage = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8" /><title>邻灯 Porchlight</title></head>
<body bgcolor="#0b1320" text="#ffffff"><p>邻灯正在打开……<br />Porchlight is opening …</p>
<script src="loader.js"></script><script src="loader.js?again" async="async"></script></body></html>
`

export const loaderScript = `(function () {
  if (document.loads) return
  document.loads = true
  var key = 'porchlight.release'
  var told = {}
  function keep() {
    try { localStorage.setItem(key, JSON.stringify(told)) } catch (e) {}
  }
  try { told = JSON.parse(localStorage.getItem(key)) || {} } catch (e) {}
  var use = told.use || ''
  if (told.bad && (!use || use === told.bad)) use = told.good || ''
  var calls = location.hash.indexOf('#/alarm') === 0
  try {
    for (var i = 0; i < localStorage.length; i++) calls = calls || /\\.alarm\\.outbox$/.test(localStorage.key(i))
  } catch (e) {}
  if (told.good && calls) use = told.good
  if (told.tries >= 2 && told.now !== told.good) {
    told.bad = told.now
    told.failed = told.tries
    told.tries = 0
    use = told.good || ''
  }
  var request = new XMLHttpRequest()
  function again() {
    document.body.firstChild.textContent =
      '邻灯暂时打不开，请检查网络。正在重试…… Porchlight cannot be opened yet: check the network. Trying again …'
    setTimeout(function () { location.reload() }, 5000)
  }
  request.open('GET', 'tv/' + (use || 'any') + '/index.html')
  request.timeout = 10000
  request.onerror = request.ontimeout = again
  request.onload = function () {
    if (request.status !== 200) return again()
    var now = request.getResponseHeader('x-porchlight-release') || ''
    told.tries = now === told.now ? (told.tries || 0) + 1 : 1
    told.now = now
    keep()
    document.open()
    document.write(request.responseText)
    document.close()
  }
  request.send()
})()
`
