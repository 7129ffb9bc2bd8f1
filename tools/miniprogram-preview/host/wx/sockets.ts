import { asyncApi } from './async-api';
import { parseAllowedUrl } from './http';

type Listener = (value: object) => void;

/** `wx.connectSocket`: a socket to a server on this machine. Others fail as in WeChat. */
class SocketTask {
  private socket: WebSocket | undefined;
  private readonly listeners: Record<string, Listener[]> = {};
  readonly onOpen = this.createListenerMethod('open');
  readonly onMessage = this.createListenerMethod('message');
  readonly onClose = this.createListenerMethod('close');
  readonly onError = this.createListenerMethod('error');

  readonly send = asyncApi<{ data: string | ArrayBuffer }>('sendSocketMessage', ({ data }) => this.socket?.send(data));
  readonly close = asyncApi<{ code?: number; reason?: string }>('closeSocket', ({ code = 1000, reason }) =>
    this.socket?.close(code, reason),
  );

  connect(url: string, protocols: string[]): void {
    this.socket = new WebSocket(url, protocols);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.notify('open', { header: {} });
    this.socket.onmessage = ({ data }) => this.notify('message', { data: data as unknown });
    this.socket.onclose = ({ code, reason }) => this.notify('close', { code, reason });
    this.socket.onerror = () => this.notify('error', { errMsg: 'connectSocket:fail' });
  }

  notify(event: string, value: object): void {
    for (const listener of this.listeners[event] ?? []) listener(value);
  }

  private createListenerMethod(event: string): (listener: Listener) => void {
    return (listener) => (this.listeners[event] ??= []).push(listener);
  }
}

export const sockets = {
  connectSocket: (options: { url: string; protocols?: string[] }): SocketTask => {
    const task = new SocketTask();
    const connect = asyncApi<typeof options>('connectSocket', ({ url, protocols = [] }) => {
      task.connect(parseAllowedUrl(url).href, protocols);
    });
    connect(options)?.catch((error: unknown) => task.notify('error', error as object));
    return task;
  },
};
