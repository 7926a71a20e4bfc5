/** tus-js-client uploads a file over lines that break; answers its name and the offsets at which it went on. */
export default async function ({ openPage }, { page: address, file, url, key }) {
  const page = await openPage()
  const offsets = []
  page.on('response', async response => {
    if (response.request().method() === 'HEAD' && response.status() === 200) {
      offsets.push(Number(response.headers()['upload-offset']))
    }
  })
  await page.goto(address)
  await page.setInputFiles('#file', file)
  const name = await page.evaluate(({ url, key }) => window.upload(window.chosen(), url, key), { url, key })
  return { name, offsets }
}
