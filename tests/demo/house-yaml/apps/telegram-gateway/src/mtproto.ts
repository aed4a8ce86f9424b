const mtprotoUrl = process.env.MTPROTO_URL || 'http://localhost:4007';

export interface Message {
  id: number;
  channel: string;
  text: string;
}

/** The messages of a channel since the one with this id. */
export async function messagesSince(
  channel: string,
  id: number,
): Promise<Message[]> {
  const url = new URL(`/channels/${encodeURIComponent(channel)}`, mtprotoUrl);
  url.searchParams.set('since', String(id));
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`telegram-mtproto answered ${answer.status}`);
  }
  return (await answer.json()) as Message[];
}
