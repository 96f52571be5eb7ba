import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { pass, type Accident, type Refusal } from './fault';

/** A request at a gate. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  /** The user that signs in with it; undefined where it carries no credentials. */
  readonly user?: string;
}

export type { Refusal } from './fault';

/** What a gate does with a request; undefined where it just goes through. */
export type Rule = (arrival: Arrival) => Refusal | Accident | undefined;

/**
 * A gate before a registry. It refuses what a rule says, so that users have different rights, which docker-registry
 * does not know, or that the registry seems to fail; and it lets accidents happen on the way. All that goes through is written
 * down.
 */
export class Gate {
  public static async before(host: string, rule: Rule): Promise<Gate> {
    const gate = new Gate(host, rule);
    await new Promise<void>(resolve => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  /** What went through. */
  public readonly passed: Arrival[] = [];
  /** What the rule did to others. */
  public readonly faults: Array<Refusal | Accident> = [];
  private readonly server = createServer((incoming, outgoing) => {
    void this.receive(incoming, outgoing);
  });

  private constructor(private readonly target: string, private readonly rule: Rule) {}

  public get host(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const arrival = arrivalOf(incoming);
    const fault = this.rule(arrival);
    if (fault && 'status' in fault) {
      this.faults.push(fault);
      incoming.resume();
      outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      outgoing.end(JSON.stringify({ errors: [{ code: fault.code, message: fault.message }] }));
      return;
    }
    if (fault && 'before' in fault) {
      this.faults.push(fault);
      await fault.before();
    }
    this.passed.push(arrival);
    const within = (way: 'request' | 'answer') => fault && 'within' in fault && fault.within === way ? [pass(fault, () => this.faults.push(fault))] : [];
    const [hostname, port] = this.target.split(':');
    // the header `host` stays, and with it the registry redirects uploads to the gate
    const { method, url: path, headers } = incoming;
    const onward = forward({ hostname, port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      pipeline([answer, ...within('answer'), outgoing], hangUp);
    });
    const { socket } = incoming;
    const hangUp = (error?: Error | null) => {
      if (error) {
        socket.resetAndDestroy();
        onward.destroy();
      }
    };
    onward.once('error', hangUp);
    pipeline([incoming, ...within('request'), onward], hangUp);
  }
}

function arrivalOf(incoming: IncomingMessage): Arrival {
  const [scheme, credentials] = (incoming.headers.authorization ?? '').split(' ');
  const user = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString().split(':')[0] : undefined;
  return { method: incoming.method!, path: incoming.url!, user };
}
