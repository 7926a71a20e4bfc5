/** A page is closed while tus-js-client uploads; another one is given the same file. Answers as cut.mjs. */
export default async function ({ openPage, say, heard }, { page: address, file, url, key }) {
  const page = await openPage()
  await page.goto(address)
  await page.setInputFiles('#file', file)
  await page.evaluate(({ url, key }) => void window.upload(window.chosen(), url, key), { url, key })
  say('sending')
  await heard('close')
  await page.goto('about:blank')
  say('closed')
  await heard('open')

  const methods = []
  const offsets = []
  page.on('response', response => {
    const method = response.request().method()
    if (method !== 'OPTIONS') methods.push(method)
    if (method === 'HEAD' && response.status() === 200) {
      offsets.push(Number(response.headers()['upload-offset']))
    }
  })
  await page.goto(address)
  await page.setInputFiles('#file', file)
  const name = await page.evaluate(({ url, key }) => window.upload(window.chosen(), url, key), { url, key })
  const remembered = await page.evaluate(() => localStorage.length)
  return { name, offsets, methods, remembered }
}
