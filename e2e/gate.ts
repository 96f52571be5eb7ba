import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request at a gate. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  /** The user that signs in with it; undefined where it carries no credentials. */
  readonly user?: string;
}

/** An answer that a gate gives in the registry's place. */
export interface Refusal { readonly status: number; readonly code: string; readonly message: string }

/**
 * A gate before a registry. It refuses what a rule says, so that users have different rights, which docker-registry
 * does not know, or that the registry seems to fail. All else goes through, and is written down.
 */
export class Gate {
  public static async before(host: string, rule: (arrival: Arrival) => Refusal | undefined): Promise<Gate> {
    const gate = new Gate(host, rule);
    await new Promise<void>(resolve => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  /** What went through. */
  public readonly passed: Arrival[] = [];
  private readonly server = createServer((incoming, outgoing) => {
    const arrival = arrivalOf(incoming);
    const refusal = this.rule(arrival);
    if (refusal) {
      incoming.resume();
      outgoing.writeHead(refusal.status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ errors: [{ code: refusal.code, message: refusal.message }] }));
      return;
    }
    this.passed.push(arrival);
    const [hostname, port] = this.target.split(':');
    // the header `host` stays, and with it the registry redirects uploads to the gate
    const { method, url: path, headers } = incoming;
    const onward = forward({ hostname, port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });

  private constructor(private readonly target: string, private readonly rule: (arrival: Arrival) => Refusal | undefined) {}

  public get host(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

function arrivalOf(incoming: IncomingMessage): Arrival {
  const [scheme, credentials] = (incoming.headers.authorization ?? '').split(' ');
  const user = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString().split(':')[0] : undefined;
  return { method: incoming.method!, path: incoming.url!, user };
}
