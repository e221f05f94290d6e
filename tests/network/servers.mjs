// Starts Bluesky's own servers (account directory, PDS, AppView) on loopback and stays until SIGTERM.
// Environment: NETWORK_PACKAGES (folder that holds node_modules), NETWORK_DATABASE (PostgreSQL URL),
// NETWORK_SCRATCH (folder for the PDS), NETWORK_LIMITS=1 (the PDS then counts calls and answers 429).
// Says one JSON line on stdout when ready: {"plc", "pds", "appview"}.
import dns from 'node:dns'
import { createRequire } from 'node:module'
import net from 'node:net'

const { NETWORK_PACKAGES, NETWORK_DATABASE, NETWORK_SCRATCH, NETWORK_LIMITS } = process.env

// The development servers ask for a port only and would be reachable from outside: each is moved to loopback.
dns.setDefaultResultOrder('ipv4first')
const listenAnywhere = net.Server.prototype.listen
net.Server.prototype.listen = function listenOnLoopback(where, ...rest) {
  const port = Number(typeof where === 'object' ? (where?.port ?? 0) : where) || 0
  const whenListening = [where, ...rest].filter((argument) => typeof argument === 'function')
  return listenAnywhere.call(this, { port, host: '127.0.0.1' }, ...whenListening)
}
// The PDS puts its data below the temporary folder, which the caller removes.
process.env.TMPDIR = NETWORK_SCRATCH

const load = createRequire(`${NETWORK_PACKAGES}/`)
const { TestPlc, TestPds, TestBsky, mockNetworkUtilities } = load('@atproto/dev-env')
const freePort = load('get-port')

const [pdsPort, appviewPort] = [await freePort(), await freePort()]
const plc = await TestPlc.create({})
const appview = await TestBsky.create({
  port: appviewPort,
  publicUrl: `http://localhost:${appviewPort}`,
  plcUrl: plc.url,
  pdsPort,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresUrl: NETWORK_DATABASE,
  dbPostgresSchema: 'appview',
})
const pds = await TestPds.create({
  port: pdsPort,
  hostname: 'localhost',
  didPlcUrl: plc.url,
  bskyAppViewUrl: appview.url,
  bskyAppViewDid: appview.ctx.cfg.serverDid,
  rateLimitsEnabled: NETWORK_LIMITS === '1',
})
mockNetworkUtilities(pds, appview)

async function stop() {
  await Promise.allSettled([appview.close(), pds.close(), plc.close()])
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop)
// The parent holds our standard input: when it dies, also by kill -9, the network ends with it.
process.stdin.resume().once('end', stop)

process.stdout.write(`${JSON.stringify({ plc: plc.url, pds: pds.url, appview: appview.url })}\n`)
