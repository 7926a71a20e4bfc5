/**
 * Visits screens in a theme and a width. Answers what axe-core finds, and which pages are wider than their window.
 */
export default async function ({ openPage, picture, audit }, { url, key, screens, name, theme, width }) {
  const findings = []
  const wide = []
  const page = await openPage({
    colorScheme: theme,
    viewport: { width, height: 900 },
    timezoneId: 'Asia/Tokyo',
    locale: 'en-GB',
  })
  const look = async screen => {
    const found = await audit(page)
    findings.push(
      ...found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, places }) => `${screen} ${theme} ${width}: ${id} at ${places.join(', ')}`),
    )
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
      wide.push(`${screen} ${width}`)
    }
    await picture(page, ['console', name, screen, theme, width].join('-'))
  }
  await page.goto(url + '/console/sign-in')
  await look('sign-in')
  await page.fill('#f-key', key)
  await page.click('main button')
  await page.waitForURL(url + '/console')
  for (const [screen, path] of Object.entries(screens)) {
    await page.goto(url + path)
    await look(screen)
  }
  return { findings, wide }
}
