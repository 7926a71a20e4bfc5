// Runs one script of a test in Chromium, which it starts and ends:
//
//   node driver.mjs HOME CHROMIUM SCRIPT PICTURES
//
// HOME is where the packages are installed, SCRIPT a module whose default export is called with the tools below and with
// what the test has given it; what it answers is the result. PICTURES is the folder for screenshots.
//
// Standard input: a line of JSON with what the test gives, then {word, value} for whatever it tells the script later. Its
// end ends the browser, so that none outlives its test. Standard output: {word, value} for what the script says, at last
// {result, consoleErrors, outsideRequests} or {failure}.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const [home, executablePath, script, pictures] = process.argv.slice(2)
const require = createRequire(join(home, 'package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=MediaRouter,DialMediaRouteProvider,OptimizationHints',
  // No packet leaves this machine, whatever a page or the browser asks for.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
]
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

const consoleErrors = []
const outsideRequests = []
const told = new Map()

function write(line) {
  process.stdout.write(JSON.stringify(line) + '\n')
}

/** A promise, by the word it waits for. */
function telling(word) {
  if (!told.has(word)) told.set(word, Promise.withResolvers?.() ?? withResolvers())
  return told.get(word)
}

function withResolvers() {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}

function isOutside(url) {
  const { protocol, hostname } = new URL(url)
  return /^(http|ws)s?:$/.test(protocol) && !LOOPBACK.includes(hostname)
}

function noteIfOutside(url) {
  if (isOutside(url)) outsideRequests.push(url)
}

function tools(browser) {
  return {
    browser,

    /** A page of a new visitor, whose errors and requests to other machines are told with the result. */
    async openPage(options = {}) {
      const page = await (await browser.newContext(options)).newPage()
      page.on('console', message => {
        if (message.type() === 'error') consoleErrors.push(message.text() + ' at ' + message.location().url)
      })
      page.on('pageerror', error => consoleErrors.push(String(error)))
      page.on('request', request => noteIfOutside(request.url()))
      page.on('websocket', socket => noteIfOutside(socket.url()))
      return page
    },

    /** Tells the test something while the script goes on. */
    say(word, value = null) {
      write({ word, value })
    },

    /** Waits until the test has told a word; answers what came with it. */
    heard(word) {
      return telling(word).promise
    },

    /** Keeps a screenshot of the whole page as NAME.png. */
    async picture(page, name) {
      await page.screenshot({ path: join(pictures, name + '.png'), fullPage: true })
    },

    /** What axe-core finds wrong with a page for people who see, hear or move in other ways: each with its places. */
    async audit(page, options = {}) {
      await page.evaluate(axe)
      const { violations } = await page.evaluate(given => window.axe.run(document, given), options)
      return violations.map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        places: nodes.map(node => node.target.join(' ')),
      }))
    },
  }
}

async function run(given) {
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS })
  process.stdin.once('end', () => browser.close().finally(() => process.exit(3)))
  try {
    const { default: steps } = await import(pathToFileURL(script).href)
    const result = (await steps(tools(browser), given)) ?? null
    return { result, consoleErrors, outsideRequests }
  } finally {
    await browser.close()
  }
}

let started = false
createInterface({ input: process.stdin }).on('line', async line => {
  const message = JSON.parse(line)
  if (started) {
    telling(message.word).resolve(message.value)
    return
  }
  started = true
  const end = await run(message).catch(failure => ({ failure: String(failure?.stack ?? failure) }))
  process.stdout.write(JSON.stringify(end) + '\n', () => process.exit(0))
})
