import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As much of GitHub's API as actions ask for: what the repository is, and of which date a commit. */
export class GithubApi {
  public static async start(): Promise<GithubApi> {
    const api = new GithubApi();
    await new Promise<void>(resolve => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  private readonly server: Server = createServer((request, response) => {
    const answer = this.answer(request.url!);
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'Not Found' }));
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer(path: string): object | undefined {
    if (/^\/repos\/Acme\/Tools$/.test(path)) {
      return {
        name: 'Tools', full_name: 'Acme/Tools', description: 'Tools of the "Acme" company', html_url: 'https://github.com/Acme/Tools', default_branch: 'main', license: { spdx_id: 'MIT' },
      };
    }
    return /\/commits\//.test(path) ? { commit: { committer: { date: '2026-01-02T03:04:05Z' } } } : undefined;
  }
}
