type Listener = (...values: unknown[]) => void;

/**
 * One end of the pipe between a page and its opener: events emitted at one end arrive at the other. Events without a
 * listener wait for the first one.
 */
export class EventChannel {
  private readonly listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  private readonly pendingEvents = new Map<string, unknown[][]>();
  private peer: EventChannel | undefined;

  /** Creates two connected ends. */
  static pair(): [EventChannel, EventChannel] {
    const [near, far] = [new EventChannel(), new EventChannel()];
    near.peer = far;
    far.peer = near;
    return [near, far];
  }

  on(name: string, listener: Listener): void {
    this.add(name, listener, false);
  }

  once(name: string, listener: Listener): void {
    this.add(name, listener, true);
  }

  off(name: string, listener?: Listener): void {
    const rest = this.listeners.get(name)?.filter((entry) => listener !== undefined && entry.listener !== listener);
    this.listeners.set(name, rest ?? []);
  }

  emit(name: string, ...values: unknown[]): void {
    this.peer?.receive(name, values);
  }

  private receive(name: string, values: unknown[]): void {
    const entries = this.listeners.get(name) ?? [];
    if (entries.length === 0) this.pendingEvents.set(name, [...(this.pendingEvents.get(name) ?? []), values]);
    this.listeners.set(
      name,
      entries.filter(({ once }) => !once),
    );
    for (const { listener } of entries) listener(...values);
  }

  private add(name: string, listener: Listener, once: boolean): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), { listener, once }]);
    const waiting = this.pendingEvents.get(name) ?? [];
    this.pendingEvents.delete(name);
    for (const values of waiting) this.receive(name, values);
  }
}
