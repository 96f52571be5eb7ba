import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door before a registry that counts what clients send through it: requests with their headers, and content. */
export class ByteCounter {
  public static async before(host: string): Promise<ByteCounter> {
    const counter = new ByteCounter(Number(host.split(':')[1]));
    await once(counter.server.listen(0, '127.0.0.1'), 'listening');
    return counter;
  }

  private readonly sockets = new Set<Socket>();
  private sent = 0;
  private readonly server = createServer(client => {
    const registry = connect(this.port, '127.0.0.1');
    client.on('data', chunk => { this.sent += chunk.length; });
    for (const [from, to] of [[client, registry], [registry, client]]) {
      this.sockets.add(from);
      from.pipe(to);
      from.once('error', () => to.destroy());
      from.once('close', () => this.sockets.delete(from));
    }
  });

  private constructor(private readonly port: number) {}

  public get host(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** What was sent since this was last asked. */
  public take(): number {
    const { sent } = this;
    this.sent = 0;
    return sent;
  }

  public async close(): Promise<void> {
    this.sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.server.close(resolve));
  }
}
